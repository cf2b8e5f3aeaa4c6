package org.heapgres.planner.parse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Makes statements that differ only in constants share a plan: replaces literals by parameters
 * {@code $1}, {@code $2}... and hands out their values. Stateless.
 *
 * <p>Only literals are replaced of which it is certain that a parameter of the same type means the
 * same, because of where they stand:
 *
 * <ul>
 *   <li>in the top-level WHERE of SELECT, UPDATE and DELETE, outside sub-queries, and in UPDATE's
 *       SET: after a comparison or BETWEEN of a name, in an IN list, and whole numbers after
 *       arithmetic;
 *   <li>a whole element of the top-level VALUES of INSERT;
 *   <li>the number after a top-level LIMIT or OFFSET.
 * </ul>
 *
 * <p>A number's sign belongs to it, as it does to PostgreSQL's grammar ({@code doNegate}).
 *
 * <p>What has a meaning as a literal stays one: select lists, ORDER BY and GROUP BY (positions,
 * equal expressions), type modifiers, typed constants, casts, ON CONFLICT's predicate. Statements
 * that start with other words, hold parameters already, or are several, stay as they are.
 */
public final class Normalizer {
  /** More literals than this are not worth parameters. */
  private static final int MAX_LITERALS = 200;

  /** After these a minus is a number's sign. */
  static final Set<Token> BEFORE_SIGN =
      Collections.unmodifiableSet(
          EnumSet.of(
              Token.EQUALS,
              Token.NOT_EQUALS,
              Token.LESS,
              Token.GREATER,
              Token.LESS_EQUALS,
              Token.GREATER_EQUALS,
              Token.BETWEEN,
              Token.AND,
              Token.PLUS,
              Token.STAR,
              Token.MINUS,
              Token.LEFT_PAREN,
              Token.COMMA));

  /** What type a literal has by itself. */
  public enum LiteralType {
    INT4,
    INT8,
    NUMERIC,
    /** A string, whose type its context decides. */
    UNKNOWN
  }

  /** {@code value} is the number as it was written, or the string's content. */
  public record Literal(LiteralType type, String value) {}

  /**
   * {@code text} is valid SQL with a parameter for each of {@code literals}; together with their
   * types it is a key under which the plan may be kept. Without literals it is the original text.
   */
  public record Normalized(String text, List<Literal> literals) {}

  private final TokenList tokens;
  private final List<Literal> literals = new ArrayList<>();
  private final StringBuilder text;
  private int copied;

  /** Whether literals of the current clause may be replaced. */
  private boolean active;

  private int depth;

  /** The depth at which a sub-query started inside an active clause, or -1. */
  private int subqueryDepth = -1;

  private boolean inList;
  private boolean between;

  private Normalizer(TokenList tokens) {
    this.tokens = tokens;
    this.text = new StringBuilder(tokens.sql.length());
  }

  public static Normalized normalize(String sql) {
    TokenList tokens = Lexer.tokens(sql, true);
    boolean applicable =
        switch (tokens.kinds[0]) {
          case SELECT, INSERT, UPDATE, DELETE -> !holdsParametersOrStatements(tokens);
          default -> false;
        };
    return applicable ? new Normalizer(tokens).run() : new Normalized(sql, List.of());
  }

  private static boolean holdsParametersOrStatements(TokenList tokens) {
    for (int i = 0; i < tokens.size; i++) {
      switch (tokens.kinds[i]) {
        case PARAMETER_REF, LEXICAL_ERROR -> {
          return true;
        }
        case SEMICOLON -> {
          if (tokens.kinds[i + 1] != Token.END_OF_INPUT) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }

  private Normalized run() {
    for (int i = 1; i < tokens.size; i++) {
      switch (tokens.kinds[i]) {
        case INTEGER_LITERAL, NUMBER, STRING_LITERAL -> {
          int first = isNegative(i) ? i - 1 : i;
          if (isReplaceable(first, i)) {
            replace(first, i);
          }
        }
        default -> follow(i);
      }
    }
    if (literals.isEmpty()) {
      return new Normalized(tokens.sql, List.of());
    }
    text.append(tokens.sql, copied, tokens.sql.length());
    return new Normalized(text.toString(), List.copyOf(literals));
  }

  /** Whether the literal is a number after a minus that is nothing but its sign. */
  private boolean isNegative(int i) {
    if (tokens.kinds[i] == Token.STRING_LITERAL || tokens.kinds[i - 1] != Token.MINUS) {
      return false;
    }
    return BEFORE_SIGN.contains(tokens.kinds[i - 2]);
  }

  /** {@code first} is where its sign is, if it has one. */
  private void replace(int first, int i) {
    String digits = tokens.values[i];
    LiteralType type = typeOf(tokens.kinds[i], digits);
    literals.add(new Literal(type, first < i ? "-" + digits : digits));
    text.append(tokens.sql, copied, tokens.starts[first]).append('$').append(literals.size());
    copied = tokens.ends[i];
  }

  private static LiteralType typeOf(Token kind, String value) {
    return switch (kind) {
      case INTEGER_LITERAL -> LiteralType.INT4;
      case STRING_LITERAL -> LiteralType.UNKNOWN;
      default -> isLong(value) ? LiteralType.INT8 : LiteralType.NUMERIC;
    };
  }

  private static boolean isLong(String value) {
    if (value.length() > 18) {
      return false;
    }
    return value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Keeps track of the clause, the parentheses and the lists. */
  private void follow(int i) {
    Token kind = tokens.kinds[i];
    switch (kind) {
      case LEFT_PAREN -> {
        depth++;
        inList = tokens.kinds[i - 1] == Token.IN;
      }
      case RIGHT_PAREN -> {
        depth--;
        inList = false;
        if (depth < subqueryDepth) {
          subqueryDepth = -1;
        }
      }
      case SELECT -> {
        if (subqueryDepth < 0) {
          subqueryDepth = depth;
        }
      }
      case WHERE -> {
        if (depth == 0) {
          active = tokens.kinds[0] != Token.INSERT;
        }
      }
      case SET -> {
        if (depth == 0) {
          active = tokens.kinds[0] == Token.UPDATE;
        }
      }
      case VALUES -> {
        if (depth == 0) {
          active = tokens.kinds[0] == Token.INSERT;
        }
      }
      case GROUP,
          HAVING,
          ORDER,
          WINDOW,
          UNION,
          INTERSECT,
          EXCEPT,
          RETURNING,
          CONFLICT,
          LIMIT,
          OFFSET,
          FETCH,
          FOR,
          FROM -> {
        if (depth == 0) {
          active = false;
        }
      }
      case BETWEEN -> between = true;
      case OR -> between = false;
      case COMMA, NOT_LA, IN, MINUS, AND -> {}
      default -> {
        inList = false;
      }
    }
  }

  private boolean isReplaceable(int first, int i) {
    Token before = tokens.kinds[first - 1];
    Token after = tokens.kinds[i + 1];
    if (literals.size() == MAX_LITERALS) {
      return false;
    }
    boolean integer = tokens.kinds[i] == Token.INTEGER_LITERAL;
    if (before == Token.LIMIT || before == Token.OFFSET) {
      return depth == 0 && integer && endsClause(after);
    }
    if (!active || subqueryDepth >= 0) {
      return false;
    }
    boolean endsElement = after == Token.COMMA || after == Token.RIGHT_PAREN;
    if (tokens.kinds[0] == Token.INSERT) {
      return depth == 1 && endsElement && (before == Token.LEFT_PAREN || before == Token.COMMA);
    }
    if (inList) {
      return endsElement && (before == Token.LEFT_PAREN || before == Token.COMMA);
    }
    if (!endsElement && !endsClause(after)) {
      return false;
    }
    return switch (before) {
      case EQUALS, NOT_EQUALS, LESS, GREATER, LESS_EQUALS, GREATER_EQUALS, BETWEEN ->
          isName(tokens.kinds[first - 2]);
      case AND -> {
        boolean upper = between && isLiteral(tokens.kinds[first - 2]);
        between = false;
        yield upper;
      }
      case PLUS, STAR, MINUS -> integer && isName(tokens.kinds[first - 2]);
      default -> false;
    };
  }

  private static boolean isName(Token kind) {
    return kind == Token.IDENTIFIER || kind.category == Token.Category.UNRESERVED;
  }

  private static boolean isLiteral(Token kind) {
    return kind == Token.INTEGER_LITERAL || kind == Token.NUMBER || kind == Token.STRING_LITERAL;
  }

  private static boolean endsClause(Token kind) {
    return switch (kind) {
      case END_OF_INPUT,
          SEMICOLON,
          RIGHT_PAREN,
          AND,
          OR,
          WHERE,
          FROM,
          GROUP,
          ORDER,
          LIMIT,
          OFFSET,
          FOR,
          RETURNING ->
          true;
      default -> false;
    };
  }
}
