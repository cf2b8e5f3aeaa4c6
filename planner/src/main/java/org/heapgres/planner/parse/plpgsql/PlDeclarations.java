package org.heapgres.planner.parse.plpgsql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.parse.plpgsql.PlVariable.BoundCursor;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** DECLARE sections (manual, 41.3). */
final class PlDeclarations {
  private static final Set<String> TYPE_ENDS =
      Set.of(";", ":=", "=", "default", "not", "collate", ",", ")");

  private final PlTokens tokens;
  private final List<PlVariable> variables;

  PlDeclarations(PlTokens tokens, List<PlVariable> variables) {
    this.tokens = tokens;
    this.variables = variables;
  }

  /** What a section leaves: the scope with its names, and the variables to be initialised. */
  record Section(PlScope scope, List<Integer> declared) {}

  /** After DECLARE, up to BEGIN. */
  Section section(PlScope outer) {
    PlScope scope = outer;
    List<Integer> declared = new ArrayList<>();
    while (!tokens.is("begin")) {
      if (tokens.accept("declare")) {
        continue;
      }
      if (tokens.is("<<")) {
        throw tokens.error("block label must be placed before DECLARE, not after");
      }
      scope = declaration(scope, declared);
    }
    return new Section(scope, declared);
  }

  private PlScope declaration(PlScope scope, List<Integer> declared) {
    int line = tokens.line();
    if (scope.declaredHere(tokens.tokens.isName(tokens.at) ? tokens.tokens.name(tokens.at) : "")) {
      throw tokens.tokens.syntaxError("duplicate declaration", tokens.at);
    }
    String name = tokens.name();
    if (tokens.accept("alias")) {
      tokens.expect("for");
      PlScope with = PlScope.variable(scope, name, aliased(scope));
      tokens.expect(";");
      return with;
    }
    Boolean scroll = null;
    if (tokens.is("no") && tokens.word(1).equals("scroll")) {
      tokens.at += 2;
      scroll = false;
    } else if (tokens.accept("scroll")) {
      scroll = true;
    }
    PlVariable variable =
        tokens.is("cursor") && (scroll != null || isCursor())
            ? cursor(scope, name, scroll, line)
            : plain(scope, name, line);
    int number = add(variable);
    declared.add(number);
    return PlScope.variable(scope, name, number);
  }

  private boolean isCursor() {
    String next = tokens.word(1);
    return next.equals("(") || next.equals("for") || next.equals("is");
  }

  private int aliased(PlScope scope) {
    int start = tokens.at;
    List<String> names = new ArrayList<>();
    do {
      names.add(tokens.tokens.isName(tokens.at) ? tokens.name() : tokens.tokens.raw(tokens.at++));
    } while (tokens.accept("."));
    PlScope.Found found = scope.find(names);
    if (found == null || found.names() != names.size()) {
      tokens.at = start;
      throw tokens.error(
          SqlState.UNDEFINED_OBJECT, "variable \"" + String.join(".", names) + "\" does not exist");
    }
    return found.variable();
  }

  int add(PlVariable variable) {
    PlVariable numbered =
        new PlVariable(
            variables.size(),
            variable.name(),
            variable.type(),
            variable.constant(),
            variable.notNull(),
            variable.initial(),
            variable.cursor(),
            variable.line());
    variables.add(numbered);
    return numbered.number();
  }

  private PlVariable plain(PlScope scope, String name, int line) {
    boolean constant = tokens.accept("constant");
    PlVariable.Type type = type(scope);
    if (tokens.accept("collate")) {
      tokens.name();
      while (tokens.accept(".")) {
        tokens.name();
      }
    }
    boolean notNull = false;
    int notAt = tokens.at;
    if (tokens.accept("not")) {
      tokens.expect("null");
      notNull = true;
    }
    PlSql initial = null;
    if (tokens.accept(":=") || tokens.accept("=") || tokens.accept("default")) {
      initial = tokens.expression(scope, ";");
    }
    tokens.expect(";");
    if (notNull && initial == null) {
      throw tokens.tokens.at(
          notAt,
          new PgException(
              SqlState.NULL_VALUE_NOT_ALLOWED,
              "variable \"" + name + "\" must have a default value, since it's declared NOT NULL"));
    }
    return new PlVariable(0, name, type, constant, notNull, initial, null, line);
  }

  /** A type's name, up to what may follow it. */
  PlVariable.Type type(PlScope scope) {
    int from = tokens.at;
    if (tokens.is("record") && TYPE_ENDS.contains(tokens.word(1))) {
      tokens.at++;
      return new PlVariable.AnyRecord();
    }
    List<String> names = new ArrayList<>();
    while (tokens.tokens.isName(tokens.at)) {
      names.add(tokens.name());
      if (!tokens.accept(".")) {
        break;
      }
    }
    if (tokens.is("%") && !names.isEmpty()) {
      tokens.at++;
      boolean row = tokens.accept("rowtype");
      if (!row) {
        tokens.expect("type");
      }
      boolean array = array();
      if (row) {
        return new PlVariable.RowOf(names, array);
      }
      PlScope.Found found = scope.find(names);
      return found != null && found.names() == names.size()
          ? new PlVariable.OfVariable(found.variable(), array)
          : new PlVariable.OfColumn(names, array);
    }
    tokens.at = from;
    int depth = 0;
    while (!tokens.end() && (depth > 0 || !TYPE_ENDS.contains(tokens.word()))) {
      if (tokens.is("(")) {
        depth++;
      } else if (tokens.is(")")) {
        depth--;
      }
      tokens.at++;
    }
    if (tokens.at == from) {
      throw tokens.end() ? tokens.syntaxError() : missingType();
    }
    int start = tokens.tokens.start(from);
    return new PlVariable.Named(tokens.tokens.text(start, tokens.tokens.end(tokens.at - 1)), start);
  }

  private PgException missingType() {
    return tokens.tokens.syntaxError("missing data type declaration", tokens.at);
  }

  private boolean array() {
    if (tokens.accept("array")) {
      skipBrackets();
      return true;
    }
    return skipBrackets();
  }

  private boolean skipBrackets() {
    boolean any = false;
    while (tokens.accept("[")) {
      any = true;
      if (!tokens.is("]")) {
        tokens.at++;
      }
      tokens.expect("]");
    }
    return any;
  }

  private PlVariable cursor(PlScope scope, String name, Boolean scroll, int line) {
    tokens.expect("cursor");
    PlScope inner = PlScope.block(scope, null);
    List<Integer> arguments = new ArrayList<>();
    if (tokens.accept("(")) {
      do {
        int argumentLine = tokens.line();
        String argument = tokens.name();
        PlVariable.Type type = type(scope);
        int number = add(new PlVariable(0, argument, type, false, false, null, null, argumentLine));
        arguments.add(number);
        inner = PlScope.variable(inner, argument, number);
      } while (tokens.accept(","));
      tokens.expect(")");
    }
    if (!tokens.accept("for")) {
      tokens.expect("is");
    }
    PlSql query = tokens.statement(inner, ";");
    tokens.expect(";");
    return new PlVariable(
        0,
        name,
        new PlVariable.Named("pg_catalog.refcursor", query.start()),
        false,
        false,
        null,
        new BoundCursor(query, arguments, scroll),
        line);
  }
}
