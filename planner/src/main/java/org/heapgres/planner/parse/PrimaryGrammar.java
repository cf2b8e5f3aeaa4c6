package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_ArrayExpr;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.A_Indirection;
import org.heapgres.planner.parse.tree.Expression.CaseExpr;
import org.heapgres.planner.parse.tree.Expression.CaseWhen;
import org.heapgres.planner.parse.tree.Expression.CoercionForm;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Expression.GroupingFunc;
import org.heapgres.planner.parse.tree.Expression.ParamRef;
import org.heapgres.planner.parse.tree.Expression.RowExpr;
import org.heapgres.planner.parse.tree.Expression.SubLink;
import org.heapgres.planner.parse.tree.Expression.SubLinkType;
import org.heapgres.planner.parse.tree.Expression.TypeCast;
import org.heapgres.planner.parse.tree.Indirection;
import org.heapgres.planner.parse.tree.Indirection.A_Indices;
import org.heapgres.planner.parse.tree.Indirection.A_Star;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Value;
import org.heapgres.planner.parse.tree.Value.BitStringValue;
import org.heapgres.planner.parse.tree.Value.FloatValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.storage.PgException;

/** What operators work on: constants, columns, calls, sub-queries, parentheses ({@code c_expr}). */
final class PrimaryGrammar extends GrammarPart {
  private static final A_Star STAR_FIELD = new A_Star();

  /** The row that was read last, if it was written as one and not as a value in parentheses. */
  private Node lastRow;

  PrimaryGrammar(Grammar g) {
    super(g);
  }

  Expression primary() {
    int start = location();
    return switch (tokens.kind) {
      case INTEGER_LITERAL, NUMBER, STRING_LITERAL, BIT_STRING, HEX_STRING ->
          new A_Const(literal(), start);
      case TRUE, FALSE -> {
        boolean value = at(TRUE);
        tokens.advance();
        yield new A_Const(bool(value), start);
      }
      case NULL -> {
        tokens.advance();
        yield new A_Const(null, start);
      }
      case PARAMETER_REF -> {
        ParamRef parameter = new ParamRef(Integer.parseInt(take()), start);
        yield indirected(parameter);
      }
      case LEFT_PAREN -> inParentheses();
      case CASE -> caseExpression();
      case EXISTS -> {
        tokens.advance();
        yield new SubLink(
            SubLinkType.EXISTS_SUBLINK, null, List.of(), g.select.selectWithParens(), start);
      }
      case Token.ARRAY -> array();
      case ROW -> tokens.peek(1) == LEFT_PAREN ? row() : named();
      case GROUPING -> tokens.peek(1) == LEFT_PAREN ? grouping() : named();
      default -> {
        Expression special = g.functions.special();
        yield special != null ? special : named();
      }
    };
  }

  // Constants.

  /** The literal at the current token, as a value. */
  private Value literal() {
    Token kind = tokens.kind;
    String text = take();
    return switch (kind) {
      case INTEGER_LITERAL -> integer(parseInteger(text));
      case NUMBER -> new FloatValue(text);
      case STRING_LITERAL -> new StringValue(text);
      default -> new BitStringValue(text);
    };
  }

  /** A literal, with a type in front or without. */
  Expression constant() {
    PgException atStart = syntaxError();
    Expression value = primary();
    if (value instanceof A_Const || (value instanceof TypeCast cast && cast.location() < 0)) {
      return value;
    }
    throw atStart;
  }

  A_Const stringConstant() {
    int start = location();
    return new A_Const(string(sconst()), start);
  }

  /** {@code type 'text'}, of which the type is read. */
  Expression typedConstant(TypeName type) {
    return new TypeCast(stringConstant(), type, -1);
  }

  // Parentheses.

  private Expression inParentheses() {
    int start = location();
    return afterParentheses(parenthesized(true), start);
  }

  /** Makes an operand of what {@link #parenthesized} returned. */
  private Expression afterParentheses(Node inside, int start) {
    if (inside instanceof SelectStmt query) {
      return indirected(new SubLink(SubLinkType.EXPR_SUBLINK, null, List.of(), query, start));
    }
    Expression expression = (Expression) inside;
    return isRow(inside) ? expression : indirected(expression);
  }

  /** Whether {@code node} is the row that was just read: {@code ROW(...)} or {@code (a, b)}. */
  boolean isRow(Node node) {
    return node == lastRow;
  }

  /**
   * Reads a parenthesis that may hold a query, an expression or, if {@code rows}, a row. Which one
   * it is shows only after any number of further parentheses; nothing is read twice.
   */
  Node parenthesized(boolean rows) {
    int start = location();
    expect(LEFT_PAREN);
    return afterLeftParenthesis(start, rows);
  }

  private Node afterLeftParenthesis(int start, boolean rows) {
    if (g.select.atSelect()) {
      SelectStmt query = g.select.selectNoParens();
      expect(RIGHT_PAREN);
      return query;
    }
    Expression first;
    if (at(LEFT_PAREN)) {
      int innerStart = location();
      tokens.enter();
      Node inner = parenthesized(true);
      tokens.leave();
      if (inner instanceof SelectStmt query) {
        if (accept(RIGHT_PAREN)) {
          return query;
        }
        if (g.select.atContinuation()) {
          SelectStmt whole = g.select.continued(query);
          expect(RIGHT_PAREN);
          return whole;
        }
      }
      Expression operand = afterParentheses(inner, innerStart);
      if (at(OVERLAPS) && isRow(operand)) {
        operand = g.expressions.overlaps((RowExpr) operand);
      }
      first = g.expressions.continued(operand, innerStart);
    } else {
      first = g.expressions.expression();
    }
    if (!rows || !at(COMMA)) {
      expect(RIGHT_PAREN);
      lastRow = null;
      return first;
    }
    List<Expression> elements = new ArrayList<>();
    elements.add(first);
    while (accept(COMMA)) {
      elements.add(g.expressions.expression());
    }
    expect(RIGHT_PAREN);
    return row(elements, CoercionForm.COERCE_IMPLICIT_CAST, start);
  }

  /** {@code ROW(...)} or {@code (a, b)}. */
  Expression row() {
    int start = location();
    if (accept(ROW)) {
      expect(LEFT_PAREN);
      List<Expression> elements = at(RIGHT_PAREN) ? List.of() : g.expressions.expressionList();
      expect(RIGHT_PAREN);
      return row(elements, CoercionForm.COERCE_EXPLICIT_CALL, start);
    }
    expect(LEFT_PAREN);
    List<Expression> elements = new ArrayList<>();
    elements.add(g.expressions.expression());
    if (!at(COMMA)) {
      throw syntaxError();
    }
    while (accept(COMMA)) {
      elements.add(g.expressions.expression());
    }
    expect(RIGHT_PAREN);
    return row(elements, CoercionForm.COERCE_IMPLICIT_CAST, start);
  }

  private RowExpr row(List<Expression> elements, CoercionForm form, int start) {
    RowExpr row = new RowExpr(unmodifiable(elements), form, start);
    lastRow = row;
    return row;
  }

  // Names.

  /** A column, or a call of a function, or a constant of a named type. */
  private Expression named() {
    int start = location();
    Token kind = tokens.kind;
    if (!kind.isLabel() || kind.category == Token.Category.RESERVED) {
      throw syntaxError();
    }
    boolean callable = kind.isTypeOrFunctionName();
    boolean column = kind.isColumnName();
    String name = take();
    if (at(LEFT_PAREN) && callable) {
      return g.functions.call(List.of(name), start);
    }
    if (at(STRING_LITERAL) && callable) {
      return typedConstant(type(List.of(name), start));
    }
    if (!column) {
      throw syntaxError();
    }
    if (!at(DOT) && !at(LEFT_BRACKET)) {
      return new ColumnRef(List.of(new StringValue(name)), start);
    }
    List<Indirection> steps = indirection();
    if ((at(LEFT_PAREN) || at(STRING_LITERAL)) && allNames(steps)) {
      List<String> names = new ArrayList<>(steps.size() + 1);
      names.add(name);
      for (Indirection step : steps) {
        names.add(((StringValue) step).sval());
      }
      return at(STRING_LITERAL)
          ? typedConstant(type(unmodifiable(names), start))
          : g.functions.call(unmodifiable(names), start);
    }
    return columnRef(name, steps, start);
  }

  private static TypeName type(List<String> names, int start) {
    return new TypeName(names, false, false, List.of(), List.of(), start);
  }

  private static boolean allNames(List<Indirection> steps) {
    for (Indirection step : steps) {
      if (!(step instanceof StringValue)) {
        return false;
      }
    }
    return true;
  }

  /** A column of which the first name is read. */
  Expression columnRef(String name, int start) {
    return columnRef(name, optionalIndirection(), start);
  }

  private Expression columnRef(String name, List<Indirection> steps, int start) {
    List<Indirection> fields = new ArrayList<>(steps.size() + 1);
    fields.add(new StringValue(name));
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof A_Indices) {
        requireStarLast(steps);
        return new A_Indirection(
            new ColumnRef(unmodifiable(fields), start), steps.subList(i, steps.size()));
      }
      fields.add(steps.get(i));
    }
    requireStarLast(steps);
    return new ColumnRef(unmodifiable(fields), start);
  }

  private void requireStarLast(List<Indirection> steps) {
    for (int i = 0; i < steps.size() - 1; i++) {
      if (steps.get(i) instanceof A_Star) {
        throw tokens.syntaxError("improper use of \"*\"");
      }
    }
  }

  private Expression indirected(Expression operand) {
    if (!at(DOT) && !at(LEFT_BRACKET)) {
      return operand;
    }
    List<Indirection> steps = indirection();
    requireStarLast(steps);
    return new A_Indirection(operand, steps);
  }

  List<Indirection> optionalIndirection() {
    if (!at(DOT) && !at(LEFT_BRACKET)) {
      return List.of();
    }
    List<Indirection> steps = indirection();
    requireStarLast(steps);
    return steps;
  }

  /** One or more of {@code .name}, {@code .*}, {@code [...]}. */
  private List<Indirection> indirection() {
    List<Indirection> steps = new ArrayList<>(2);
    while (true) {
      if (accept(DOT)) {
        if (accept(STAR)) {
          steps.add(STAR_FIELD);
        } else {
          steps.add(new StringValue(colLabel()));
        }
      } else if (accept(LEFT_BRACKET)) {
        steps.add(subscript());
      } else {
        return unmodifiable(steps);
      }
    }
  }

  private A_Indices subscript() {
    Expression lower = at(COLON) ? null : g.expressions.expression();
    if (!accept(COLON)) {
      expect(RIGHT_BRACKET);
      return new A_Indices(false, null, lower);
    }
    Expression upper = at(RIGHT_BRACKET) ? null : g.expressions.expression();
    expect(RIGHT_BRACKET);
    return new A_Indices(true, lower, upper);
  }

  // CASE, ARRAY, GROUPING.

  private Expression caseExpression() {
    int start = location();
    tokens.advance();
    Expression argument = at(WHEN) ? null : g.expressions.expression();
    List<CaseWhen> branches = new ArrayList<>();
    do {
      int at = location();
      expect(WHEN);
      Expression condition = g.expressions.expression();
      expect(THEN);
      branches.add(new CaseWhen(condition, g.expressions.expression(), at));
    } while (at(WHEN));
    Expression otherwise = accept(ELSE) ? g.expressions.expression() : null;
    expect(END);
    return new CaseExpr(argument, unmodifiable(branches), otherwise, start);
  }

  private Expression array() {
    int start = location();
    tokens.advance();
    if (at(LEFT_BRACKET)) {
      return arrayElements(start);
    }
    return new SubLink(
        SubLinkType.ARRAY_SUBLINK, null, List.of(), g.select.selectWithParens(), start);
  }

  private A_ArrayExpr arrayElements(int start) {
    tokens.enter();
    int listStart = location();
    expect(LEFT_BRACKET);
    List<Expression> elements =
        switch (tokens.kind) {
          case RIGHT_BRACKET -> List.of();
          case LEFT_BRACKET -> commaList(() -> arrayElements(location()));
          default -> g.expressions.expressionList();
        };
    int listEnd = location();
    expect(RIGHT_BRACKET);
    tokens.leave();
    return new A_ArrayExpr(elements, listStart, listEnd, start);
  }

  private Expression grouping() {
    int start = location();
    tokens.advance();
    return new GroupingFunc(parenthesized(g.expressions::expression), start);
  }
}
