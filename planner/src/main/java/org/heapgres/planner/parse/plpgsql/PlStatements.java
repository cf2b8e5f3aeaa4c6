package org.heapgres.planner.parse.plpgsql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.heapgres.planner.parse.plpgsql.PlStatement.Argument;
import org.heapgres.planner.parse.plpgsql.PlStatement.Diagnostic;
import org.heapgres.planner.parse.plpgsql.PlStatement.RaiseOption;
import org.heapgres.planner.parse.plpgsql.PlStatement.RowTarget;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The statements that are no control flow: SQL, RETURN, RAISE, cursors and so on. */
final class PlStatements {
  private static final Set<String> LEVELS =
      Set.of("debug", "log", "info", "notice", "warning", "exception");
  private static final Set<String> OPTIONS =
      Set.of(
          "errcode",
          "message",
          "detail",
          "hint",
          "column",
          "constraint",
          "datatype",
          "table",
          "schema");
  private static final Set<String> DIAGNOSTICS =
      Set.of("row_count", "pg_context", "pg_routine_oid");
  private static final Set<String> STACKED =
      Set.of(
          "returned_sqlstate",
          "column_name",
          "constraint_name",
          "pg_datatype_name",
          "message_text",
          "table_name",
          "schema_name",
          "pg_exception_detail",
          "pg_exception_hint",
          "pg_exception_context");

  private final PlParser parser;
  private final PlTokens tokens;

  PlStatements(PlParser parser) {
    this.parser = parser;
    this.tokens = parser.tokens;
  }

  PlStatement statement(PlScope scope, int line) {
    return switch (tokens.word()) {
      case "null" -> {
        tokens.at++;
        tokens.expect(";");
        yield new PlStatement.Nothing(line);
      }
      case "return" -> returnStatement(scope, line);
      case "raise" -> raise(scope, line);
      case "assert" -> {
        tokens.at++;
        PlSql condition = tokens.expression(scope, ";", ",");
        PlSql message = tokens.accept(",") ? tokens.expression(scope, ";") : null;
        tokens.expect(";");
        yield new PlStatement.Assert(line, condition, message);
      }
      case "perform" -> perform(scope, line);
      case "call", "do" -> {
        boolean isDo = tokens.is("do");
        PlSql sql = tokens.statement(scope, ";");
        tokens.expect(";");
        yield new PlStatement.Call(line, sql, isDo);
      }
      case "execute" -> executeDynamic(scope, line);
      case "get" -> diagnostics(scope, line);
      case "open" -> open(scope, line);
      case "fetch", "move" -> fetch(scope, line);
      case "close" -> {
        tokens.at++;
        int cursor = cursor(scope);
        tokens.expect(";");
        yield new PlStatement.Close(line, cursor);
      }
      case "commit", "rollback" -> endTransaction(line);
      default -> sql(scope, line);
    };
  }

  private PlStatement endTransaction(int line) {
    boolean commit = tokens.is("commit");
    tokens.at++;
    boolean chain = false;
    if (tokens.accept("and")) {
      chain = !tokens.accept("no");
      tokens.expect("chain");
    }
    tokens.expect(";");
    return new PlStatement.EndTransaction(line, commit, chain);
  }

  private PlStatement perform(PlScope scope, int line) {
    tokens.at++;
    int from = tokens.at;
    tokens.skipTo(Set.of(";"), "statement");
    PlSql list = tokens.sql(scope, from, tokens.at, true);
    tokens.expect(";");
    String select = "SELECT ";
    return new PlStatement.Perform(
        line, new PlSql(select + list.text(), false, list.start() - select.length(), scope));
  }

  /** A statement of SQL, whose INTO is cut out. */
  private PlStatement sql(PlScope scope, int line) {
    int from = tokens.at;
    if (!tokens.tokens.isName(from) && !tokens.is("(")) {
      throw tokens.syntaxError();
    }
    String first = tokens.word();
    int intoStart = -1;
    int intoEnd = -1;
    RowTarget into = null;
    boolean strict = false;
    int depth = 0;
    while (depth > 0 || !tokens.is(";")) {
      if (tokens.end()) {
        throw tokens.syntaxError();
      }
      switch (tokens.word()) {
        case "(" -> depth++;
        case ")" -> depth--;
        default -> {}
      }
      if (tokens.is("into") && tokens.at > from && takesInto(first)) {
        if (into != null) {
          throw tokens.error(SqlState.SYNTAX_ERROR, "INTO specified more than once");
        }
        intoStart = tokens.at;
        tokens.at++;
        strict = tokens.accept("strict");
        into = parser.rowTarget(scope);
        intoEnd = tokens.at;
      } else {
        tokens.at++;
      }
    }
    PlSql sql = into == null ? tokens.sql(scope, from, tokens.at, false) : null;
    if (into != null) {
      int start = tokens.tokens.start(from);
      String before = tokens.tokens.text(start, tokens.tokens.start(intoStart));
      String after =
          intoEnd == tokens.at
              ? ""
              : tokens.tokens.text(tokens.tokens.start(intoEnd), tokens.tokens.end(tokens.at - 1));
      sql = new PlSql((before + after).stripTrailing(), false, start, scope);
      tokens.check(sql);
    }
    tokens.expect(";");
    return new PlStatement.Execute(line, sql, into, strict);
  }

  private boolean takesInto(String first) {
    String before = tokens.tokens.word(tokens.at - 1);
    return !before.equals("insert")
        && !before.equals("merge")
        && !first.equals("import")
        && !first.equals("create");
  }

  private PlStatement executeDynamic(PlScope scope, int line) {
    tokens.at++;
    PlSql query = tokens.expression(scope, ";", "into", "using");
    RowTarget into = null;
    boolean strict = false;
    List<PlSql> parameters = List.of();
    while (!tokens.is(";")) {
      if (into == null && tokens.accept("into")) {
        strict = tokens.accept("strict");
        into = parser.rowTarget(scope);
      } else if (parameters.isEmpty() && tokens.accept("using")) {
        parameters = tokens.expressions(scope, ";", "into");
      } else {
        throw tokens.syntaxError();
      }
    }
    tokens.expect(";");
    return new PlStatement.ExecuteDynamic(line, query, into, strict, parameters);
  }

  private PlStatement returnStatement(PlScope scope, int line) {
    int start = tokens.at++;
    PlParser.Result result = parser.result;
    if (tokens.is("next")) {
      if (!result.set()) {
        throw noSet("RETURN NEXT", start);
      }
      tokens.at++;
      PlSql value = null;
      if (!tokens.is(";")) {
        if (result.outputs()) {
          throw mismatch("RETURN NEXT cannot have a parameter in function with OUT parameters");
        }
        value = tokens.expression(scope, ";");
      } else if (!result.outputs()) {
        throw tokens.tokens.syntaxError("missing expression", tokens.at);
      }
      tokens.expect(";");
      return new PlStatement.ReturnNext(line, value);
    }
    if (tokens.is("query")) {
      if (!result.set()) {
        throw noSet("RETURN QUERY", start);
      }
      tokens.at++;
      return returnQuery(scope, line);
    }
    PlSql value = null;
    if (!tokens.is(";")) {
      checkValue(result);
      value = tokens.expression(scope, ";");
    } else if (!result.set()
        && !result.isVoid()
        && !result.outputs()
        && result.kind() != PlParser.Kind.PROCEDURE
        && result.kind() != PlParser.Kind.BLOCK) {
      throw tokens.tokens.syntaxError("missing expression", tokens.at);
    }
    tokens.expect(";");
    return new PlStatement.Return(line, value);
  }

  private PlStatement returnQuery(PlScope scope, int line) {
    PlSql query;
    List<PlSql> parameters = List.of();
    boolean dynamic = tokens.accept("execute");
    if (dynamic) {
      query = tokens.expression(scope, ";", "using");
      if (tokens.accept("using")) {
        parameters = tokens.expressions(scope, ";");
      }
    } else {
      query = tokens.statement(scope, ";");
    }
    tokens.expect(";");
    return new PlStatement.ReturnQuery(line, query, dynamic, parameters);
  }

  private void checkValue(PlParser.Result result) {
    if (result.set()) {
      throw mismatch("RETURN cannot have a parameter in function returning set")
          .withHint("Use RETURN NEXT or RETURN QUERY.");
    }
    if (result.kind() == PlParser.Kind.PROCEDURE) {
      throw mismatch("RETURN cannot have a parameter in a procedure");
    }
    if (result.isVoid()) {
      throw mismatch("RETURN cannot have a parameter in function returning void");
    }
    if (result.outputs()) {
      throw mismatch("RETURN cannot have a parameter in function with OUT parameters");
    }
  }

  private PgException noSet(String statement, int at) {
    return tokens.tokens.at(
        at,
        new PgException(
            SqlState.DATATYPE_MISMATCH, "cannot use " + statement + " in a non-SETOF function"));
  }

  private PgException mismatch(String message) {
    return tokens.error(SqlState.DATATYPE_MISMATCH, message);
  }

  private PlStatement raise(PlScope scope, int line) {
    tokens.at++;
    String level = "exception";
    String condition = null;
    String message = null;
    List<PlSql> parameters = List.of();
    List<RaiseOption> options = new ArrayList<>();
    if (tokens.is(";")) {
      tokens.at++;
      return new PlStatement.Raise(line, level, null, null, parameters, options);
    }
    if (LEVELS.contains(tokens.word())) {
      level = tokens.word();
      tokens.at++;
    }
    if (tokens.tokens.isString(tokens.at)) {
      message = tokens.tokens.name(tokens.at++);
      if (tokens.accept(",")) {
        parameters = tokens.expressions(scope, ";", "using");
      }
      checkParameters(message, parameters.size());
    } else if (tokens.accept("sqlstate")) {
      condition = parser.code();
    } else if (!tokens.is("using") && !tokens.is(";")) {
      condition = tokens.name();
      PlConditions.codes(condition);
    }
    if (tokens.accept("using")) {
      do {
        options.add(option(scope));
      } while (tokens.accept(","));
    }
    tokens.expect(";");
    return new PlStatement.Raise(line, level, condition, message, parameters, options);
  }

  private void checkParameters(String format, int given) {
    int expected = 0;
    for (int i = 0; i < format.length(); i++) {
      if (format.charAt(i) == '%') {
        if (i + 1 < format.length() && format.charAt(i + 1) == '%') {
          i++;
        } else {
          expected++;
        }
      }
    }
    if (expected != given) {
      throw new PgException(
          SqlState.SYNTAX_ERROR,
          given < expected
              ? "too few parameters specified for RAISE"
              : "too many parameters specified for RAISE");
    }
  }

  private RaiseOption option(PlScope scope) {
    String name = tokens.word();
    if (!OPTIONS.contains(name)) {
      throw tokens.tokens.syntaxError("unrecognized RAISE statement option", tokens.at);
    }
    tokens.at++;
    if (!tokens.accept("=") && !tokens.accept(":=")) {
      throw tokens.syntaxError();
    }
    return new RaiseOption(name, tokens.expression(scope, ",", ";"));
  }

  private PlStatement diagnostics(PlScope scope, int line) {
    tokens.at++;
    boolean stacked = tokens.accept("stacked");
    if (!stacked) {
      tokens.accept("current");
    }
    tokens.expect("diagnostics");
    List<Diagnostic> items = new ArrayList<>();
    do {
      PlStatement.Target target = parser.target(scope, false);
      if (!tokens.accept("=") && !tokens.accept(":=")) {
        throw tokens.syntaxError();
      }
      String item = tokens.word();
      if (!DIAGNOSTICS.contains(item) && !STACKED.contains(item)) {
        throw tokens.tokens.syntaxError("unrecognized GET DIAGNOSTICS item", tokens.at);
      }
      boolean fits = stacked ? !DIAGNOSTICS.contains(item) : !STACKED.contains(item);
      if (!fits && !item.equals("pg_routine_oid")) {
        throw tokens.error(
            SqlState.SYNTAX_ERROR,
            "diagnostics item %s is not allowed in GET %s DIAGNOSTICS"
                .formatted(item.toUpperCase(Locale.ROOT), stacked ? "STACKED" : "CURRENT"));
      }
      tokens.at++;
      items.add(new Diagnostic(target, item));
    } while (tokens.accept(","));
    tokens.expect(";");
    return new PlStatement.GetDiagnostics(line, stacked, items);
  }

  // Cursors

  private int cursor(PlScope scope) {
    int at = tokens.at;
    if (!tokens.tokens.isName(at)) {
      throw tokens.syntaxError();
    }
    PlStatement.Target target = parser.target(scope, false);
    PlVariable variable = parser.variable(target.variable());
    boolean cursor =
        target.fields().isEmpty()
            && (variable.type() == null
                || (variable.type() instanceof PlVariable.Named named
                    && named.text().toLowerCase(Locale.ROOT).endsWith("refcursor")));
    if (!cursor) {
      tokens.at = at;
      throw tokens.error(
          SqlState.DATATYPE_MISMATCH,
          "variable \"" + variable.name() + "\" must be of type cursor or refcursor");
    }
    return target.variable();
  }

  private PlStatement open(PlScope scope, int line) {
    tokens.at++;
    int cursor = cursor(scope);
    if (parser.variable(cursor).cursor() != null) {
      List<Argument> arguments = new PlLoops(parser, parser.declarations()).arguments(scope);
      tokens.expect(";");
      return new PlStatement.Open(line, cursor, arguments, null, false, List.of(), null);
    }
    Boolean scroll = null;
    if (tokens.accept("no")) {
      tokens.expect("scroll");
      scroll = false;
    } else if (tokens.accept("scroll")) {
      scroll = true;
    }
    tokens.expect("for");
    boolean dynamic = tokens.accept("execute");
    PlSql query;
    List<PlSql> parameters = List.of();
    if (dynamic) {
      query = tokens.expression(scope, ";", "using");
      if (tokens.accept("using")) {
        parameters = tokens.expressions(scope, ";");
      }
    } else {
      query = tokens.statement(scope, ";");
    }
    tokens.expect(";");
    return new PlStatement.Open(line, cursor, List.of(), query, dynamic, parameters, scroll);
  }

  private PlStatement fetch(PlScope scope, int line) {
    boolean move = tokens.is("move");
    tokens.at++;
    String direction = "next";
    PlSql count = null;
    switch (tokens.word()) {
      case "next", "prior", "first", "last", "all" -> {
        direction = tokens.word();
        tokens.at++;
      }
      case "absolute", "relative" -> {
        direction = tokens.word();
        tokens.at++;
        count = tokens.expression(scope, "from", "in");
      }
      case "forward", "backward" -> {
        direction = tokens.word();
        tokens.at++;
        if (tokens.accept("all")) {
          direction += " all";
        } else if (!tokens.is("from") && !tokens.is("in") && !isCursorHere(scope)) {
          count = tokens.expression(scope, "from", "in");
        }
      }
      default -> {
        if (!tokens.is("from") && !tokens.is("in") && !isCursorHere(scope)) {
          direction = "forward";
          count = tokens.expression(scope, "from", "in");
        }
      }
    }
    if (!tokens.accept("from")) {
      tokens.accept("in");
    }
    int cursor = cursor(scope);
    RowTarget into = null;
    if (!move) {
      tokens.expect("into");
      into = parser.rowTarget(scope);
    }
    tokens.expect(";");
    return new PlStatement.Fetch(line, cursor, direction, count, into);
  }

  private boolean isCursorHere(PlScope scope) {
    return tokens.tokens.isName(tokens.at)
        && (tokens.word(1).equals("into") || tokens.word(1).equals(";"))
        && scope.find(List.of(tokens.tokens.name(tokens.at))) != null;
  }
}
