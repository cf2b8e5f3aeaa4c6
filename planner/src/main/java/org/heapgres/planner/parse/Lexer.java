package org.heapgres.planner.parse;

import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Splits SQL into tokens by PostgreSQL's rules (manual, section 4.1).
 *
 * <p>The whole text is split in one pass. An error ends the list with a token of its own, so that a
 * syntax error in front of it wins, as it does where the grammar pulls the tokens.
 */
final class Lexer {
  /** Longest name in bytes; what is longer is cut. */
  private static final int MAX_NAME_BYTES = 63;

  private static final String OPERATOR_CHARACTERS = "~!@#^&|`?+-*/%<>=";

  private final String sql;
  private final int length;
  private final boolean standardConformingStrings;
  private final TokenList tokens;
  private int position;

  private Lexer(String sql, boolean standardConformingStrings) {
    this.sql = sql;
    this.length = sql.length();
    this.standardConformingStrings = standardConformingStrings;
    this.tokens = new TokenList(sql);
  }

  /** {@code standardConformingStrings} false makes backslashes in plain strings escapes. */
  static TokenList tokens(String sql, boolean standardConformingStrings) {
    Lexer lexer = new Lexer(sql, standardConformingStrings);
    try {
      lexer.split();
    } catch (PgException e) {
      lexer.tokens.error = e;
      lexer.tokens.add(Token.LEXICAL_ERROR, lexer.position, lexer.length, null);
    }
    return lexer.tokens;
  }

  private void split() {
    while (true) {
      position = skipBlanks(position);
      if (position >= length) {
        tokens.add(Token.END_OF_INPUT, length, length, null);
        return;
      }
      char c = sql.charAt(position);
      if (isNameStart(c)) {
        word(c);
      } else if (isDigit(c)) {
        number();
      } else {
        symbol(c);
      }
    }
  }

  // White space and comments.

  /** The first position from {@code from} on that is neither white space nor in a comment. */
  private int skipBlanks(int from) {
    int at = from;
    while (at < length) {
      char c = sql.charAt(at);
      if (isSpace(c)) {
        at++;
      } else if (c == '-' && charAt(at + 1) == '-') {
        at = endOfLine(at);
      } else if (c == '/' && charAt(at + 1) == '*') {
        at = endOfBlockComment(at);
      } else {
        break;
      }
    }
    return at;
  }

  private int endOfLine(int from) {
    int at = from;
    while (at < length && !isNewline(sql.charAt(at))) {
      at++;
    }
    return at;
  }

  private int endOfBlockComment(int start) {
    int depth = 1;
    int at = start + 2;
    while (at < length) {
      char c = sql.charAt(at);
      if (c == '/' && charAt(at + 1) == '*') {
        depth++;
        at += 2;
      } else if (c == '*' && charAt(at + 1) == '/') {
        at += 2;
        if (--depth == 0) {
          return at;
        }
      } else {
        at++;
      }
    }
    throw syntaxError("unterminated /* comment", start, length);
  }

  // Words.

  private void word(char first) {
    int start = position;
    char next = charAt(start + 1);
    switch (first) {
      case 'b', 'B' -> {
        if (next == '\'') {
          string(Token.BIT_STRING, start, start + 2, false);
          return;
        }
      }
      case 'x', 'X' -> {
        if (next == '\'') {
          string(Token.HEX_STRING, start, start + 2, false);
          return;
        }
      }
      case 'e', 'E' -> {
        if (next == '\'') {
          string(Token.STRING_LITERAL, start, start + 2, true);
          return;
        }
      }
      case 'n', 'N' -> {
        if (next == '\'') {
          position = start + 1;
          tokens.add(Token.NCHAR, start, position, null);
          return;
        }
      }
      case 'u', 'U' -> {
        if (next == '&') {
          if (charAt(start + 2) == '\'') {
            unicodeString(start);
            return;
          }
          if (charAt(start + 2) == '"') {
            quotedName(start, start + 3, true);
            return;
          }
        }
      }
      default -> {}
    }
    int end = endOfName(start);
    position = end;
    Token keyword = Token.keyword(sql, start, end);
    if (keyword == null) {
      tokens.add(Token.IDENTIFIER, start, end, truncate(fold(sql, start, end)));
    } else {
      tokens.add(lookAhead(keyword, end), start, end, null);
    }
  }

  /** The kind that the word from {@code end} on makes of {@code keyword}. */
  private Token lookAhead(Token keyword, int end) {
    return switch (keyword) {
      case NOT ->
          switch (nextKeyword(end)) {
            case BETWEEN, IN, LIKE, ILIKE, SIMILAR -> Token.NOT_LA;
            case null, default -> keyword;
          };
      case NULLS ->
          switch (nextKeyword(end)) {
            case FIRST, LAST -> Token.NULLS_LA;
            case null, default -> keyword;
          };
      case WITH ->
          switch (nextKeyword(end)) {
            case TIME, ORDINALITY -> Token.WITH_LA;
            case null, default -> keyword;
          };
      case WITHOUT -> nextKeyword(end) == Token.TIME ? Token.WITHOUT_LA : keyword;
      case FORMAT -> nextKeyword(end) == Token.JSON ? Token.FORMAT_LA : keyword;
      default -> keyword;
    };
  }

  private Token nextKeyword(int from) {
    int start = skipBlanks(from);
    return start < length && isNameStart(sql.charAt(start))
        ? Token.keyword(sql, start, endOfName(start))
        : null;
  }

  private int endOfName(int start) {
    int at = start + 1;
    while (at < length && isNamePart(sql.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Folds ASCII letters only, as PostgreSQL does in a multi-byte encoding. */
  private static String fold(String sql, int start, int end) {
    int at = start;
    while (at < end && !isUpper(sql.charAt(at))) {
      at++;
    }
    if (at == end) {
      return sql.substring(start, end);
    }
    char[] folded = new char[end - start];
    for (int i = start; i < end; i++) {
      char c = sql.charAt(i);
      folded[i - start] = isUpper(c) ? (char) (c + 32) : c;
    }
    return new String(folded);
  }

  /** Cuts a name to the bytes that a name may have, between characters. */
  static String truncate(String name) {
    if (name.length() * 3 <= MAX_NAME_BYTES) {
      return name;
    }
    int bytes = 0;
    int at = 0;
    while (at < name.length()) {
      int c = name.codePointAt(at);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      if (bytes > MAX_NAME_BYTES) {
        return name.substring(0, at);
      }
      at += Character.charCount(c);
    }
    return name;
  }

  private void quotedName(int start, int contentStart, boolean unicode) {
    StringBuilder name = new StringBuilder();
    int at = contentStart;
    while (true) {
      int quote = sql.indexOf('"', at);
      if (quote < 0) {
        throw syntaxError("unterminated quoted identifier", start, length);
      }
      name.append(sql, at, quote);
      if (charAt(quote + 1) != '"') {
        at = quote + 1;
        break;
      }
      name.append('"');
      at = quote + 2;
    }
    if (name.isEmpty()) {
      throw syntaxError("zero-length delimited identifier", start, at);
    }
    position = at;
    if (unicode) {
      int end = at;
      String value = unescapeUnicode(name.toString(), contentStart, end);
      tokens.add(Token.IDENTIFIER, start, end, truncate(value));
    } else {
      tokens.add(Token.IDENTIFIER, start, at, truncate(name.toString()));
    }
  }

  // Strings.

  /**
   * A quoted string whose content starts at {@code contentStart}, with those that continue it after
   * a line break.
   */
  private void string(Token kind, int start, int contentStart, boolean escapes) {
    StringBuilder value = new StringBuilder();
    if (kind == Token.BIT_STRING) {
      value.append('b');
    } else if (kind == Token.HEX_STRING) {
      value.append('x');
    }
    int end =
        escapes
            ? new EscapedString(sql, start).read(contentStart, this::continuation, value)
            : plainString(start, contentStart, value);
    position = end;
    tokens.add(kind, start, end, value.toString());
  }

  private int plainString(int start, int contentStart, StringBuilder value) {
    int at = contentStart;
    while (true) {
      int quote = sql.indexOf('\'', at);
      if (quote < 0) {
        throw syntaxError(
            switch (sql.charAt(start)) {
              case 'b', 'B' -> "unterminated bit string literal";
              case 'x', 'X' -> "unterminated hexadecimal string literal";
              default -> "unterminated quoted string";
            },
            start,
            length);
      }
      value.append(sql, at, quote);
      if (charAt(quote + 1) == '\'') {
        value.append('\'');
        at = quote + 2;
      } else {
        at = continuation(quote + 1);
        if (at < 0) {
          return quote + 1;
        }
      }
    }
  }

  /**
   * Where the content of a string goes on that was closed before {@code afterQuote}: only white
   * space with a line break, and comments to the end of the line, may be between; or -1.
   */
  private int continuation(int afterQuote) {
    int at = afterQuote;
    boolean newline = false;
    while (at < length) {
      char c = sql.charAt(at);
      if (isSpace(c)) {
        newline |= isNewline(c);
        at++;
      } else if (c == '-' && charAt(at + 1) == '-') {
        at = endOfLine(at);
      } else {
        break;
      }
    }
    return newline && charAt(at) == '\'' ? at + 1 : -1;
  }

  private void unicodeString(int start) {
    if (!standardConformingStrings) {
      throw new PgException(
              SqlState.FEATURE_NOT_SUPPORTED, "unsafe use of string constant with Unicode escapes")
          .withDetail(
              "String constants with Unicode escapes cannot be used when \"standard_conforming_strings\" is off.")
          .withPosition(characters(start) + 1);
    }
    StringBuilder value = new StringBuilder();
    int end = plainString(start, start + 3, value);
    position = end;
    String text = unescapeUnicode(value.toString(), start + 3, end);
    tokens.add(Token.STRING_LITERAL, start, end, text);
  }

  /** Resolves the escapes of U&amp;..., after reading the UESCAPE that may follow. */
  private String unescapeUnicode(String raw, int contentStart, int end) {
    char escape = '\\';
    if (nextKeyword(end) == Token.UESCAPE) {
      int word = skipBlanks(end);
      position = word + "uescape".length();
      int at = skipBlanks(position);
      if (charAt(at) != '\'') {
        int wordEnd =
            at < length && isNameStart(sql.charAt(at)) ? endOfName(at) : Math.min(at + 1, length);
        throw syntaxError("UESCAPE must be followed by a simple string literal", at, wordEnd);
      }
      StringBuilder character = new StringBuilder();
      position = plainString(at, at + 1, character);
      if (character.length() != 1 || !UnicodeEscapes.isEscape(character.charAt(0))) {
        throw syntaxError("invalid Unicode escape character", at, position);
      }
      escape = character.charAt(0);
    }
    return UnicodeEscapes.resolve(sql, raw, escape, contentStart);
  }

  private void dollar(int start) {
    if (isDigit(charAt(start + 1))) {
      parameter(start);
      return;
    }
    int tagEnd = start + 1;
    if (tagEnd < length && isNameStart(sql.charAt(tagEnd))) {
      while (tagEnd < length && isNamePart(sql.charAt(tagEnd)) && sql.charAt(tagEnd) != '$') {
        tagEnd++;
      }
    }
    if (charAt(tagEnd) != '$') {
      position = start + 1;
      tokens.add(Token.OTHER, start, position, null);
      return;
    }
    String delimiter = sql.substring(start, tagEnd + 1);
    int close = sql.indexOf(delimiter, tagEnd + 1);
    if (close < 0) {
      throw syntaxError("unterminated dollar-quoted string", start, length);
    }
    position = close + delimiter.length();
    tokens.add(Token.STRING_LITERAL, start, position, sql.substring(tagEnd + 1, close));
  }

  // Numbers and parameters.

  private void parameter(int start) {
    int end = start + 1;
    while (isDigit(charAt(end))) {
      end++;
    }
    if (end < length && isNameStart(sql.charAt(end))) {
      throw syntaxError("trailing junk after parameter", start, endOfName(end));
    }
    String digits = sql.substring(start + 1, end);
    if (!fitsInt(digits, 10)) {
      throw syntaxError("parameter number too large", start, end);
    }
    position = end;
    tokens.add(Token.PARAMETER_REF, start, end, digits);
  }

  private void number() {
    int start = position;
    int end = digits(start, 10);
    boolean integer = true;
    if (charAt(end) == '.' && charAt(end + 1) != '.') {
      integer = false;
      end = isDigit(charAt(end + 1)) ? digits(end + 1, 10) : end + 1;
    }
    fraction(start, end, integer);
  }

  /** A number of which the digits up to {@code end} are read; only an exponent may follow. */
  private void fraction(int start, int mantissaEnd, boolean mantissaInteger) {
    int end = mantissaEnd;
    boolean integer = mantissaInteger;
    char c = charAt(end);
    if (integer && end == start + 1 && sql.charAt(start) == '0' && radixOf(c) != 0) {
      if (radixInteger(start, radixOf(c))) {
        return;
      }
    } else if (c == 'e' || c == 'E') {
      int sign = charAt(end + 1) == '+' || charAt(end + 1) == '-' ? 1 : 0;
      if (isDigit(charAt(end + 1 + sign))) {
        end = digits(end + 1 + sign, 10);
        integer = false;
      } else if (sign == 1) {
        throw syntaxError("trailing junk after numeric literal", start, end + 2);
      }
    }
    if (end < length && isNameStart(sql.charAt(end))) {
      throw syntaxError("trailing junk after numeric literal", start, endOfName(end));
    }
    position = end;
    String text = sql.substring(start, end);
    tokens.add(
        integer && fitsInt(text.replace("_", ""), 10) ? Token.INTEGER_LITERAL : Token.NUMBER,
        start,
        end,
        text);
  }

  /** Returns false where what follows {@code 0x} is no number but a longer word. */
  private boolean radixInteger(int start, int radix) {
    int end = digits(start + 2, radix);
    int wordEnd = endOfName(start + 1);
    if (end == start + 2) {
      int failEnd = charAt(end) == '_' ? end + 1 : end;
      if (wordEnd > failEnd) {
        return false;
      }
      throw syntaxError(
          switch (radix) {
            case 16 -> "invalid hexadecimal integer";
            case 8 -> "invalid octal integer";
            default -> "invalid binary integer";
          },
          start,
          failEnd);
    }
    if (wordEnd > end) {
      return false;
    }
    position = end;
    String text = sql.substring(start, end);
    boolean fits = fitsInt(text.substring(2).replace("_", ""), radix);
    tokens.add(fits ? Token.INTEGER_LITERAL : Token.NUMBER, start, end, text);
    return true;
  }

  private static int radixOf(char c) {
    return switch (c) {
      case 'x', 'X' -> 16;
      case 'o', 'O' -> 8;
      case 'b', 'B' -> 2;
      default -> 0;
    };
  }

  /**
   * The end of the digits from {@code from} on, among which single underscores may stand; for a
   * radix other than 10 also in front.
   */
  private int digits(int from, int radix) {
    int at = from;
    if (radix == 10) {
      at++;
    }
    while (true) {
      if (Character.digit(ascii(charAt(at)), radix) >= 0) {
        at++;
      } else if (charAt(at) == '_' && Character.digit(ascii(charAt(at + 1)), radix) >= 0) {
        at += 2;
      } else {
        return at;
      }
    }
  }

  private static char ascii(char c) {
    return c < 0x80 ? c : ' ';
  }

  private static boolean fitsInt(String digits, int radix) {
    if (digits.length() < 10 && radix == 10) {
      return true;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      value = value * radix + Character.digit(digits.charAt(i), radix);
      if (value > Integer.MAX_VALUE) {
        return false;
      }
    }
    return true;
  }

  // Everything else.

  private void symbol(char c) {
    int start = position;
    switch (c) {
      case '\'' -> string(Token.STRING_LITERAL, start, start + 1, !standardConformingStrings);
      case '"' -> quotedName(start, start + 1, false);
      case '$' -> dollar(start);
      case ',' -> single(Token.COMMA);
      case '(' -> single(Token.LEFT_PAREN);
      case ')' -> single(Token.RIGHT_PAREN);
      case '[' -> single(Token.LEFT_BRACKET);
      case ']' -> single(Token.RIGHT_BRACKET);
      case ';' -> single(Token.SEMICOLON);
      case '.' -> {
        if (isDigit(charAt(start + 1))) {
          fraction(start, digits(start + 1, 10), false);
        } else if (charAt(start + 1) == '.') {
          pair(Token.DOT_DOT);
        } else {
          single(Token.DOT);
        }
      }
      case ':' -> {
        switch (charAt(start + 1)) {
          case ':' -> pair(Token.TYPECAST);
          case '=' -> pair(Token.COLON_EQUALS);
          default -> single(Token.COLON);
        }
      }
      default -> {
        if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
          operator();
        } else {
          single(Token.OTHER);
        }
      }
    }
  }

  private void single(Token kind) {
    tokens.add(kind, position, position + 1, null);
    position++;
  }

  private void pair(Token kind) {
    tokens.add(kind, position, position + 2, null);
    position += 2;
  }

  /**
   * The longest run of operator characters that holds no comment and ends in a + or - only by
   * right.
   */
  private void operator() {
    int start = position;
    int end = start;
    boolean mayEndInSign = false;
    while (end < length) {
      char c = sql.charAt(end);
      if (OPERATOR_CHARACTERS.indexOf(c) < 0
          || (c == '-' && charAt(end + 1) == '-')
          || (c == '/' && charAt(end + 1) == '*')) {
        break;
      }
      mayEndInSign |= "~!@#^&|`?%".indexOf(c) >= 0;
      end++;
    }
    while (!mayEndInSign
        && end > start + 1
        && (sql.charAt(end - 1) == '+' || sql.charAt(end - 1) == '-')) {
      end--;
    }
    position = end;
    if (end - start > MAX_NAME_BYTES) {
      throw syntaxError("operator too long", start, end);
    }
    Token kind =
        end - start == 1
            ? oneCharacter(sql.charAt(start))
            : end - start == 2 ? twoCharacters(start) : Token.OPERATOR_NAME;
    tokens.add(kind, start, end, kind == Token.OPERATOR_NAME ? sql.substring(start, end) : null);
  }

  private static Token oneCharacter(char c) {
    return switch (c) {
      case '+' -> Token.PLUS;
      case '-' -> Token.MINUS;
      case '*' -> Token.STAR;
      case '/' -> Token.SLASH;
      case '%' -> Token.PERCENT;
      case '^' -> Token.CARET;
      case '<' -> Token.LESS;
      case '>' -> Token.GREATER;
      case '=' -> Token.EQUALS;
      default -> Token.OPERATOR_NAME;
    };
  }

  private Token twoCharacters(int start) {
    char first = sql.charAt(start);
    char second = sql.charAt(start + 1);
    if (second == '=') {
      return switch (first) {
        case '<' -> Token.LESS_EQUALS;
        case '>' -> Token.GREATER_EQUALS;
        case '!' -> Token.NOT_EQUALS;
        default -> Token.OPERATOR_NAME;
      };
    }
    if (second == '>') {
      return switch (first) {
        case '=' -> Token.EQUALS_GREATER;
        case '<' -> Token.NOT_EQUALS;
        default -> Token.OPERATOR_NAME;
      };
    }
    return Token.OPERATOR_NAME;
  }

  // Characters.

  /** The character at {@code at}, or NUL past the end. */
  private char charAt(int at) {
    return at < length ? sql.charAt(at) : '\0';
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isNewline(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || isUpper(c) || c == '_' || c >= 0x80;
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == '$';
  }

  /** Reports {@code message} with the text that it is about. */
  private PgException syntaxError(String message, int start, int end) {
    String full =
        start >= length
            ? message + " at end of input"
            : message + " at or near \"" + sql.substring(start, end) + "\"";
    position = start;
    return new PgException(SqlState.SYNTAX_ERROR, full).withPosition(characters(start) + 1);
  }

  private int characters(int offset) {
    return sql.codePointCount(0, offset);
  }
}
