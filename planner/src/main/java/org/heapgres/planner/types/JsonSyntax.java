package org.heapgres.planner.types;

import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Checks JSON text and words its errors (detail and context) as PostgreSQL does. */
public final class JsonSyntax {
  private static final int MAX_DEPTH = 6000;

  private final String text;
  private int at;

  /** The token being looked at: its kind is its first character, 'a' for words, '0' for numbers. */
  private int tokenStart;

  private char token;
  private static final char END = '\0';

  private JsonSyntax(String text) {
    this.text = text;
  }

  /** Throws 22P02 unless the text is one JSON value. */
  public static void check(String text) {
    JsonSyntax syntax = new JsonSyntax(text);
    syntax.next();
    syntax.value(0);
    if (syntax.token != END) {
      throw syntax.expected("Expected end of input, but found \"%s\".");
    }
  }

  private void value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new PgException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
          .withHint(
              "Increase the configuration parameter \"max_stack_depth\" (currently 2048kB), after"
                  + " ensuring the platform's stack depth limit is adequate.");
    }
    switch (token) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"', '0', 'a' -> next();
      default -> throw expected("Expected JSON value, but found \"%s\".");
    }
  }

  private void object(int depth) {
    next();
    if (token == '"') {
      pair(depth);
      while (token == ',') {
        next();
        if (token != '"') {
          throw expected("Expected string, but found \"%s\".");
        }
        pair(depth);
      }
      if (token != '}') {
        throw expected("Expected \",\" or \"}\", but found \"%s\".");
      }
    } else if (token != '}') {
      throw expected("Expected string or \"}\", but found \"%s\".");
    }
    next();
  }

  private void pair(int depth) {
    next();
    if (token != ':') {
      throw expected("Expected \":\", but found \"%s\".");
    }
    next();
    value(depth + 1);
  }

  private void array(int depth) {
    next();
    if (token != ']') {
      value(depth + 1);
      while (token == ',') {
        next();
        value(depth + 1);
      }
      if (token != ']') {
        throw expected("Expected \",\" or \"]\", but found \"%s\".");
      }
    }
    next();
  }

  private void next() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    tokenStart = at;
    if (at >= text.length()) {
      token = END;
      return;
    }
    char c = text.charAt(at);
    switch (c) {
      case '{', '}', '[', ']', ':', ',' -> {
        token = c;
        at++;
      }
      case '"' -> {
        token = c;
        string();
      }
      default -> {
        if (c == '-' || (c >= '0' && c <= '9')) {
          token = '0';
          number();
        } else {
          word();
        }
      }
    }
  }

  private void word() {
    int end = at;
    while (end < text.length() && isWordCharacter(text.charAt(end))) {
      end++;
    }
    if (end == at) {
      at += Character.charCount(text.codePointAt(at));
      throw error("Token \"" + text.substring(tokenStart, at) + "\" is invalid.", at);
    }
    String word = text.substring(at, end);
    at = end;
    if (!word.equals("true") && !word.equals("false") && !word.equals("null")) {
      throw error("Token \"" + word + "\" is invalid.", at);
    }
    token = 'a';
  }

  private static boolean isWordCharacter(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c >= 0x80;
  }

  private void number() {
    boolean bad = false;
    if (text.charAt(at) == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else if (peek() >= '1' && peek() <= '9') {
      digits();
    } else {
      bad = true;
    }
    if (peek() == '.') {
      at++;
      bad |= digits() == 0;
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      bad |= digits() == 0;
    }
    while (at < text.length() && isWordCharacter(text.charAt(at))) {
      bad = true;
      at++;
    }
    if (bad) {
      throw error("Token \"" + text.substring(tokenStart, at) + "\" is invalid.", at);
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private int digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at - start;
  }

  private void string() {
    at++;
    while (true) {
      if (at >= text.length()) {
        throw error("Token \"" + text.substring(tokenStart) + "\" is invalid.", at);
      }
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return;
      }
      if (c < ' ') {
        throw error("Character with value 0x%02x must be escaped.".formatted((int) c), at);
      }
      at++;
      if (c == '\\') {
        escape();
      }
    }
  }

  private void escape() {
    if (at >= text.length()) {
      throw error("Token \"" + text.substring(tokenStart) + "\" is invalid.", at);
    }
    char c = text.charAt(at);
    if (c == 'u') {
      for (int i = 1; i <= 4; i++) {
        if (at + i >= text.length() || IntegerCodecs.digit(text.charAt(at + i), 16) < 0) {
          int end = Math.min(at + i + 1, text.length());
          throw error("\"\\u\" must be followed by four hexadecimal digits.", end);
        }
      }
      at += 5;
    } else if ("\"\\/bfnrt".indexOf(c) >= 0) {
      at++;
    } else {
      int end = at + Character.charCount(text.codePointAt(at));
      throw error("Escape sequence \"\\" + text.substring(at, end) + "\" is invalid.", end);
    }
  }

  private PgException expected(String detail) {
    return token == END
        ? error("The input string ended unexpectedly.", text.length())
        : error(detail.formatted(text.substring(tokenStart, at)), at);
  }

  /** The context shows the line up to where the error was seen. */
  private PgException error(String detail, int end) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(end, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int start = lineStart;
    while (end - start >= 50) {
      start += Character.charCount(text.codePointAt(start));
    }
    if (start - lineStart <= 3) {
      start = lineStart;
    }
    String prefix = start > lineStart ? "..." : "";
    boolean more =
        token != END && end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r';
    return new PgException(
            SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type json")
        .withDetail(detail)
        .withWhere(
            "JSON data, line "
                + line
                + ": "
                + prefix
                + text.substring(start, end)
                + (more ? "..." : ""));
  }
}
