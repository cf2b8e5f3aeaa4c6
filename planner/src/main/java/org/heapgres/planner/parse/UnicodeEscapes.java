package org.heapgres.planner.parse;

import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The escapes of {@code U&'...'} and {@code U&"..."} (manual, section 4.1.2.3). */
final class UnicodeEscapes {
  private UnicodeEscapes() {}

  /** Whether UESCAPE may name {@code c}. */
  static boolean isEscape(char c) {
    return Character.digit(c, 16) < 0 && c != '+' && c != '\'' && c != '"' && !Lexer.isSpace(c);
  }

  /**
   * The text that {@code raw} stands for; {@code contentStart} is where it begins in {@code sql},
   * for error positions.
   */
  static String resolve(String sql, String raw, char escape, int contentStart) {
    if (raw.indexOf(escape) < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder(raw.length());
    int high = 0;
    int at = 0;
    while (at < raw.length()) {
      char c = raw.charAt(at);
      if (c != escape) {
        requireNoHigh(high, sql, contentStart + at);
        text.append(c);
        at++;
        continue;
      }
      if (at + 1 < raw.length() && raw.charAt(at + 1) == escape) {
        requireNoHigh(high, sql, contentStart + at);
        text.append(escape);
        at += 2;
        continue;
      }
      boolean six = at + 1 < raw.length() && raw.charAt(at + 1) == '+';
      int from = at + (six ? 2 : 1);
      int to = from + (six ? 6 : 4);
      if (!isHex(raw, from, to)) {
        throw error("invalid Unicode escape", sql, contentStart + at)
            .withHint("Unicode escapes must be \\XXXX or \\+XXXXXX.");
      }
      int c32 = Integer.parseInt(raw, from, to, 16);
      if (c32 == 0 || c32 > Character.MAX_CODE_POINT) {
        throw error("invalid Unicode escape value", sql, contentStart + at);
      }
      high = append(text, high, c32, sql, contentStart + at);
      at = to;
    }
    requireNoHigh(high, sql, contentStart + at);
    return text.toString();
  }

  /** Appends {@code c}, or returns it where it is the first half of a pair. */
  private static int append(StringBuilder text, int high, int c, String sql, int location) {
    boolean low = c >= Character.MIN_LOW_SURROGATE && c <= Character.MAX_LOW_SURROGATE;
    if (low != (high != 0)) {
      throw error("invalid Unicode surrogate pair", sql, location);
    }
    if (low) {
      text.append((char) high).append((char) c);
      return 0;
    }
    if (c >= Character.MIN_HIGH_SURROGATE && c <= Character.MAX_HIGH_SURROGATE) {
      return c;
    }
    text.appendCodePoint(c);
    return 0;
  }

  private static void requireNoHigh(int high, String sql, int location) {
    if (high != 0) {
      throw error("invalid Unicode surrogate pair", sql, location);
    }
  }

  private static boolean isHex(String s, int from, int to) {
    if (to > s.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (s.charAt(i) >= 0x80 || Character.digit(s.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static PgException error(String message, String sql, int location) {
    int offset = Math.min(location, sql.length());
    return new PgException(SqlState.SYNTAX_ERROR, message)
        .withPosition(sql.codePointCount(0, offset) + 1);
  }
}
