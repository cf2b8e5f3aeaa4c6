package org.heapgres.planner.parse;

import java.util.Locale;
import java.util.Set;

/**
 * A statement as pg_stat_statements shows it (manual, F.32): with its constants as parameters.
 * Statements that differ in constants, white space, comments or case only have the same {@code
 * fingerprint}. Immutable.
 */
public record StatementText(String text, long fingerprint) {
  private static final long PRIME = 0x100000001b3L;
  private static final long BASIS = 0xcbf29ce484222325L;

  private static final Set<Token> BEGINS_EXPRESSION =
      Set.of(Token.SELECT, Token.LIMIT, Token.OFFSET);

  /** Utility commands but SET keep their constants, as they do in PostgreSQL. */
  public static StatementText of(String sql) {
    TokenList tokens = Lexer.tokens(sql, true);
    boolean query =
        switch (tokens.kinds[0]) {
          case SELECT, INSERT, UPDATE, DELETE, MERGE, WITH, VALUES, TABLE, LEFT_PAREN, SET -> true;
          default -> false;
        };
    return new Writer(tokens, query).write();
  }

  private static final class Writer {
    private final TokenList tokens;
    private final boolean query;
    private final StringBuilder text = new StringBuilder();
    private long hash = BASIS;
    private int copied;
    private int parameters;

    Writer(TokenList tokens, boolean query) {
      this.tokens = tokens;
      this.query = query;
    }

    StatementText write() {
      int last = tokens.size - 1;
      while (last > 0 && tokens.kinds[last - 1] == Token.SEMICOLON) {
        last--;
      }
      for (int i = 0; i < last; i++) {
        if (tokens.kinds[i] == Token.PARAMETER_REF) {
          parameters =
              Math.max(parameters, Integer.parseUnsignedInt(tokens.quoted(i).substring(1)));
        }
      }
      copied = last == 0 ? 0 : tokens.starts[0];
      for (int i = 0; i < last; i++) {
        if (query && isNegative(i) && isConstant(i + 1)) {
          i = replace(i, i + 1);
        } else if (query && isConstant(i)) {
          i = replace(i, i);
        } else {
          boolean name = tokens.kinds[i] == Token.IDENTIFIER;
          hash(name ? tokens.values[i] : tokens.quoted(i).toUpperCase(Locale.ROOT));
        }
      }
      if (last > 0) {
        text.append(tokens.sql, copied, tokens.ends[last - 1]);
      }
      return new StatementText(text.toString(), hash);
    }

    /** A sign that belongs to the number behind it. */
    private boolean isNegative(int i) {
      return tokens.kinds[i] == Token.MINUS
          && (tokens.kinds[i + 1] == Token.INTEGER_LITERAL || tokens.kinds[i + 1] == Token.NUMBER)
          && i > 0
          && (Normalizer.BEFORE_SIGN.contains(tokens.kinds[i - 1])
              || BEGINS_EXPRESSION.contains(tokens.kinds[i - 1]));
    }

    /** What a setting is set to, by whatever kind of word. */
    private boolean isSetting(int i) {
      return tokens.kinds[0] == Token.SET
          && i > 1
          && (tokens.kinds[i - 1] == Token.EQUALS || tokens.kinds[i - 1] == Token.TO);
    }

    private boolean isConstant(int i) {
      if (isSetting(i)) {
        return true;
      }
      return switch (tokens.kinds[i]) {
        case STRING_LITERAL, BIT_STRING, HEX_STRING, INTEGER_LITERAL, NUMBER -> true;
        case TRUE, FALSE -> tokens.kinds[Math.max(i - 1, 0)] != Token.IS && !isNegated(i);
        case NULL -> tokens.kinds[Math.max(i - 1, 0)] != Token.IS && !isNegated(i);
        default -> false;
      };
    }

    /** After IS NOT. */
    private boolean isNegated(int i) {
      return i > 1 && tokens.kinds[i - 1] == Token.NOT && tokens.kinds[i - 2] == Token.IS;
    }

    /** The last token that the parameter stands for: a list of IN is one of them. */
    private int replace(int first, int i) {
      text.append(tokens.sql, copied, tokens.starts[first]).append('$').append(++parameters);
      hash("$");
      int end = i;
      if (i > 1 && tokens.kinds[i - 1] == Token.LEFT_PAREN && tokens.kinds[i - 2] == Token.IN) {
        int list = i;
        while (tokens.kinds[list + 1] == Token.COMMA && isConstant(list + 2)) {
          list += 2;
        }
        if (list > i && tokens.kinds[list + 1] == Token.RIGHT_PAREN) {
          text.append(" /*, ... */");
          end = list;
        }
      }
      copied = tokens.ends[end];
      return end;
    }

    private void hash(String token) {
      for (int c = 0; c < token.length(); c++) {
        hash = (hash ^ token.charAt(c)) * PRIME;
      }
      hash = (hash ^ ' ') * PRIME;
    }
  }
}
