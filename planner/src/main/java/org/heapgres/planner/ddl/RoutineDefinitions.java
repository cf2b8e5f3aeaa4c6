package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.FunctionEntry.Argument;
import org.heapgres.planner.catalog.FunctionEntry.Attributes;
import org.heapgres.planner.functions.Quoting;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Session;

/** Users' functions as text: pg_get_functiondef and its kin. */
public final class RoutineDefinitions {
  private RoutineDefinitions() {}

  public static String arguments(Session session, FunctionEntry function, boolean defaults) {
    List<String> parts = new ArrayList<>();
    for (Argument argument : function.arguments()) {
      if (argument.mode() != 't') {
        parts.add(argument(session, function, argument, defaults));
      }
    }
    return String.join(", ", parts);
  }

  private static String argument(
      Session session, FunctionEntry function, Argument argument, boolean defaults) {
    StringBuilder out = new StringBuilder();
    out.append(
        switch (argument.mode()) {
          case 'o' -> "OUT ";
          case 'b' -> "INOUT ";
          case 'v' -> "VARIADIC ";
          default -> function.procedure() ? "IN " : "";
        });
    if (!argument.name().isEmpty()) {
      out.append(Identifiers.quote(argument.name())).append(' ');
    }
    out.append(ObjectNames.typeName(session, argument.type()));
    if (defaults && argument.defaultValue() != null) {
      out.append(" DEFAULT ").append(argument.defaultValue());
    }
    return out.toString();
  }

  /** Null for a procedure. */
  public static String result(Session session, FunctionEntry function) {
    if (function.procedure()) {
      return null;
    }
    List<Argument> columns =
        function.arguments().stream().filter(argument -> argument.mode() == 't').toList();
    if (!columns.isEmpty()) {
      List<String> parts = new ArrayList<>();
      for (Argument column : columns) {
        parts.add(
            Identifiers.quote(column.name()) + " " + ObjectNames.typeName(session, column.type()));
      }
      return "TABLE(" + String.join(", ", parts) + ")";
    }
    return (function.returnsSet() ? "SETOF " : "")
        + ObjectNames.typeName(session, function.result());
  }

  /** CREATE OR REPLACE FUNCTION. */
  public static String statement(Session session, FunctionEntry function) {
    StringBuilder out = new StringBuilder("CREATE OR REPLACE ");
    out.append(function.procedure() ? "PROCEDURE " : "FUNCTION ")
        .append(Identifiers.quote(session.catalog().schemaName(function.schema())))
        .append('.')
        .append(Identifiers.quote(function.name()))
        .append('(')
        .append(arguments(session, function, true))
        .append(")\n");
    if (!function.procedure()) {
      out.append(" RETURNS ").append(result(session, function)).append('\n');
    }
    out.append(" LANGUAGE ").append(Identifiers.quote(function.language())).append('\n');
    String options = options(function);
    if (!options.isEmpty()) {
      out.append(options).append('\n');
    }
    new TreeMap<>(function.attributes().settings())
        .forEach(
            (name, value) ->
                out.append(" SET ")
                    .append(Identifiers.quote(name))
                    .append(" TO ")
                    .append(name.equals("search_path") ? quotedList(value) : Quoting.literal(value))
                    .append('\n'));
    if (function.body().statements() != null) {
      out.append(function.body().statements());
    } else {
      String tag = function.procedure() ? "procedure" : "function";
      while (function.body().source().contains("$" + tag + "$")) {
        tag += "x";
      }
      out.append("AS $").append(tag).append('$').append(function.body().source());
      out.append('$').append(tag).append('$');
    }
    return out.append('\n').toString();
  }

  private static String quotedList(String value) {
    List<String> names = new ArrayList<>();
    for (String name : value.split(",", -1)) {
      names.add(Quoting.literal(String.join(".", Identifiers.parse(name))));
    }
    return String.join(", ", names);
  }

  private static String options(FunctionEntry function) {
    Attributes attributes = function.attributes();
    List<String> options = new ArrayList<>();
    Map<Character, String> volatility = Map.of('i', "IMMUTABLE", 's', "STABLE");
    if (volatility.containsKey(attributes.volatility())) {
      options.add(volatility.get(attributes.volatility()));
    }
    Map<Character, String> parallel = Map.of('s', "PARALLEL SAFE", 'r', "PARALLEL RESTRICTED");
    if (parallel.containsKey(attributes.parallel())) {
      options.add(parallel.get(attributes.parallel()));
    }
    if (attributes.strict()) {
      options.add("STRICT");
    }
    if (attributes.securityDefiner()) {
      options.add("SECURITY DEFINER");
    }
    if (attributes.leakproof()) {
      options.add("LEAKPROOF");
    }
    if (attributes.cost() != 100) {
      options.add("COST " + number(attributes.cost()));
    }
    if (attributes.rows() > 0 && attributes.rows() != 1000) {
      options.add("ROWS " + number(attributes.rows()));
    }
    return options.isEmpty() ? "" : " " + String.join(" ", options);
  }

  private static String number(float value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Float.toString(value);
  }
}
