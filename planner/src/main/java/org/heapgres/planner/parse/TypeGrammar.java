package org.heapgres.planner.parse;

import static org.heapgres.planner.parse.Token.*;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.storage.SqlState;

/** Names of types: {@code Typename} and the types that SQL gives a syntax of their own. */
final class TypeGrammar extends GrammarPart {
  private static final String PG_CATALOG = "pg_catalog";

  // Bits of an interval's range, as typmods hold them.
  private static final int MONTH = 1 << 1;
  private static final int YEAR = 1 << 2;
  private static final int DAY = 1 << 3;
  private static final int HOUR = 1 << 10;
  private static final int MINUTE = 1 << 11;
  private static final int SECOND = 1 << 12;
  private static final int INTERVAL_FULL_RANGE = 0x7fff;

  private static final int FLOAT4_BITS = 24;
  private static final int FLOAT8_BITS = 53;

  TypeGrammar(Grammar g) {
    super(g);
  }

  TypeName typeName() {
    boolean setof = accept(Token.SETOF);
    TypeName type = simpleTypeName();
    List<Integer> bounds = arrayBounds();
    if (!bounds.isEmpty()) {
      type = type.withArrayBounds(bounds);
    }
    return setof ? type.withSetof() : type;
  }

  /** A function's argument or result type, which may be {@code column%TYPE}. */
  TypeName functionType() {
    int start = location();
    boolean setof = at(Token.SETOF);
    int skip = setof ? 1 : 0;
    if (tokens.peek(skip).isTypeOrFunctionName() && tokens.peek(skip + 1) == DOT) {
      if (setof) {
        tokens.advance();
        start = location();
      }
      List<String> names = attributes(typeFunctionName());
      if (accept(PERCENT, TYPE)) {
        return new TypeName(names, setof, true, List.of(), List.of(), start);
      }
      TypeName type = new TypeName(names, setof, false, typeModifiers(), List.of(), start);
      List<Integer> bounds = arrayBounds();
      return bounds.isEmpty() ? type : type.withArrayBounds(bounds);
    }
    return typeName();
  }

  /** {@code [3][]} or {@code ARRAY[3]}; -1 stands for no size. */
  private List<Integer> arrayBounds() {
    if (accept(ARRAY)) {
      if (!accept(LEFT_BRACKET)) {
        return List.of(-1);
      }
      int size = iconst();
      expect(RIGHT_BRACKET);
      return List.of(size);
    }
    if (!at(LEFT_BRACKET)) {
      return List.of();
    }
    List<Integer> bounds = new ArrayList<>(2);
    while (accept(LEFT_BRACKET)) {
      bounds.add(at(RIGHT_BRACKET) ? -1 : iconst());
      expect(RIGHT_BRACKET);
    }
    return unmodifiable(bounds);
  }

  /** A type without array bounds. */
  TypeName simpleTypeName() {
    int start = location();
    return switch (tokens.kind) {
      case INTERVAL -> {
        tokens.advance();
        yield system("interval", intervalModifiers(), start);
      }
      case BIT, CHARACTER, CHAR, VARCHAR, NATIONAL, NCHAR -> lengthType(false);
      default -> {
        TypeName type = tryKeywordType();
        if (type != null) {
          yield type;
        }
        List<String> names = attributes(typeFunctionName());
        yield new TypeName(names, false, false, typeModifiers(), List.of(), start);
      }
    };
  }

  /** The types named by keywords that take no string length; null where another token is next. */
  TypeName tryKeywordType() {
    int start = location();
    return switch (tokens.kind) {
      case INT, INTEGER -> keyword("int4", start);
      case SMALLINT -> keyword("int2", start);
      case BIGINT -> keyword("int8", start);
      case REAL -> keyword("float4", start);
      case BOOLEAN -> keyword("bool", start);
      case Token.JSON -> keyword("json", start);
      case FLOAT -> floatType();
      case DOUBLE -> {
        if (tokens.peek(1) != PRECISION) {
          yield null;
        }
        tokens.advance();
        yield keyword("float8", start);
      }
      case DECIMAL, DEC, NUMERIC -> {
        tokens.advance();
        yield system("numeric", typeModifiers(), start);
      }
      case TIMESTAMP -> timeType("timestamp", "timestamptz");
      case TIME -> timeType("time", "timetz");
      default -> null;
    };
  }

  private TypeName keyword(String name, int start) {
    tokens.advance();
    return system(name, List.of(), start);
  }

  private TypeName floatType() {
    int start = location();
    tokens.advance();
    if (!accept(LEFT_PAREN)) {
      return system("float8", List.of(), start);
    }
    int at = location();
    int bits = iconst();
    expect(RIGHT_PAREN);
    if (bits < 1) {
      throw tokens.error(
          SqlState.INVALID_PARAMETER_VALUE, "precision for type float must be at least 1 bit", at);
    }
    if (bits > FLOAT8_BITS) {
      throw tokens.error(
          SqlState.INVALID_PARAMETER_VALUE,
          "precision for type float must be less than 54 bits",
          at);
    }
    return system(bits <= FLOAT4_BITS ? "float4" : "float8", List.of(), start);
  }

  private TypeName timeType(String without, String with) {
    int start = location();
    tokens.advance();
    List<Expression> precision = precision();
    boolean zone = false;
    if (at(WITH_LA) || at(WITHOUT_LA)) {
      zone = at(WITH_LA);
      tokens.advance();
      expect(TIME, ZONE);
    }
    return system(zone ? with : without, precision, start);
  }

  /** {@code (3)}, or nothing. */
  private List<Expression> precision() {
    if (!accept(LEFT_PAREN)) {
      return List.of();
    }
    Expression value = integerConstant();
    expect(RIGHT_PAREN);
    return List.of(value);
  }

  A_Const integerConstant() {
    int start = location();
    return new A_Const(integer(iconst()), start);
  }

  /**
   * BIT and CHARACTER in their variants. In front of a string ({@code constant}) the length is not
   * limited if none is written.
   */
  TypeName lengthType(boolean constant) {
    int start = location();
    Token first = tokens.kind;
    tokens.advance();
    if (first == BIT) {
      boolean varying = accept(VARYING);
      if (at(LEFT_PAREN)) {
        return system(varying ? "varbit" : "bit", parenthesized(g.expressions::expression), start);
      }
      return system(varying ? "varbit" : "bit", varying || constant ? List.of() : one(), start);
    }
    if (first == NATIONAL && !accept(CHARACTER)) {
      expect(CHAR);
    }
    boolean varying = first == VARCHAR || accept(VARYING);
    List<Expression> length = precision();
    if (length.isEmpty() && !varying && !constant) {
      length = one();
    }
    return system(varying ? "varchar" : "bpchar", length, start);
  }

  private static List<Expression> one() {
    return List.of(new A_Const(integer(1), -1));
  }

  /** {@code (expr, ...)} after the name of a type. */
  private List<Expression> typeModifiers() {
    return at(LEFT_PAREN) ? parenthesized(g.expressions::expression) : List.of();
  }

  /** What may follow INTERVAL: fields or a precision. */
  private List<Expression> intervalModifiers() {
    return at(LEFT_PAREN) ? intervalPrecision() : intervalFields();
  }

  /** {@code (3)} after INTERVAL. */
  List<Expression> intervalPrecision() {
    expect(LEFT_PAREN);
    A_Const precision = integerConstant();
    expect(RIGHT_PAREN);
    return List.of(new A_Const(integer(INTERVAL_FULL_RANGE), -1), precision);
  }

  /** {@code YEAR TO MONTH} and so on, or nothing. */
  List<Expression> intervalFields() {
    int start = location();
    switch (tokens.kind) {
      case Token.YEAR -> {
        tokens.advance();
        return fields(accept(TO) ? acceptField(Token.MONTH, YEAR | MONTH) : YEAR, start);
      }
      case Token.MONTH -> {
        tokens.advance();
        return fields(MONTH, start);
      }
      case Token.DAY -> {
        tokens.advance();
        return to(DAY, DAY | HOUR, DAY | HOUR | MINUTE, DAY | HOUR | MINUTE | SECOND, start);
      }
      case Token.HOUR -> {
        tokens.advance();
        return to(HOUR, 0, HOUR | MINUTE, HOUR | MINUTE | SECOND, start);
      }
      case Token.MINUTE -> {
        tokens.advance();
        return to(MINUTE, 0, 0, MINUTE | SECOND, start);
      }
      case Token.SECOND -> {
        return seconds(SECOND, start);
      }
      default -> {
        return List.of();
      }
    }
  }

  /** What TO may lead to; 0 where that field is not allowed. */
  private List<Expression> to(int alone, int hour, int minute, int second, int start) {
    if (!accept(TO)) {
      return fields(alone, start);
    }
    if (hour != 0 && accept(Token.HOUR)) {
      return fields(hour, start);
    }
    if (minute != 0 && accept(Token.MINUTE)) {
      return fields(minute, start);
    }
    return seconds(second, start);
  }

  private List<Expression> seconds(int mask, int start) {
    expect(Token.SECOND);
    A_Const range = new A_Const(integer(mask), start);
    if (!accept(LEFT_PAREN)) {
      return List.of(range);
    }
    A_Const precision = integerConstant();
    expect(RIGHT_PAREN);
    return List.of(range, precision);
  }

  private int acceptField(Token field, int mask) {
    expect(field);
    return mask;
  }

  private static List<Expression> fields(int mask, int start) {
    return List.of(new A_Const(integer(mask), start));
  }

  /** A type of this name without modifiers. */
  static TypeName named(List<String> names, int location) {
    return new TypeName(names, false, false, List.of(), List.of(), location);
  }

  /** A type of pg_catalog. */
  static TypeName system(String name, List<Expression> modifiers, int location) {
    return new TypeName(List.of(PG_CATALOG, name), false, false, modifiers, List.of(), location);
  }
}
