package org.heapgres.planner.ddl;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.heapgres.planner.catalog.FunctionEntry.Attributes;
import org.heapgres.planner.command.SetCommand;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.UtilityStatement.VariableSetStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The options of CREATE and ALTER FUNCTION. One statement, one thread. */
final class RoutineOptions {
  private final Session session;
  private final boolean procedure;
  private final boolean returnsSet;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, String> settings = new TreeMap<>();
  private String language;
  private List<String> source;
  private char volatility = 'v';
  private boolean strict;
  private boolean securityDefiner;
  private boolean leakproof;
  private char parallel = 'u';
  private float cost = -1;
  private float rows = -1;

  RoutineOptions(Session session, boolean procedure, boolean returnsSet) {
    this.session = session;
    this.procedure = procedure;
    this.returnsSet = returnsSet;
  }

  /** To be changed by ALTER FUNCTION. */
  RoutineOptions(Session session, boolean procedure, boolean returnsSet, Attributes from) {
    this(session, procedure, returnsSet);
    volatility = from.volatility();
    strict = from.strict();
    securityDefiner = from.securityDefiner();
    leakproof = from.leakproof();
    parallel = from.parallel();
    cost = from.cost();
    rows = from.rows();
    settings.putAll(from.settings());
  }

  void read(List<DefElem> options) {
    options.forEach(this::read);
  }

  private void read(DefElem option) {
    String name = option.defname();
    if (!name.equals("set") && !seen.add(name)) {
      throw at(option, new PgException(SqlState.SYNTAX_ERROR, "conflicting or redundant options"));
    }
    switch (name) {
      case "language" -> language = Options.text(option);
      case "as" ->
          source =
              ((ListValue) option.arg())
                  .items().stream().map(item -> ((StringValue) item).sval()).toList();
      case "security" -> securityDefiner = Options.bool(option);
      case "set" -> set((VariableSetStmt) option.arg());
      case "volatility" -> {
        refuseInProcedure(option);
        volatility = Options.text(option).charAt(0);
      }
      case "strict" -> {
        refuseInProcedure(option);
        strict = Options.bool(option);
      }
      case "leakproof" -> {
        refuseInProcedure(option);
        leakproof = Options.bool(option);
        if (leakproof && !session.superuser()) {
          throw new PgException(
              SqlState.INSUFFICIENT_PRIVILEGE, "only superuser can define a leakproof function");
        }
      }
      case "parallel" -> {
        refuseInProcedure(option);
        parallel =
            switch (Options.text(option)) {
              case "safe" -> 's';
              case "unsafe" -> 'u';
              case "restricted" -> 'r';
              default ->
                  throw new PgException(
                      SqlState.SYNTAX_ERROR,
                      "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE");
            };
      }
      case "cost" -> {
        refuseInProcedure(option);
        cost = positive("COST", option);
      }
      case "rows" -> {
        refuseInProcedure(option);
        rows = positive("ROWS", option);
        if (!returnsSet) {
          throw new PgException(
              SqlState.INVALID_PARAMETER_VALUE,
              "ROWS is not applicable when function does not return a set");
        }
      }
      case "window" -> {
        refuseInProcedure(option);
        throw PgException.notSupported("window functions of users");
      }
      case "support" -> throw PgException.notSupported("planner support functions");
      default -> throw PgException.notSupported("function option \"" + name + "\"");
    }
  }

  private void refuseInProcedure(DefElem option) {
    if (procedure) {
      throw at(
          option,
          new PgException(
              SqlState.INVALID_FUNCTION_DEFINITION, "invalid attribute in procedure definition"));
    }
  }

  private static PgException at(DefElem option, PgException error) {
    return Names.at(option.location(), error);
  }

  private static float positive(String name, DefElem option) {
    float value = Float.parseFloat(Options.text(option));
    if (value <= 0) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, name + " must be positive");
    }
    return value;
  }

  private void set(VariableSetStmt statement) {
    switch (statement.kind()) {
      case VAR_SET_VALUE ->
          settings.put(statement.name(), checked(statement.name(), SetCommand.value(statement)));
      case VAR_SET_CURRENT ->
          settings.put(statement.name(), session.settings().shown(statement.name()));
      case VAR_SET_DEFAULT, VAR_RESET -> settings.remove(statement.name());
      case VAR_RESET_ALL -> settings.clear();
      case VAR_SET_MULTI ->
          throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "SET " + statement.name() + " cannot be used as a function's option");
    }
  }

  /** The value is tried, so that a wrong one is refused now. */
  private String checked(String name, String value) {
    int mark = session.settings().mark();
    session.settings().set(name, value, true, session.superuser());
    session.settings().rollbackTo(mark);
    return value;
  }

  /** Null when none was named. */
  String language() {
    return language;
  }

  /** Null without AS. */
  List<String> source() {
    return source;
  }

  Attributes attributes() {
    return new Attributes(
        volatility,
        strict,
        securityDefiner,
        leakproof,
        parallel,
        cost >= 0 ? cost : 100,
        rows >= 0 ? rows : returnsSet ? 1000 : 0,
        settings);
  }
}
