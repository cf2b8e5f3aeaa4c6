package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.A_Expr;
import org.heapgres.planner.parse.tree.Expression.A_Expr_Kind;
import org.heapgres.planner.parse.tree.Expression.BoolExpr;
import org.heapgres.planner.parse.tree.Expression.BoolExprType;
import org.heapgres.planner.parse.tree.Expression.BoolTestType;
import org.heapgres.planner.parse.tree.Expression.BooleanTest;
import org.heapgres.planner.parse.tree.Expression.CoercionForm;
import org.heapgres.planner.parse.tree.Expression.CollateClause;
import org.heapgres.planner.parse.tree.Expression.NullTest;
import org.heapgres.planner.parse.tree.Expression.NullTestType;
import org.heapgres.planner.parse.tree.Expression.RowExpr;
import org.heapgres.planner.parse.tree.Expression.SetToDefault;
import org.heapgres.planner.parse.tree.Expression.SubLink;
import org.heapgres.planner.parse.tree.Expression.SubLinkType;
import org.heapgres.planner.parse.tree.Expression.TypeCast;
import org.heapgres.planner.parse.tree.Expression.XmlExpr;
import org.heapgres.planner.parse.tree.Expression.XmlExprOp;
import org.heapgres.planner.parse.tree.Expression.XmlOptionType;
import org.heapgres.planner.parse.tree.JsonClause.JsonEncoding;
import org.heapgres.planner.parse.tree.JsonClause.JsonFormat;
import org.heapgres.planner.parse.tree.JsonClause.JsonFormatType;
import org.heapgres.planner.parse.tree.JsonExpression.JsonIsPredicate;
import org.heapgres.planner.parse.tree.JsonExpression.JsonValueType;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Value.FloatValue;
import org.heapgres.planner.parse.tree.Value.IntegerValue;
import org.heapgres.planner.parse.tree.Value.ListValue;

/**
 * Operators, by precedence climbing (manual, section 4.1.6).
 *
 * <p>{@code expression} is the grammar's {@code a_expr}; {@code restricted} is its {@code b_expr},
 * which leaves out the operators that are words and so may be followed by AND, IN or NOT NULL.
 */
final class ExpressionGrammar extends GrammarPart {
  // How tightly operators bind; the comparison, LIKE and IS levels do not associate.
  private static final int OR_LEVEL = 1;
  private static final int AND_LEVEL = 2;
  private static final int NOT_LEVEL = 3;
  private static final int IS_LEVEL = 4;
  private static final int COMPARISON_LEVEL = 5;
  private static final int LIKE_LEVEL = 6;
  private static final int OPERATOR_LEVEL = 7;
  private static final int ADDITIVE_LEVEL = 8;
  private static final int MULTIPLICATIVE_LEVEL = 9;
  private static final int POWER_LEVEL = 10;
  private static final int AT_LEVEL = 11;
  private static final int COLLATE_LEVEL = 12;
  private static final int SIGN_LEVEL = 13;
  private static final int CAST_LEVEL = 14;
  private static final int NONE = 0;

  /** Whether this is the first argument of SUBSTRING, which SIMILAR without TO may follow. */
  private boolean substring;

  ExpressionGrammar(Grammar g) {
    super(g);
  }

  Expression expression() {
    return expression(OR_LEVEL, false);
  }

  Expression restricted() {
    return expression(OR_LEVEL, true);
  }

  /** An item of a select list, which a label may follow without AS. */
  Expression labelled() {
    tokens.enter();
    int start = location();
    Expression result = operators(operand(false), OR_LEVEL, false, start, true);
    tokens.leave();
    return result;
  }

  /** A number with a sign, as FETCH takes it. */
  Expression signedNumber() {
    int start = location();
    boolean minus = at(MINUS);
    tokens.advance();
    if (!at(INTEGER_LITERAL) && !at(NUMBER)) {
      throw syntaxError();
    }
    Expression number = g.primaries.primary();
    return minus ? negated(number, start) : prefix(List.of("+"), number, start);
  }

  /** The first argument of SUBSTRING. */
  Expression substringArgument() {
    boolean outer = substring;
    substring = true;
    Expression argument = g.functions.argument();
    substring = outer;
    return argument;
  }

  List<Expression> expressionList() {
    return commaList(this::expression);
  }

  /** Goes on after a first operand that the caller has read from {@code start} on. */
  Expression continued(Expression first, int start) {
    return operators(first, OR_LEVEL, false, start, false);
  }

  private Expression expression(int level, boolean restricted) {
    tokens.enter();
    int start = location();
    Expression left = operand(restricted);
    Expression result = operators(left, level, restricted, start, false);
    tokens.leave();
    return result;
  }

  /** A primary with the prefix operators in front of it. */
  private Expression operand(boolean restricted) {
    int start = location();
    switch (tokens.kind) {
      case PLUS, MINUS -> {
        boolean minus = at(MINUS);
        tokens.advance();
        Expression operand = expression(SIGN_LEVEL, restricted);
        return minus ? negated(operand, start) : prefix(List.of("+"), operand, start);
      }
      case OPERATOR_NAME -> {
        List<String> name = List.of(take());
        return prefix(name, expression(OPERATOR_LEVEL + 1, restricted), start);
      }
      case OPERATOR -> {
        if (tokens.peek(1) == LEFT_PAREN) {
          List<String> name = g.names.qualifiedOperator();
          return prefix(name, expression(OPERATOR_LEVEL + 1, restricted), start);
        }
      }
      case NOT, NOT_LA -> {
        if (!restricted) {
          tokens.advance();
          return not(expression(NOT_LEVEL, false), start);
        }
      }
      case DEFAULT -> {
        if (!restricted) {
          tokens.advance();
          return new SetToDefault(start);
        }
      }
      case UNIQUE -> {
        if (!restricted) {
          tokens.advance();
          g.select.nullsNotDistinct();
          g.select.selectWithParens();
          throw notSupported("UNIQUE predicate is not yet implemented", start);
        }
      }
      default -> {}
    }
    Expression primary = g.primaries.primary();
    if (at(OVERLAPS) && !restricted && g.primaries.isRow(primary)) {
      return overlaps((RowExpr) primary);
    }
    return primary;
  }

  private static Expression prefix(List<String> name, Expression operand, int location) {
    return operator(name, null, operand, location);
  }

  private static Expression operator(List<String> name, Expression left, Node right, int location) {
    return new A_Expr(A_Expr_Kind.AEXPR_OP, name, left, right, -1, -1, location);
  }

  private static Expression of(
      A_Expr_Kind kind, String name, Expression left, Node right, int location) {
    return new A_Expr(kind, List.of(name), left, right, -1, -1, location);
  }

  /** A minus in front of a number is part of it. */
  private static Expression negated(Expression operand, int location) {
    if (operand instanceof A_Const constant) {
      if (constant.val() instanceof IntegerValue(int ival)) {
        return new A_Const(integer(-ival), location);
      }
      if (constant.val() instanceof FloatValue value) {
        return new A_Const(negated(value), location);
      }
    }
    return prefix(List.of("-"), operand, location);
  }

  static FloatValue negated(FloatValue value) {
    String digits = value.fval();
    return new FloatValue(digits.startsWith("-") ? digits.substring(1) : "-" + digits);
  }

  static Expression not(Expression operand, int location) {
    return new BoolExpr(BoolExprType.NOT_EXPR, List.of(operand), location);
  }

  Expression overlaps(RowExpr left) {
    int at = location();
    tokens.advance();
    int rightStart = location();
    if (!at(LEFT_PAREN) && !at(ROW)) {
      throw syntaxError();
    }
    Expression right = g.primaries.row();
    if (left.args().size() != 2) {
      throw syntaxError(
          "wrong number of parameters on left side of OVERLAPS expression", left.location());
    }
    List<Expression> rightArguments = ((RowExpr) right).args();
    if (rightArguments.size() != 2) {
      throw syntaxError(
          "wrong number of parameters on right side of OVERLAPS expression", rightStart);
    }
    List<Expression> arguments = new ArrayList<>(left.args());
    arguments.addAll(rightArguments);
    return FunctionGrammar.system("overlaps", arguments, CoercionForm.COERCE_SQL_SYNTAX, at);
  }

  private int levelOf(boolean restricted) {
    return switch (tokens.kind) {
      case TYPECAST -> CAST_LEVEL;
      case CARET -> POWER_LEVEL;
      case STAR, SLASH, PERCENT -> MULTIPLICATIVE_LEVEL;
      case PLUS, MINUS -> ADDITIVE_LEVEL;
      case OPERATOR_NAME -> OPERATOR_LEVEL;
      case OPERATOR -> OPERATOR_LEVEL;
      case LESS, GREATER, EQUALS, LESS_EQUALS, GREATER_EQUALS, NOT_EQUALS -> COMPARISON_LEVEL;
      case IS -> IS_LEVEL;
      case AND -> restricted ? NONE : AND_LEVEL;
      case OR -> restricted ? NONE : OR_LEVEL;
      case ISNULL, NOTNULL -> restricted ? NONE : IS_LEVEL;
      case BETWEEN, IN, LIKE, ILIKE, NOT_LA -> restricted ? NONE : LIKE_LEVEL;
      case SIMILAR -> restricted || (substring && tokens.peek(1) != TO) ? NONE : LIKE_LEVEL;
      case AT -> restricted ? NONE : AT_LEVEL;
      case COLLATE -> restricted ? NONE : COLLATE_LEVEL;
      default -> NONE;
    };
  }

  /** {@code labelled} says that a word may be a label if nothing follows that it could work on. */
  private Expression operators(
      Expression first, int minimum, boolean restricted, int start, boolean labelled) {
    Expression left = first;
    while (true) {
      int level = levelOf(restricted);
      if (level < minimum || level == NONE || (labelled && atLabel())) {
        return left;
      }
      left = infix(left, level, restricted, start);
    }
  }

  private boolean atLabel() {
    if (!tokens.kind.isBareLabel()) {
      return false;
    }
    Token next = tokens.peek(1);
    return at(AT)
        ? next != TIME && next != LOCAL
        : next == COMMA || SelectGrammar.endsTargetList(next);
  }

  private Expression infix(Expression left, int level, boolean restricted, int start) {
    int at = location();
    switch (tokens.kind) {
      case TYPECAST -> {
        tokens.advance();
        return new TypeCast(left, g.types.typeName(), at);
      }
      case COLLATE -> {
        tokens.advance();
        return new CollateClause(left, anyName(), at);
      }
      case AT -> {
        return atTimeZone(left, at);
      }
      case AND, OR -> {
        return chain(left, level);
      }
      case IS -> {
        tokens.advance();
        return is(left, at, restricted, start);
      }
      case ISNULL -> {
        tokens.advance();
        return new NullTest(left, NullTestType.IS_NULL, at);
      }
      case NOTNULL -> {
        tokens.advance();
        return new NullTest(left, NullTestType.IS_NOT_NULL, at);
      }
      case BETWEEN, IN, LIKE, ILIKE, SIMILAR, NOT_LA -> {
        return like(left, at);
      }
      default -> {
        List<String> name = at(OPERATOR) ? g.names.qualifiedOperator() : List.of(take());
        if (!restricted && (at(ANY) || at(SOME) || at(ALL))) {
          return quantified(left, name, at);
        }
        Expression right = expression(level + 1, restricted);
        if (level == COMPARISON_LEVEL) {
          requireNoOther(COMPARISON_LEVEL, restricted);
        }
        return operator(name, left, right, at);
      }
    }
  }

  /** A second operator of a level that does not associate is an error. */
  private void requireNoOther(int level, boolean restricted) {
    if (levelOf(restricted) == level) {
      throw syntaxError();
    }
  }

  /** {@code AND} and {@code OR} collect their operands in one node. */
  private Expression chain(Expression left, int level) {
    Token operator = tokens.kind;
    BoolExprType type = operator == AND ? BoolExprType.AND_EXPR : BoolExprType.OR_EXPR;
    int at = location();
    List<Expression> operands = new ArrayList<>();
    if (left instanceof BoolExpr bool && bool.boolop() == type) {
      operands.addAll(bool.args());
      at = bool.location();
    } else {
      operands.add(left);
    }
    while (accept(operator)) {
      operands.add(expression(level + 1, false));
    }
    return new BoolExpr(type, unmodifiable(operands), at);
  }

  private Expression atTimeZone(Expression left, int at) {
    tokens.advance();
    if (accept(LOCAL)) {
      return FunctionGrammar.system("timezone", List.of(left), CoercionForm.COERCE_SQL_SYNTAX, -1);
    }
    expect(TIME, ZONE);
    List<Expression> arguments = List.of(expression(AT_LEVEL + 1, false), left);
    return FunctionGrammar.system("timezone", arguments, CoercionForm.COERCE_SQL_SYNTAX, at);
  }

  /** {@code operator ANY (...)} and {@code ALL (...)}. */
  private Expression quantified(Expression left, List<String> operator, int at) {
    boolean all = at(ALL);
    tokens.advance();
    Node operand = g.primaries.parenthesized(false);
    if (operand instanceof SelectStmt query) {
      return new SubLink(
          all ? SubLinkType.ALL_SUBLINK : SubLinkType.ANY_SUBLINK, left, operator, query, at);
    }
    A_Expr_Kind kind = all ? A_Expr_Kind.AEXPR_OP_ALL : A_Expr_Kind.AEXPR_OP_ANY;
    return new A_Expr(kind, operator, left, operand, -1, -1, at);
  }

  /** LIKE, ILIKE, SIMILAR TO, BETWEEN and IN, with NOT in front or without. */
  private Expression like(Expression left, int at) {
    boolean not = accept(NOT_LA);
    Token operator = tokens.kind;
    tokens.advance();
    switch (operator) {
      case BETWEEN -> {
        return between(left, not, at);
      }
      case IN -> {
        return in(left, not, at);
      }
      case SIMILAR -> {
        expect(TO);
        return similar(left, not, at);
      }
      default -> {
        String name = (not ? "!~~" : "~~") + (operator == ILIKE ? "*" : "");
        if (at(ANY) || at(SOME) || at(ALL)) {
          return quantified(left, List.of(name), at);
        }
        Expression pattern = expression(LIKE_LEVEL + 1, false);
        if (accept(ESCAPE)) {
          pattern =
              FunctionGrammar.system(
                  "like_escape",
                  List.of(pattern, expression(LIKE_LEVEL + 1, false)),
                  CoercionForm.COERCE_EXPLICIT_CALL,
                  at);
        }
        requireNoOther(LIKE_LEVEL, false);
        return of(
            operator == ILIKE ? A_Expr_Kind.AEXPR_ILIKE : A_Expr_Kind.AEXPR_LIKE,
            name,
            left,
            pattern,
            at);
      }
    }
  }

  private Expression similar(Expression left, boolean not, int at) {
    List<Expression> arguments = new ArrayList<>(2);
    arguments.add(expression(LIKE_LEVEL + 1, false));
    if (accept(ESCAPE)) {
      arguments.add(expression(LIKE_LEVEL + 1, false));
    }
    requireNoOther(LIKE_LEVEL, false);
    Expression pattern =
        FunctionGrammar.system(
            "similar_to_escape", unmodifiable(arguments), CoercionForm.COERCE_EXPLICIT_CALL, at);
    return of(A_Expr_Kind.AEXPR_SIMILAR, not ? "!~" : "~", left, pattern, at);
  }

  private Expression between(Expression left, boolean not, int at) {
    boolean symmetric = accept(SYMMETRIC);
    if (!symmetric) {
      accept(ASYMMETRIC);
    }
    Expression low = restricted();
    expect(AND);
    Expression high = expression(LIKE_LEVEL + 1, false);
    requireNoOther(LIKE_LEVEL, false);
    A_Expr_Kind kind =
        symmetric
            ? (not ? A_Expr_Kind.AEXPR_NOT_BETWEEN_SYM : A_Expr_Kind.AEXPR_BETWEEN_SYM)
            : (not ? A_Expr_Kind.AEXPR_NOT_BETWEEN : A_Expr_Kind.AEXPR_BETWEEN);
    String name = (not ? "NOT BETWEEN" : "BETWEEN") + (symmetric ? " SYMMETRIC" : "");
    return of(kind, name, left, new ListValue(List.of(low, high)), at);
  }

  private Expression in(Expression left, boolean not, int at) {
    int start = location();
    Node list = g.primaries.parenthesized(true);
    if (list instanceof SelectStmt query) {
      Expression in = new SubLink(SubLinkType.ANY_SUBLINK, left, List.of(), query, at);
      return not ? not(in, at) : in;
    }
    int end = tokens.previousEnd() - 1;
    List<Node> items =
        g.primaries.isRow(list)
            ? unmodifiable(new ArrayList<>(((RowExpr) list).args()))
            : List.of(list);
    return new A_Expr(
        A_Expr_Kind.AEXPR_IN,
        List.of(not ? "<>" : "="),
        left,
        new ListValue(items),
        start,
        end,
        at);
  }

  private Expression is(Expression left, int at, boolean restricted, int start) {
    boolean not = accept(NOT);
    switch (tokens.kind) {
      case DISTINCT -> {
        tokens.advance();
        expect(FROM);
        Expression right = expression(IS_LEVEL + 1, restricted);
        requireNoOther(IS_LEVEL, restricted);
        return of(
            not ? A_Expr_Kind.AEXPR_NOT_DISTINCT : A_Expr_Kind.AEXPR_DISTINCT,
            "=",
            left,
            right,
            at);
      }
      case DOCUMENT -> {
        tokens.advance();
        Expression document =
            new XmlExpr(
                XmlExprOp.IS_DOCUMENT,
                null,
                List.of(),
                List.of(left),
                XmlOptionType.XMLOPTION_DOCUMENT,
                at);
        return not ? not(document, at) : document;
      }
      default -> {
        if (restricted) {
          throw syntaxError();
        }
        return test(left, not, at, start);
      }
    }
  }

  private Expression test(Expression left, boolean not, int at, int start) {
    switch (tokens.kind) {
      case NULL -> {
        tokens.advance();
        return new NullTest(left, not ? NullTestType.IS_NOT_NULL : NullTestType.IS_NULL, at);
      }
      case TRUE -> {
        tokens.advance();
        return new BooleanTest(left, not ? BoolTestType.IS_NOT_TRUE : BoolTestType.IS_TRUE, at);
      }
      case FALSE -> {
        tokens.advance();
        return new BooleanTest(left, not ? BoolTestType.IS_NOT_FALSE : BoolTestType.IS_FALSE, at);
      }
      case UNKNOWN -> {
        tokens.advance();
        return new BooleanTest(
            left, not ? BoolTestType.IS_NOT_UNKNOWN : BoolTestType.IS_UNKNOWN, at);
      }
      case NORMALIZED, NFC, NFD, NFKC, NFKD -> {
        Expression normalized = normalized(left, at);
        return not ? not(normalized, at) : normalized;
      }
      case Token.JSON -> {
        Expression json = isJson(left, start);
        return not ? not(json, start) : json;
      }
      default -> throw syntaxError();
    }
  }

  private Expression normalized(Expression left, int at) {
    List<Expression> arguments = new ArrayList<>(2);
    arguments.add(left);
    if (!at(NORMALIZED)) {
      arguments.add(g.functions.normalForm());
    }
    expect(NORMALIZED);
    return FunctionGrammar.system(
        "is_normalized", unmodifiable(arguments), CoercionForm.COERCE_SQL_SYNTAX, at);
  }

  private Expression isJson(Expression left, int start) {
    tokens.advance();
    JsonValueType type =
        switch (tokens.kind) {
          case VALUE -> JsonValueType.JS_TYPE_ANY;
          case ARRAY -> JsonValueType.JS_TYPE_ARRAY;
          case OBJECT -> JsonValueType.JS_TYPE_OBJECT;
          case SCALAR -> JsonValueType.JS_TYPE_SCALAR;
          default -> null;
        };
    if (type != null) {
      tokens.advance();
    }
    boolean unique = g.json.uniqueKeys();
    return new JsonIsPredicate(
        left,
        new JsonFormat(JsonFormatType.JS_FORMAT_DEFAULT, JsonEncoding.JS_ENC_DEFAULT, -1),
        type == null ? JsonValueType.JS_TYPE_ANY : type,
        unique,
        start);
  }
}
