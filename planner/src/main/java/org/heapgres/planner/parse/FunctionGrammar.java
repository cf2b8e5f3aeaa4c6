package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.A_Expr;
import org.heapgres.planner.parse.tree.Expression.A_Expr_Kind;
import org.heapgres.planner.parse.tree.Expression.CoalesceExpr;
import org.heapgres.planner.parse.tree.Expression.CoercionForm;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.parse.tree.Expression.MergeSupportFunc;
import org.heapgres.planner.parse.tree.Expression.MinMaxExpr;
import org.heapgres.planner.parse.tree.Expression.MinMaxOp;
import org.heapgres.planner.parse.tree.Expression.NamedArgExpr;
import org.heapgres.planner.parse.tree.Expression.SQLValueFunction;
import org.heapgres.planner.parse.tree.Expression.SQLValueFunctionOp;
import org.heapgres.planner.parse.tree.Expression.TypeCast;

/** Calls, and the functions that SQL gives a syntax of their own. */
final class FunctionGrammar extends GrammarPart {
  /** Where ORDER BY stands, or would, in the arguments that were read last. */
  private int orderLocation;

  FunctionGrammar(Grammar g) {
    super(g);
  }

  /** A call of a function of pg_catalog. */
  static FuncCall system(String name, List<Expression> arguments, CoercionForm form, int location) {
    return plain(List.of("pg_catalog", name), arguments, form, location);
  }

  private static FuncCall plain(
      List<String> name, List<Expression> arguments, CoercionForm form, int location) {
    return new FuncCall(
        name, arguments, List.of(), null, null, false, false, false, false, form, location);
  }

  private static FuncCall syntax(String name, List<Expression> arguments, int location) {
    return system(name, arguments, CoercionForm.COERCE_SQL_SYNTAX, location);
  }

  // Ordinary calls.

  /** The parentheses of a call and what may follow them. */
  Expression call(List<String> name, int start) {
    FuncCall call = application(name, start);
    if (at(STRING_LITERAL)) {
      return typedConstant(call);
    }
    return aggregateClauses(call);
  }

  /** A function with arguments only, as FROM and index definitions allow. */
  Expression windowless() {
    int start = location();
    Expression special = special(false);
    if (special != null) {
      return special;
    }
    Token first = tokens.kind;
    if (!first.isTypeOrFunctionName() && !(first.isColumnName() && tokens.peek(1) == DOT)) {
      throw syntaxError();
    }
    List<String> name = attributes(take());
    return application(name, start);
  }

  FuncCall application(List<String> name, int start) {
    expect(LEFT_PAREN);
    if (accept(RIGHT_PAREN)) {
      return plain(name, List.of(), CoercionForm.COERCE_EXPLICIT_CALL, start);
    }
    if (accept(STAR)) {
      expect(RIGHT_PAREN);
      return new FuncCall(
          name,
          List.of(),
          List.of(),
          null,
          null,
          false,
          true,
          false,
          false,
          CoercionForm.COERCE_EXPLICIT_CALL,
          start);
    }
    boolean distinct = accept(DISTINCT);
    boolean quantified = distinct || accept(ALL);
    boolean variadic = false;
    List<Expression> arguments = new ArrayList<>(4);
    do {
      variadic = !quantified && accept(VARIADIC);
      arguments.add(argument());
    } while (!variadic && accept(COMMA));
    orderLocation = location();
    List<SortBy> order = g.select.optionalSortClause();
    expect(RIGHT_PAREN);
    return new FuncCall(
        name,
        unmodifiable(arguments),
        order,
        null,
        null,
        false,
        false,
        distinct,
        variadic,
        CoercionForm.COERCE_EXPLICIT_CALL,
        start);
  }

  /** An argument, by position or by name. */
  Expression argument() {
    if (tokens.kind.isTypeOrFunctionName()
        && (tokens.peek(1) == COLON_EQUALS || tokens.peek(1) == EQUALS_GREATER)) {
      int start = location();
      String name = take();
      tokens.advance();
      return new NamedArgExpr(g.expressions.expression(), name, -1, start);
    }
    return g.expressions.expression();
  }

  /** {@code name(modifiers) 'text'}, which looks like a call up to the text. */
  private Expression typedConstant(FuncCall call) {
    if (call.aggStar() || call.aggDistinct() || call.funcVariadic()) {
      throw syntaxError();
    }
    TypeName type =
        new TypeName(call.funcname(), false, false, call.args(), List.of(), call.location());
    Expression constant = g.primaries.typedConstant(type);
    for (Expression argument : call.args()) {
      if (argument instanceof NamedArgExpr named) {
        throw syntaxError("type modifier cannot have parameter name", named.location());
      }
    }
    if (!call.aggOrder().isEmpty()) {
      throw syntaxError("type modifier cannot have ORDER BY", orderLocation);
    }
    return constant;
  }

  /** WITHIN GROUP, FILTER and OVER. */
  private FuncCall aggregateClauses(FuncCall call) {
    if (!at(WITHIN) && !at(FILTER) && !at(OVER)) {
      return call;
    }
    List<SortBy> order = call.aggOrder();
    boolean withinGroup = at(WITHIN);
    if (withinGroup) {
      int at = location();
      tokens.advance();
      expect(GROUP, LEFT_PAREN);
      List<SortBy> within = g.select.sortClause();
      expect(RIGHT_PAREN);
      if (!order.isEmpty()) {
        throw syntaxError("cannot use multiple ORDER BY clauses with WITHIN GROUP", at);
      }
      if (call.aggDistinct()) {
        throw syntaxError("cannot use DISTINCT with WITHIN GROUP", at);
      }
      if (call.funcVariadic()) {
        throw syntaxError("cannot use VARIADIC with WITHIN GROUP", at);
      }
      order = within;
    }
    return new FuncCall(
        call.funcname(),
        call.args(),
        order,
        filterClause(),
        overClause(),
        withinGroup,
        call.aggStar(),
        call.aggDistinct(),
        call.funcVariadic(),
        call.funcformat(),
        call.location());
  }

  Expression filterClause() {
    if (!accept(FILTER)) {
      return null;
    }
    expect(LEFT_PAREN, WHERE);
    Expression condition = g.expressions.expression();
    expect(RIGHT_PAREN);
    return condition;
  }

  WindowDef overClause() {
    return accept(OVER) ? g.select.windowReference() : null;
  }

  // Functions with a syntax of their own.

  /** The function that the current token starts, or null if it starts none of those. */
  Expression special() {
    return special(true);
  }

  private Expression special(boolean aggregates) {
    Token kind = tokens.kind;
    if (kind.category == null || (kind.category == Token.Category.UNRESERVED && kind != DOUBLE)) {
      return null;
    }
    int start = location();
    return switch (kind) {
      case CURRENT_DATE -> value(SQLValueFunctionOp.SVFOP_CURRENT_DATE, start);
      case CURRENT_TIME ->
          timeValue(
              SQLValueFunctionOp.SVFOP_CURRENT_TIME,
              SQLValueFunctionOp.SVFOP_CURRENT_TIME_N,
              start);
      case CURRENT_TIMESTAMP ->
          timeValue(
              SQLValueFunctionOp.SVFOP_CURRENT_TIMESTAMP,
              SQLValueFunctionOp.SVFOP_CURRENT_TIMESTAMP_N,
              start);
      case LOCALTIME ->
          timeValue(
              SQLValueFunctionOp.SVFOP_LOCALTIME, SQLValueFunctionOp.SVFOP_LOCALTIME_N, start);
      case LOCALTIMESTAMP ->
          timeValue(
              SQLValueFunctionOp.SVFOP_LOCALTIMESTAMP,
              SQLValueFunctionOp.SVFOP_LOCALTIMESTAMP_N,
              start);
      case CURRENT_ROLE -> value(SQLValueFunctionOp.SVFOP_CURRENT_ROLE, start);
      case CURRENT_USER -> value(SQLValueFunctionOp.SVFOP_CURRENT_USER, start);
      case SESSION_USER -> value(SQLValueFunctionOp.SVFOP_SESSION_USER, start);
      case USER -> value(SQLValueFunctionOp.SVFOP_USER, start);
      case CURRENT_CATALOG -> value(SQLValueFunctionOp.SVFOP_CURRENT_CATALOG, start);
      case SYSTEM_USER -> {
        tokens.advance();
        yield syntax("system_user", List.of(), start);
      }
      case CURRENT_SCHEMA ->
          tokens.peek(1) == LEFT_PAREN || tokens.peek(1) == STRING_LITERAL
              ? null
              : value(SQLValueFunctionOp.SVFOP_CURRENT_SCHEMA, start);
      case COLLATION -> collationFor(start);
      case CAST -> cast(start);
      case EXTRACT,
          NORMALIZE,
          OVERLAY,
          POSITION,
          SUBSTRING,
          TREAT,
          TRIM,
          NULLIF,
          COALESCE,
          GREATEST,
          LEAST,
          MERGE_ACTION ->
          tokens.peek(1) == LEFT_PAREN ? common(kind, start) : null;
      case XMLCONCAT, XMLELEMENT, XMLEXISTS, XMLFOREST, XMLPARSE, XMLPI, XMLROOT, XMLSERIALIZE ->
          tokens.peek(1) == LEFT_PAREN ? g.xml.function(kind, start) : null;
      case JSON_OBJECT,
          JSON_ARRAY,
          JSON_SCALAR,
          JSON_SERIALIZE,
          JSON_QUERY,
          JSON_EXISTS,
          JSON_VALUE,
          JSON_OBJECTAGG,
          JSON_ARRAYAGG ->
          tokens.peek(1) == LEFT_PAREN ? g.json.function(kind, start, aggregates) : null;
      case JSON ->
          tokens.peek(1) == LEFT_PAREN
              ? g.json.function(kind, start, aggregates)
              : typedConstant(tokens.peek(1) == STRING_LITERAL);
      default -> aggregates ? typedConstant(startsTypedConstant(kind)) : null;
    };
  }

  /** Whether a type keyword starts a constant here rather than being a column's name. */
  private boolean startsTypedConstant(Token kind) {
    Token next = tokens.peek(1);
    return switch (kind) {
      case INT, INTEGER, SMALLINT, BIGINT, REAL, BOOLEAN -> next == STRING_LITERAL;
      case DOUBLE -> next == PRECISION;
      case FLOAT, DECIMAL, DEC, NUMERIC -> next == STRING_LITERAL || next == LEFT_PAREN;
      case BIT, CHARACTER, CHAR -> next == STRING_LITERAL || next == LEFT_PAREN || next == VARYING;
      case VARCHAR -> next == STRING_LITERAL || next == LEFT_PAREN;
      case NCHAR -> next == STRING_LITERAL || next == LEFT_PAREN || next == VARYING;
      case NATIONAL -> next == CHARACTER || next == CHAR;
      case TIME, TIMESTAMP ->
          next == STRING_LITERAL || next == LEFT_PAREN || next == WITH_LA || next == WITHOUT_LA;
      case INTERVAL -> next == STRING_LITERAL || next == LEFT_PAREN;
      default -> false;
    };
  }

  private Expression typedConstant(boolean starts) {
    if (!starts) {
      return null;
    }
    int start = location();
    switch (tokens.kind) {
      case INTERVAL -> {
        tokens.advance();
        if (at(LEFT_PAREN)) {
          return g.primaries.typedConstant(
              TypeGrammar.system("interval", g.types.intervalPrecision(), start));
        }
        A_Const text = g.primaries.stringConstant();
        TypeName type = TypeGrammar.system("interval", g.types.intervalFields(), start);
        return new TypeCast(text, type, -1);
      }
      case BIT, CHARACTER, CHAR, VARCHAR, NATIONAL, NCHAR -> {
        return g.primaries.typedConstant(g.types.lengthType(true));
      }
      default -> {
        return g.primaries.typedConstant(g.types.tryKeywordType());
      }
    }
  }

  private Expression value(SQLValueFunctionOp op, int start) {
    tokens.advance();
    return new SQLValueFunction(op, -1, start);
  }

  private Expression timeValue(SQLValueFunctionOp plain, SQLValueFunctionOp withN, int start) {
    tokens.advance();
    if (!accept(LEFT_PAREN)) {
      return new SQLValueFunction(plain, -1, start);
    }
    int precision = iconst();
    expect(RIGHT_PAREN);
    return new SQLValueFunction(withN, precision, start);
  }

  private Expression collationFor(int start) {
    if (tokens.peek(1) != FOR) {
      return null;
    }
    tokens.advance();
    expect(FOR, LEFT_PAREN);
    Expression of = g.expressions.expression();
    expect(RIGHT_PAREN);
    return syntax("pg_collation_for", List.of(of), start);
  }

  private Expression cast(int start) {
    tokens.advance();
    expect(LEFT_PAREN);
    Expression of = g.expressions.expression();
    expect(AS);
    TypeName type = g.types.typeName();
    expect(RIGHT_PAREN);
    return new TypeCast(of, type, start);
  }

  private Expression common(Token kind, int start) {
    tokens.advance();
    expect(LEFT_PAREN);
    Expression call =
        switch (kind) {
          case EXTRACT -> extract(start);
          case NORMALIZE -> normalize(start);
          case OVERLAY -> overlay(start);
          case POSITION -> position(start);
          case SUBSTRING -> substring(start);
          case TREAT -> treat(start);
          case TRIM -> trim(start);
          case NULLIF -> nullif(start);
          case COALESCE -> new CoalesceExpr(g.expressions.expressionList(), start);
          case GREATEST ->
              new MinMaxExpr(MinMaxOp.IS_GREATEST, g.expressions.expressionList(), start);
          case LEAST -> new MinMaxExpr(MinMaxOp.IS_LEAST, g.expressions.expressionList(), start);
          default -> new MergeSupportFunc(start);
        };
    expect(RIGHT_PAREN);
    return call;
  }

  private Expression extract(int start) {
    int at = location();
    String field =
        switch (tokens.kind) {
          case IDENTIFIER, STRING_LITERAL, YEAR, MONTH, DAY, HOUR, MINUTE, SECOND -> take();
          default -> throw syntaxError();
        };
    expect(FROM);
    return syntax(
        "extract", List.of(new A_Const(string(field), at), g.expressions.expression()), start);
  }

  private Expression normalize(int start) {
    Expression text = g.expressions.expression();
    return syntax("normalize", accept(COMMA) ? List.of(text, normalForm()) : List.of(text), start);
  }

  /** {@code NFC} and its like, as a string. */
  A_Const normalForm() {
    int at = location();
    return switch (tokens.kind) {
      case NFC, NFD, NFKC, NFKD -> new A_Const(string(take().toUpperCase(Locale.ROOT)), at);
      default -> throw syntaxError();
    };
  }

  private Expression overlay(int start) {
    if (at(RIGHT_PAREN)) {
      return explicit("overlay", List.of(), start);
    }
    Expression first = argument();
    if (first instanceof NamedArgExpr || !accept(PLACING)) {
      return explicit("overlay", moreArguments(first), start);
    }
    List<Expression> arguments = new ArrayList<>(4);
    arguments.add(first);
    arguments.add(g.expressions.expression());
    expect(FROM);
    arguments.add(g.expressions.expression());
    if (accept(FOR)) {
      arguments.add(g.expressions.expression());
    }
    return syntax("overlay", unmodifiable(arguments), start);
  }

  private static Expression explicit(String name, List<Expression> arguments, int start) {
    return plain(List.of(name), arguments, CoercionForm.COERCE_EXPLICIT_CALL, start);
  }

  List<Expression> moreArguments(Expression first) {
    List<Expression> arguments = new ArrayList<>(4);
    arguments.add(first);
    while (accept(COMMA)) {
      arguments.add(argument());
    }
    return unmodifiable(arguments);
  }

  private Expression position(int start) {
    Expression part = g.expressions.restricted();
    expect(IN);
    return syntax("position", List.of(g.expressions.restricted(), part), start);
  }

  private Expression substring(int start) {
    if (at(RIGHT_PAREN)) {
      return explicit("substring", List.of(), start);
    }
    Expression text = g.expressions.substringArgument();
    if (text instanceof NamedArgExpr) {
      return explicit("substring", moreArguments(text), start);
    }
    switch (tokens.kind) {
      case FROM -> {
        tokens.advance();
        Expression from = g.expressions.expression();
        return syntax(
            "substring",
            accept(FOR) ? List.of(text, from, g.expressions.expression()) : List.of(text, from),
            start);
      }
      case FOR -> {
        tokens.advance();
        Expression length = g.expressions.expression();
        if (accept(FROM)) {
          return syntax("substring", List.of(text, g.expressions.expression(), length), start);
        }
        TypeName int4 = TypeGrammar.system("int4", List.of(), -1);
        return syntax(
            "substring",
            List.of(text, new A_Const(integer(1), -1), new TypeCast(length, int4, -1)),
            start);
      }
      case SIMILAR -> {
        tokens.advance();
        Expression pattern = g.expressions.expression();
        expect(ESCAPE);
        return syntax("substring", List.of(text, pattern, g.expressions.expression()), start);
      }
      default -> {
        return explicit("substring", moreArguments(text), start);
      }
    }
  }

  private Expression treat(int start) {
    Expression of = g.expressions.expression();
    expect(AS);
    TypeName type = g.types.typeName();
    return system(type.names().getLast(), List.of(of), CoercionForm.COERCE_EXPLICIT_CALL, start);
  }

  private Expression trim(int start) {
    String name =
        switch (tokens.kind) {
          case LEADING -> "ltrim";
          case TRAILING -> "rtrim";
          default -> "btrim";
        };
    if (at(LEADING) || at(TRAILING) || at(BOTH)) {
      tokens.advance();
    }
    if (accept(FROM)) {
      return syntax(name, g.expressions.expressionList(), start);
    }
    Expression first = g.expressions.expression();
    List<Expression> arguments = new ArrayList<>(2);
    if (accept(FROM)) {
      arguments.addAll(g.expressions.expressionList());
      arguments.add(first);
    } else {
      arguments.add(first);
      while (accept(COMMA)) {
        arguments.add(g.expressions.expression());
      }
    }
    return syntax(name, unmodifiable(arguments), start);
  }

  private Expression nullif(int start) {
    Expression value = g.expressions.expression();
    expect(COMMA);
    Expression other = g.expressions.expression();
    return new A_Expr(A_Expr_Kind.AEXPR_NULLIF, List.of("="), value, other, -1, -1, start);
  }
}
