package org.heapgres.planner.parse.plpgsql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.SqlTokens;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** A place in a body's tokens, and the pieces of SQL that are cut from it. Used by one thread. */
final class PlTokens {
  private static final String SELECT = "SELECT ";

  final SqlTokens tokens;
  int at;

  PlTokens(String body) {
    tokens = new SqlTokens(body);
  }

  boolean end() {
    return tokens.isEnd(at);
  }

  /** The word or sign here; "" for anything quoted, and at the end. */
  String word() {
    return tokens.word(at);
  }

  String word(int ahead) {
    for (int i = 0; i < ahead; i++) {
      if (tokens.isEnd(at + i)) {
        return "";
      }
    }
    return tokens.word(at + ahead);
  }

  boolean is(String word) {
    return word().equals(word);
  }

  boolean accept(String word) {
    if (is(word)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String word) {
    if (!accept(word)) {
      throw syntaxError();
    }
  }

  String name() {
    if (!tokens.isName(at)) {
      throw syntaxError();
    }
    return tokens.name(at++);
  }

  int line() {
    return tokens.line(at);
  }

  PgException syntaxError() {
    return tokens.syntaxError("syntax error", at);
  }

  PgException error(SqlState state, String message) {
    return tokens.at(at, new PgException(state, message));
  }

  PgException error(String message) {
    return error(SqlState.SYNTAX_ERROR, message);
  }

  /** An expression up to one of the words, which is not taken. */
  PlSql expression(PlScope scope, String... until) {
    int from = at;
    skipTo(Set.of(until), "expression");
    if (at == from) {
      throw tokens.syntaxError("missing expression", at);
    }
    return sql(scope, from, at, true);
  }

  /** A statement up to one of the words, which is not taken. */
  PlSql statement(PlScope scope, String... until) {
    int from = at;
    skipTo(Set.of(until), "statement");
    return sql(scope, from, at, false);
  }

  /** Goes to the first of the words that is in no parentheses. */
  void skipTo(Set<String> until, String what) {
    int depth = 0;
    while (true) {
      String word = word();
      if (end()) {
        throw depth > 0 ? error("mismatched parentheses") : syntaxError();
      }
      if (depth == 0 && until.contains(word)) {
        return;
      }
      switch (word) {
        case "(", "[" -> depth++;
        case ")", "]" -> {
          if (--depth < 0) {
            throw tokens.syntaxError("mismatched parentheses", at);
          }
        }
        case ";" -> {
          if (depth > 0) {
            throw tokens.syntaxError("mismatched parentheses", at);
          }
          throw error(
              "missing \"%s\" at end of SQL %s"
                  .formatted(first(until).toUpperCase(java.util.Locale.ROOT), what));
        }
        default -> {}
      }
      at++;
    }
  }

  private static String first(Set<String> until) {
    return until.stream().filter(word -> !word.equals(",")).findFirst().orElse(";");
  }

  /** Tokens {@code from} to before {@code to}; its syntax is checked. */
  PlSql sql(PlScope scope, int from, int to, boolean expression) {
    if (from == to) {
      throw tokens.syntaxError("missing expression", from);
    }
    PlSql sql =
        new PlSql(
            tokens.text(tokens.start(from), tokens.end(to - 1)),
            expression,
            tokens.start(from),
            scope);
    check(sql);
    return sql;
  }

  void check(PlSql sql) {
    int shift = sql.expression() ? SELECT.length() : 0;
    try {
      Parser.parse((sql.expression() ? SELECT : "") + sql.text());
    } catch (PgException e) {
      throw e.position() == 0 ? e : e.withPosition(e.position() - shift + sql.start());
    }
  }

  /** A list of expressions between commas, up to one of the words, which is not taken. */
  List<PlSql> expressions(PlScope scope, String... until) {
    List<PlSql> list = new ArrayList<>();
    String[] stops = java.util.Arrays.copyOf(until, until.length + 1);
    stops[until.length] = ",";
    do {
      list.add(expression(scope, stops));
    } while (accept(","));
    return list;
  }
}
