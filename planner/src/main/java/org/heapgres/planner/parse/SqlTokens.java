package org.heapgres.planner.parse;

import org.heapgres.storage.PgException;

/**
 * A text's tokens for a parser of another language that quotes SQL, as PL/pgSQL does. Immutable;
 * the last token is the end of the text.
 */
public final class SqlTokens {
  private final TokenList list;

  /** Throws 42601 with the position of what is no token. */
  public SqlTokens(String text) {
    list = Lexer.tokens(text, true);
    if (list.error != null) {
      throw list.error;
    }
  }

  public boolean isEnd(int i) {
    return list.kinds[i] == Token.END_OF_INPUT;
  }

  /** Whether it is a word, in double quotes or not. */
  public boolean isName(int i) {
    return list.kinds[i].isLabel();
  }

  public boolean isString(int i) {
    return list.kinds[i] == Token.STRING_LITERAL;
  }

  public boolean isInteger(int i) {
    return list.kinds[i] == Token.INTEGER_LITERAL;
  }

  /**
   * The word in lower case, the operator or the sign; what is quoted in any way has none and gives
   * "".
   */
  public String word(int i) {
    char first = isEnd(i) ? '"' : list.sql.charAt(list.starts[i]);
    if (first == '"' || isString(i)) {
      return "";
    }
    return isName(i) ? name(i) : raw(i);
  }

  /** What a name or a string means. */
  public String name(int i) {
    String value = list.values[i];
    return value != null ? value : list.kinds[i].text;
  }

  /** As it was written. */
  public String raw(int i) {
    return list.quoted(i);
  }

  public int start(int i) {
    return list.starts[i];
  }

  public int end(int i) {
    return list.ends[i];
  }

  public String text(int start, int end) {
    return list.sql.substring(start, end);
  }

  /** 1 for the first line; the text's first line is the one its first token may stand on. */
  public int line(int i) {
    int at = Math.min(list.starts[i], list.sql.length());
    int line = 1;
    for (int c = 0; c < at; c++) {
      if (list.sql.charAt(c) == '\n') {
        line++;
      }
    }
    return line;
  }

  /** {@code message} at token {@code i}. */
  public PgException syntaxError(String message, int i) {
    PgException error =
        new PgException(
            org.heapgres.storage.SqlState.SYNTAX_ERROR,
            isEnd(i) ? message + " at end of input" : message + " at or near \"" + raw(i) + "\"");
    return error.withPosition(list.sql.codePointCount(0, list.starts[i]) + 1);
  }

  /** An error whose place is token {@code i}. */
  public PgException at(int i, PgException error) {
    return error.withPosition(list.sql.codePointCount(0, list.starts[i]) + 1);
  }
}
