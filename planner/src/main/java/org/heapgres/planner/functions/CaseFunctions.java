package org.heapgres.planner.functions;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.util.ULocale;
import org.heapgres.planner.types.Collation;
import org.heapgres.planner.types.PgType;

/**
 * lower, upper and initcap by an argument's collation (manual, 23.2.2): ASCII alone for "C", one
 * character for one for the default collation, Unicode's full mapping and that of languages for the
 * others.
 */
final class CaseFunctions {
  /** Of the built-in collation that maps characters to several. */
  private static final String FULL = "pg_unicode_fast";

  private static final String LIBC = "C";

  private CaseFunctions() {}

  private enum Mapping {
    LOWER,
    UPPER,
    INITIAL
  }

  static String lower(CallTypes types, String text) {
    return mapped(Mapping.LOWER, types.argument(0), text);
  }

  static String upper(CallTypes types, String text) {
    return mapped(Mapping.UPPER, types.argument(0), text);
  }

  static String initcap(CallTypes types, String text) {
    return mapped(Mapping.INITIAL, types.argument(0), text);
  }

  static String casefold(CallTypes types, String text) {
    Collation collation = types.argument(0).knownCollation();
    return collation != null && (!collation.byCodePoints() || collation.name().equals(FULL))
        ? UCharacter.foldCase(text, true)
        : lower(types, text);
  }

  private static String mapped(Mapping mapping, PgType type, String text) {
    Collation collation = type.knownCollation();
    if (collation == null || collation.oid() == Collation.DEFAULT) {
      return simple(mapping, text, false);
    }
    if (collation.name().equals(FULL)) {
      return full(mapping, ULocale.ROOT, text);
    }
    if (!collation.byCodePoints()) {
      return full(mapping, collation.language(), text);
    }
    boolean ascii = collation.name().equals(LIBC) || collation.name().equals("POSIX");
    return simple(mapping, text, ascii || collation.name().equals("ucs_basic"));
  }

  private static String full(Mapping mapping, ULocale locale, String text) {
    return switch (mapping) {
      case LOWER -> UCharacter.toLowerCase(locale, text);
      case UPPER -> UCharacter.toUpperCase(locale, text);
      case INITIAL -> words(locale, text);
    };
  }

  /** Each run of letters and digits by itself. */
  private static String words(ULocale locale, String text) {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = at;
      boolean word = Character.isLetterOrDigit(text.codePointAt(at));
      while (end < text.length() && Character.isLetterOrDigit(text.codePointAt(end)) == word) {
        end += Character.charCount(text.codePointAt(end));
      }
      String run = text.substring(at, end);
      out.append(word ? UCharacter.toTitleCase(locale, run, null) : run);
      at = end;
    }
    return out.toString();
  }

  /** In lower case as the default collation does it. */
  static String folded(String text) {
    return simple(Mapping.LOWER, text, false);
  }

  private static String simple(Mapping mapping, String text, boolean asciiOnly) {
    StringBuilder out = null;
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean upper = mapping == Mapping.UPPER || (mapping == Mapping.INITIAL && !inWord);
      int mapped =
          asciiOnly && c > 127 ? c : upper ? Character.toUpperCase(c) : Character.toLowerCase(c);
      if (mapped != c && out == null) {
        out = new StringBuilder(text.length()).append(text, 0, i);
      }
      if (out != null) {
        out.appendCodePoint(mapped);
      }
      inWord = Character.isLetterOrDigit(c) && !(asciiOnly && c > 127);
      i += Character.charCount(c);
    }
    return out == null ? text : out.toString();
  }
}
