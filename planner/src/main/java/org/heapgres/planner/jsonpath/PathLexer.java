package org.heapgres.planner.jsonpath;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Takes a path's text apart. */
final class PathLexer {
  enum Kind {
    /** A word without quotes: a key or a keyword. */
    WORD,
    STRING,
    NUMBER,
    VARIABLE,
    SYMBOL,
    END
  }

  /** {@code text} is the value; a string's without quotes. */
  record Lexeme(Kind kind, String text, int at) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
      return kind == Kind.WORD && text.equals(word);
    }
  }

  private static final Set<String> LONG_SYMBOLS =
      Set.of("==", "!=", "<>", "<=", ">=", "&&", "||", "**");
  private static final String SYMBOLS = "?%$.[]{}()|&!=<>@#,*:-+/";

  private final String text;
  private int at;

  private PathLexer(String text) {
    this.text = text;
  }

  static List<Lexeme> lex(String text) {
    PathLexer lexer = new PathLexer(text);
    List<Lexeme> lexemes = new ArrayList<>();
    while (true) {
      Lexeme next = lexer.next();
      lexemes.add(next);
      if (next.kind() == Kind.END) {
        return lexemes;
      }
    }
  }

  static PgException syntaxError(String message, String near) {
    return new PgException(
        SqlState.SYNTAX_ERROR,
        near.isEmpty()
            ? message + " at end of jsonpath input"
            : message + " at or near \"" + near + "\" of jsonpath input");
  }

  private Lexeme next() {
    skipBlanks();
    int start = at;
    if (at >= text.length()) {
      return new Lexeme(Kind.END, "", at);
    }
    char c = text.charAt(at);
    if (c == '"') {
      return new Lexeme(Kind.STRING, string(), start);
    }
    if (c == '$' && at + 1 < text.length()) {
      char follows = text.charAt(at + 1);
      if (follows == '"') {
        at++;
        return new Lexeme(Kind.VARIABLE, string(), start);
      }
      if (isWordPart(follows)) {
        at++;
        return new Lexeme(Kind.VARIABLE, word(), start);
      }
    }
    if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
      return new Lexeme(Kind.NUMBER, number(), start);
    }
    if (SYMBOLS.indexOf(c) >= 0) {
      int length = Math.min(2, text.length() - at);
      String pair = text.substring(at, at + length);
      String symbol = LONG_SYMBOLS.contains(pair) ? pair : String.valueOf(c);
      at += symbol.length();
      return new Lexeme(Kind.SYMBOL, symbol, start);
    }
    return new Lexeme(Kind.WORD, word(), start);
  }

  private void skipBlanks() {
    while (at < text.length()) {
      if (" \t\n\r\f".indexOf(text.charAt(at)) >= 0) {
        at++;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw new PgException(
              SqlState.SYNTAX_ERROR, "unexpected end of comment at end of jsonpath input");
        }
        at = end + 2;
      } else {
        return;
      }
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return SYMBOLS.indexOf(c) < 0 && " \t\n\r\f\"".indexOf(c) < 0;
  }

  private String word() {
    StringBuilder out = new StringBuilder();
    while (at < text.length() && isWordPart(text.charAt(at))) {
      if (text.charAt(at) == '\\') {
        escape(out);
      } else {
        out.append(text.charAt(at++));
      }
    }
    return out.toString();
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      if (at >= text.length()) {
        throw new PgException(
            SqlState.SYNTAX_ERROR, "unterminated quoted string at end of jsonpath input");
      }
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return out.toString();
      }
      if (c == '\\') {
        escape(out);
      } else {
        out.append(c);
        at++;
      }
    }
  }

  private void escape(StringBuilder out) {
    at++;
    if (at >= text.length()) {
      throw syntaxError("syntax error", "\\");
    }
    char c = text.charAt(at++);
    switch (c) {
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000B');
      case 'x' -> out.append((char) hex(2));
      case 'u' -> {
        if (at < text.length() && text.charAt(at) == '{') {
          int end = text.indexOf('}', at);
          at++;
          out.appendCodePoint(hex(end - at));
          at++;
        } else {
          out.append((char) hex(4));
        }
      }
      default -> out.append(c);
    }
  }

  private int hex(int digits) {
    if (digits < 1 || digits > 6 || at + digits > text.length()) {
      throw syntaxError("invalid Unicode escape sequence", text.substring(at - 2));
    }
    try {
      int value = Integer.parseInt(text.substring(at, at + digits), 16);
      at += digits;
      return value;
    } catch (NumberFormatException e) {
      throw syntaxError("invalid Unicode escape sequence", text.substring(at - 2));
    }
  }

  /** Decimal with fraction and exponent, or an integer of base 16, 8 or 2. */
  private String number() {
    int start = at;
    if (text.charAt(at) == '0' && at + 1 < text.length()) {
      int base =
          switch (Character.toLowerCase(text.charAt(at + 1))) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 10;
          };
      if (base != 10) {
        at += 2;
        return based(start, base);
      }
    }
    digits();
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    if (at < text.length() && Character.toLowerCase(text.charAt(at)) == 'e') {
      at++;
      if (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      digits();
    }
    String digits = text.substring(start, at);
    if (at < text.length() && isWordPart(text.charAt(at))) {
      throw syntaxError("trailing junk after numeric literal", text.substring(start, at + 1));
    }
    return digits.replace("_", "");
  }

  private void digits() {
    while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
  }

  private String based(int start, int base) {
    int from = at;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    try {
      return new java.math.BigInteger(text.substring(from, at).replace("_", ""), base).toString();
    } catch (NumberFormatException e) {
      throw syntaxError("trailing junk after numeric literal", text.substring(start, at));
    }
  }
}
