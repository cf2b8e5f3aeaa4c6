package org.heapgres.planner.parse;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.SourceText;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.Statement.ReturnStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;

/**
 * Turns SQL text into raw parse trees. Stateless; any number of threads may parse at once.
 *
 * <p>Every method throws {@link org.heapgres.storage.PgException} with the error, the wording and
 * the position that PostgreSQL 18 gives: 42601 for syntax errors, 54001 where expressions nest too
 * deeply.
 */
public final class Parser {
  private Parser() {}

  /** The statements of {@code sql}, which semicolons separate; empty ones are left out. */
  public static List<RawStmt> parse(String sql) {
    return parse(sql, true);
  }

  /**
   * As {@link #parse(String)}; {@code standardConformingStrings} is the setting of that name: false
   * makes backslashes in plain strings escapes.
   */
  public static List<RawStmt> parse(String sql, boolean standardConformingStrings) {
    Grammar grammar = grammar(sql, standardConformingStrings);
    TokenCursor tokens = grammar.tokens;
    SourceText source = grammar.source;
    List<RawStmt> statements = new ArrayList<>(1);
    while (tokens.kind != Token.END_OF_INPUT) {
      int start = tokens.location();
      Statement statement = tokens.kind == Token.SEMICOLON ? null : grammar.statements.statement();
      int end = tokens.location();
      boolean last = tokens.kind == Token.END_OF_INPUT;
      if (!last && tokens.kind != Token.SEMICOLON) {
        throw tokens.syntaxError();
      }
      if (statement != null) {
        statements.add(new RawStmt(statement, start, last ? 0 : end - start, source));
      }
      if (!last) {
        tokens.advance();
      }
    }
    return List.copyOf(statements);
  }

  /** A single expression, such as a stored column default. */
  public static Expression parseExpression(String sql) {
    Grammar grammar = grammar(sql, true);
    Expression expression = grammar.expressions.expression();
    requireEnd(grammar);
    return expression;
  }

  /** A type's name, such as {@code varchar(10)[]}. */
  public static TypeName parseTypeName(String sql) {
    Grammar grammar = grammar(sql, true);
    TypeName type = grammar.types.typeName();
    requireEnd(grammar);
    return type;
  }

  /** The statements of RETURN or BEGIN ATOMIC; an expression is returned by a SELECT of it. */
  public static List<RawStmt> parseRoutineBody(String sql) {
    Grammar grammar = grammar(sql, true);
    Node body = grammar.routines.body();
    requireEnd(grammar);
    List<RawStmt> statements = new ArrayList<>();
    for (Node statement : body instanceof ListValue(var lists) ? list(lists) : List.of(body)) {
      statements.add(
          new RawStmt(
              statement instanceof ReturnStmt(Expression value)
                  ? QueryBuilder.selectOf(value)
                  : (Statement) statement,
              0,
              0,
              grammar.source));
    }
    return List.copyOf(statements);
  }

  private static List<Node> list(List<Node> lists) {
    return ((ListValue) lists.getFirst()).items();
  }

  private static Grammar grammar(String sql, boolean standardConformingStrings) {
    return new Grammar(Lexer.tokens(sql, standardConformingStrings));
  }

  private static void requireEnd(Grammar grammar) {
    if (grammar.tokens.kind != Token.END_OF_INPUT) {
      throw grammar.tokens.syntaxError();
    }
  }
}
