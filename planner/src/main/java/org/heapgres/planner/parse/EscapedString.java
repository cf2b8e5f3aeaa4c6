package org.heapgres.planner.parse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntUnaryOperator;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Reads a string with C-style escapes, {@code E'...'} (manual, section 4.1.2.2). Octal and
 * hexadecimal escapes stand for bytes, which have to be UTF-8 together with their neighbours.
 */
final class EscapedString {
  private static final int MAX_SEQUENCE = 4;

  private final String sql;
  private final int start;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean nonAscii;

  EscapedString(String sql, int start) {
    this.sql = sql;
    this.start = start;
  }

  /**
   * Appends the string's meaning to {@code value} and returns where it ends. {@code continuation}
   * says where the content goes on after a quote, -1 if it does not.
   */
  int read(int contentStart, IntUnaryOperator continuation, StringBuilder value) {
    int at = contentStart;
    while (true) {
      if (at >= sql.length()) {
        throw error("unterminated quoted string", start, sql.length());
      }
      char c = sql.charAt(at);
      if (c == '\'') {
        if (charAt(at + 1) == '\'') {
          bytes.write('\'');
          at += 2;
          continue;
        }
        int next = continuation.applyAsInt(at + 1);
        if (next < 0) {
          value.append(decoded());
          return at + 1;
        }
        at = next;
      } else if (c == '\\' && at + 1 < sql.length()) {
        at = escape(at);
      } else {
        int from = at;
        do {
          at++;
        } while (at < sql.length() && sql.charAt(at) != '\'' && sql.charAt(at) != '\\');
        bytes.writeBytes(sql.substring(from, at).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private int escape(int at) {
    char c = sql.charAt(at + 1);
    switch (c) {
      case 'b' -> bytes.write('\b');
      case 'f' -> bytes.write('\f');
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case 't' -> bytes.write('\t');
      case 'v' -> bytes.write(0x0b);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        return number(at + 1, 3, 8);
      }
      case 'x' -> {
        if (digit(at + 2, 16) >= 0) {
          return number(at + 2, 2, 16);
        }
        bytes.write('x');
      }
      case 'u', 'U' -> {
        return unicode(at);
      }
      default -> {
        int character = sql.codePointAt(at + 1);
        bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
        nonAscii |= character == 0;
        return at + 1 + Character.charCount(character);
      }
    }
    return at + 2;
  }

  private int number(int from, int maxDigits, int radix) {
    int value = 0;
    int at = from;
    while (at < from + maxDigits && digit(at, radix) >= 0) {
      value = value * radix + digit(at, radix);
      at++;
    }
    value &= 0xff;
    nonAscii |= value == 0 || value >= 0x80;
    bytes.write(value);
    return at;
  }

  private int unicode(int at) {
    int end = at + 2 + unicodeDigits(at);
    int c = codeUnit(at, end);
    if (isSurrogate(c, Character.MIN_LOW_SURROGATE)) {
      throw error("invalid Unicode surrogate pair", at, end);
    }
    if (isSurrogate(c, Character.MIN_HIGH_SURROGATE)) {
      int second = end;
      if (charAt(second) != '\\' || (charAt(second + 1) != 'u' && charAt(second + 1) != 'U')) {
        throw error("invalid Unicode surrogate pair", second, Math.min(second + 1, sql.length()));
      }
      end = second + 2 + unicodeDigits(second);
      int low = codeUnit(second, end);
      if (!isSurrogate(low, Character.MIN_LOW_SURROGATE)) {
        throw error("invalid Unicode surrogate pair", second, end);
      }
      c = Character.toCodePoint((char) c, (char) low);
    }
    if (c <= 0 || c > Character.MAX_CODE_POINT) {
      throw error("invalid Unicode escape value", at, end);
    }
    bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    return end;
  }

  private static boolean isSurrogate(int c, char first) {
    return c >= first && c < first + 0x400;
  }

  private int unicodeDigits(int at) {
    int expected = sql.charAt(at + 1) == 'u' ? 4 : 8;
    for (int i = 0; i < expected; i++) {
      if (digit(at + 2 + i, 16) < 0) {
        throw new PgException(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid Unicode escape")
            .withHint("Unicode escapes must be \\uXXXX or \\UXXXXXXXX.")
            .withPosition(sql.codePointCount(0, at) + 1);
      }
    }
    return expected;
  }

  private int codeUnit(int at, int end) {
    return (int) Long.parseLong(sql, at + 2, end, 16);
  }

  private String decoded() {
    byte[] content = bytes.toByteArray();
    if (!nonAscii) {
      return new String(content, StandardCharsets.UTF_8);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      int nul = text.indexOf('\0');
      if (nul < 0) {
        return text;
      }
      throw invalidBytes(new byte[] {0});
    } catch (CharacterCodingException e) {
      throw invalidBytes(firstInvalid(content));
    }
  }

  /** The bytes that PostgreSQL shows: as many as the first wrong sequence announces. */
  private static byte[] firstInvalid(byte[] content) {
    String valid = new String(content, StandardCharsets.UTF_8);
    int prefix =
        valid.substring(0, valid.indexOf('\ufffd')).getBytes(StandardCharsets.UTF_8).length;
    int first = content[prefix] & 0xff;
    int announced = first >= 0xf0 ? MAX_SEQUENCE : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    int end = Math.min(content.length, prefix + announced);
    return Arrays.copyOfRange(content, prefix, end);
  }

  private static PgException invalidBytes(byte[] sequence) {
    return new PgException(
        SqlState.CHARACTER_NOT_IN_REPERTOIRE,
        "invalid byte sequence for encoding \"UTF8\": "
            + HexFormat.ofDelimiter(" ").withPrefix("0x").formatHex(sequence));
  }

  private int digit(int at, int radix) {
    char c = charAt(at);
    return c < 0x80 ? Character.digit(c, radix) : -1;
  }

  private char charAt(int at) {
    return at < sql.length() ? sql.charAt(at) : '\0';
  }

  private PgException error(String message, int from, int to) {
    String full =
        from >= sql.length()
            ? message + " at end of input"
            : message + " at or near \"" + sql.substring(from, to) + "\"";
    return new PgException(SqlState.SYNTAX_ERROR, full)
        .withPosition(sql.codePointCount(0, from) + 1);
  }
}
