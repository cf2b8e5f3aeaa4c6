package org.heapgres.planner.functions;

import java.nio.charset.StandardCharsets;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** LIKE and ILIKE, and SIMILAR TO's rewriting to a regular expression. */
final class LikeFunctions {
  private LikeFunctions() {}

  static boolean textlike(String text, String pattern) {
    return matches(text, 0, pattern, 0);
  }

  static boolean textnlike(String text, String pattern) {
    return !textlike(text, pattern);
  }

  static boolean namelike(String text, String pattern) {
    return textlike(text, pattern);
  }

  static boolean namenlike(String text, String pattern) {
    return !textlike(text, pattern);
  }

  static boolean texticlike(String text, String pattern) {
    return textlike(CaseFunctions.folded(text), CaseFunctions.folded(pattern));
  }

  static boolean texticnlike(String text, String pattern) {
    return !texticlike(text, pattern);
  }

  static boolean nameiclike(String text, String pattern) {
    return texticlike(text, pattern);
  }

  static boolean nameicnlike(String text, String pattern) {
    return !texticlike(text, pattern);
  }

  static boolean bytealike(byte[] value, byte[] pattern) {
    return textlike(latin1(value), latin1(pattern));
  }

  static boolean byteanlike(byte[] value, byte[] pattern) {
    return !bytealike(value, pattern);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static PgException trailingEscape() {
    return new PgException(
        SqlState.INVALID_ESCAPE_SEQUENCE, "LIKE pattern must not end with escape character");
  }

  private static boolean matches(String text, int textFrom, String pattern, int patternFrom) {
    int t = textFrom;
    int p = patternFrom;
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '%') {
        return matchesAnywhere(text, t, pattern, p);
      }
      if (t >= text.length()) {
        if (c == '\\' && p + 1 >= pattern.length()) {
          throw trailingEscape();
        }
        return false;
      }
      if (c == '_') {
        t += Character.charCount(text.codePointAt(t));
        p++;
        continue;
      }
      if (c == '\\') {
        p++;
        if (p >= pattern.length()) {
          throw trailingEscape();
        }
        c = pattern.charAt(p);
      }
      if (text.charAt(t) != c) {
        return false;
      }
      t++;
      p++;
    }
    return t == text.length();
  }

  /** From a run of % and _: tries every place where the rest may start. */
  private static boolean matchesAnywhere(
      String text, int textFrom, String pattern, int patternFrom) {
    int t = textFrom;
    int p = patternFrom;
    while (p < pattern.length() && (pattern.charAt(p) == '%' || pattern.charAt(p) == '_')) {
      if (pattern.charAt(p) == '_') {
        if (t >= text.length()) {
          return false;
        }
        t += Character.charCount(text.codePointAt(t));
      }
      p++;
    }
    if (p >= pattern.length()) {
      return true;
    }
    char first = pattern.charAt(p);
    if (first == '\\') {
      if (p + 1 >= pattern.length()) {
        throw trailingEscape();
      }
      first = pattern.charAt(p + 1);
    }
    for (int at = text.indexOf(first, t); at >= 0; at = text.indexOf(first, at + 1)) {
      if (matches(text, at, pattern, p)) {
        return true;
      }
    }
    return false;
  }

  /** Rewrites a pattern with another escape character to one with the backslash. */
  static String likeEscape(String pattern, String escape) {
    if (escape.isEmpty()) {
      return pattern.replace("\\", "\\\\");
    }
    if (escape.codePointCount(0, escape.length()) != 1) {
      throw invalidEscape();
    }
    if (escape.equals("\\")) {
      return pattern;
    }
    StringBuilder out = new StringBuilder();
    boolean escaped = false;
    for (int i = 0; i < pattern.length(); ) {
      int c = pattern.codePointAt(i);
      if (c == escape.codePointAt(0) && !escaped) {
        out.append('\\');
        escaped = true;
      } else if (c == '\\') {
        out.append('\\');
        if (!escaped) {
          out.append('\\');
        }
        escaped = false;
      } else {
        out.appendCodePoint(c);
        escaped = false;
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }

  static byte[] likeEscapeBytea(byte[] pattern, byte[] escape) {
    return likeEscape(latin1(pattern), latin1(escape)).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static PgException invalidEscape() {
    return new PgException(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid escape string")
        .withHint("Escape string must be empty or one character.");
  }

  static String similarToEscape1(String pattern) {
    return similarToEscape2(pattern, "\\");
  }

  static String similarEscape(String pattern, String escape) {
    return pattern == null ? null : similarToEscape2(pattern, escape == null ? "\\" : escape);
  }

  /** A SIMILAR TO pattern as a regular expression that must match all of the text. */
  static String similarToEscape2(String pattern, String escape) {
    if (escape.codePointCount(0, escape.length()) > 1) {
      throw invalidEscape();
    }
    int escapeChar = escape.isEmpty() ? -1 : escape.codePointAt(0);
    StringBuilder out = new StringBuilder("^(?:");
    boolean afterEscape = false;
    boolean inClass = false;
    int separators = 0;
    for (int i = 0; i < pattern.length(); ) {
      int c = pattern.codePointAt(i);
      i += Character.charCount(c);
      if (afterEscape) {
        if (c == '"' && !inClass) {
          if (separators == 0) {
            out.append("){1,1}?(");
          } else if (separators == 1) {
            out.append("){1,1}(?:");
          } else {
            throw new PgException(
                SqlState.INVALID_USE_OF_ESCAPE_CHARACTER,
                "SQL regular expression may not contain more than two escape-double-quote"
                    + " separators");
          }
          separators++;
        } else {
          out.append('\\').appendCodePoint(c);
        }
        afterEscape = false;
      } else if (c == escapeChar) {
        afterEscape = true;
      } else if (inClass) {
        if (c == '\\') {
          out.append('\\');
        }
        out.appendCodePoint(c);
        if (c == ']') {
          inClass = false;
        }
      } else {
        switch (c) {
          case '[' -> {
            out.append('[');
            inClass = true;
          }
          case '%' -> out.append(".*");
          case '_' -> out.append('.');
          case '(' -> out.append("(?:");
          case '\\', '.', '^', '$' -> out.append('\\').appendCodePoint(c);
          default -> out.appendCodePoint(c);
        }
      }
    }
    return out.append(")$").toString();
  }
}
