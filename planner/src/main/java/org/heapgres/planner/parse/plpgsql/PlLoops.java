package org.heapgres.planner.parse.plpgsql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.parse.plpgsql.PlStatement.Argument;
import org.heapgres.planner.parse.plpgsql.PlStatement.RowTarget;
import org.heapgres.planner.parse.plpgsql.PlStatement.Target;
import org.heapgres.storage.SqlState;

/** FOR and FOREACH (manual, 41.6.5 to 41.6.7). */
final class PlLoops {
  private final PlParser parser;
  private final PlTokens tokens;
  private final PlDeclarations declarations;

  PlLoops(PlParser parser, PlDeclarations declarations) {
    this.parser = parser;
    this.tokens = parser.tokens;
    this.declarations = declarations;
  }

  /** After FOR. */
  PlStatement forLoop(PlScope scope, String label, int line) {
    int nameAt = tokens.at;
    String name = tokens.tokens.isName(tokens.at) ? tokens.tokens.name(tokens.at) : null;
    while (!tokens.is("in")) {
      if (tokens.end() || tokens.is(";") || tokens.is("loop")) {
        throw tokens.syntaxError();
      }
      tokens.at++;
    }
    int inAt = tokens.at;
    tokens.at++;
    PlScope inner = PlScope.block(scope, label);
    if (tokens.is("execute")) {
      tokens.at++;
      PlSql query = tokens.expression(scope, "loop", "using");
      List<PlSql> parameters =
          tokens.accept("using") ? tokens.expressions(scope, "loop") : List.of();
      RowTarget target = existing(scope, nameAt, inAt);
      return new PlStatement.ForDynamic(line, label, target, query, parameters, body(inner, label));
    }
    PlScope.Found cursor =
        tokens.tokens.isName(tokens.at) ? scope.find(List.of(tokens.tokens.name(tokens.at))) : null;
    if (cursor != null && (tokens.word(1).equals("loop") || tokens.word(1).equals("("))) {
      PlVariable variable = parser.variable(cursor.variable());
      if (variable.cursor() != null) {
        return overCursor(scope, inner, label, line, name, variable);
      }
      if (tokens.word(1).equals("loop")
          && variable.type() instanceof PlVariable.Named named
          && named.text().endsWith("refcursor")) {
        throw tokens.error(
            SqlState.SYNTAX_ERROR, "cursor FOR loop must use a bound cursor variable");
      }
    }
    boolean reverse = tokens.is("reverse");
    int from = reverse ? tokens.at + 1 : tokens.at;
    tokens.at = from;
    tokens.skipTo(Set.of("loop", ".."), "expression");
    if (tokens.is("..")) {
      return overIntegers(scope, inner, label, line, name, from, reverse);
    }
    PlSql query = tokens.sql(scope, from, tokens.at, false);
    int loopAt = tokens.at;
    RowTarget target = existing(scope, nameAt, inAt);
    tokens.at = loopAt;
    return new PlStatement.ForQuery(line, label, target, query, body(inner, label));
  }

  private List<PlStatement> body(PlScope inner, String label) {
    tokens.expect("loop");
    return parser.loopBody(inner, label);
  }

  private RowTarget existing(PlScope scope, int nameAt, int inAt) {
    int here = tokens.at;
    tokens.at = nameAt;
    if (!tokens.tokens.isName(nameAt)
        || (scope.find(List.of(tokens.tokens.name(nameAt))) == null
            && !tokens.word(1).equals("."))) {
      throw tokens.error(
          SqlState.SYNTAX_ERROR,
          "loop variable of loop over rows must be a record variable or list of scalar variables");
    }
    RowTarget target = parser.rowTarget(scope);
    if (tokens.at != inAt) {
      throw tokens.syntaxError();
    }
    tokens.at = here;
    return target;
  }

  private PlStatement overIntegers(
      PlScope scope,
      PlScope inner,
      String label,
      int line,
      String name,
      int from,
      boolean reverse) {
    PlSql lower = tokens.sql(scope, from, tokens.at, true);
    tokens.at++;
    PlSql upper = tokens.expression(scope, "loop", "by");
    PlSql step = tokens.accept("by") ? tokens.expression(scope, "loop") : null;
    if (name == null) {
      throw tokens.error(
          SqlState.SYNTAX_ERROR, "integer FOR loop must have only one target variable");
    }
    int variable =
        declarations.add(
            new PlVariable(0, name, new PlVariable.LoopInteger(), false, false, null, null, line));
    PlScope with = PlScope.variable(inner, name, variable);
    return new PlStatement.ForInteger(
        line, label, variable, lower, upper, step, reverse, body(with, label));
  }

  private PlStatement overCursor(
      PlScope scope, PlScope inner, String label, int line, String name, PlVariable cursor) {
    tokens.at++;
    List<Argument> arguments = arguments(scope);
    int variable =
        declarations.add(
            new PlVariable(0, name, new PlVariable.AnyRecord(), false, false, null, null, line));
    PlScope with = PlScope.variable(inner, name, variable);
    return new PlStatement.ForCursor(
        line,
        label,
        new RowTarget(List.of(new Target(variable, List.of()))),
        cursor.number(),
        arguments,
        body(with, label));
  }

  /** A bound cursor's arguments in parentheses, if they are here. */
  List<Argument> arguments(PlScope scope) {
    List<Argument> arguments = new ArrayList<>();
    if (!tokens.accept("(")) {
      return arguments;
    }
    do {
      String name = null;
      if (tokens.tokens.isName(tokens.at)
          && (tokens.word(1).equals(":=") || tokens.word(1).equals("=>"))) {
        name = tokens.name();
        tokens.at++;
      }
      arguments.add(new Argument(name, tokens.expression(scope, ",", ")")));
    } while (tokens.accept(","));
    tokens.expect(")");
    return arguments;
  }

  /** After FOREACH. */
  PlStatement foreach(PlScope scope, String label, int line) {
    RowTarget target = parser.rowTarget(scope);
    int slice = 0;
    if (tokens.accept("slice")) {
      if (!tokens.tokens.isInteger(tokens.at)) {
        throw tokens.syntaxError();
      }
      slice = Integer.parseInt(tokens.tokens.raw(tokens.at++));
    }
    tokens.expect("in");
    tokens.expect("array");
    PlSql array = tokens.expression(scope, "loop");
    return new PlStatement.Foreach(
        line, label, target, slice, array, body(PlScope.block(scope, label), label));
  }
}
