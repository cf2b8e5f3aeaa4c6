package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.value.PgArray;

/** The operators ~ and ~*, substring(... from pattern), and the regexp_ functions. */
final class RegexFunctions {
  private RegexFunctions() {}

  /** Adds one option letter. */
  static int flag(char letter, int flags) {
    return switch (letter) {
      case 'i' -> flags | Regex.IGNORE_CASE;
      case 'c' -> flags & ~Regex.IGNORE_CASE;
      case 'n', 'm' -> flags | Regex.NEWLINE_STOPS | Regex.NEWLINE_ANCHORS;
      case 's' -> flags & ~(Regex.NEWLINE_STOPS | Regex.NEWLINE_ANCHORS);
      case 'p' -> (flags | Regex.NEWLINE_STOPS) & ~Regex.NEWLINE_ANCHORS;
      case 'w' -> (flags | Regex.NEWLINE_ANCHORS) & ~Regex.NEWLINE_STOPS;
      case 'x' -> flags | Regex.EXPANDED;
      case 't' -> flags & ~Regex.EXPANDED;
      case 'q' -> flags | Regex.LITERAL;
      case 'b', 'e' -> flags;
      default -> throw invalidOption(String.valueOf(letter));
    };
  }

  private static PgException invalidOption(String shown) {
    return Errors.invalidParameter("invalid regular expression option: \"" + shown + "\"");
  }

  private record Options(int flags, boolean global) {
    static Options parse(String letters) {
      int flags = 0;
      boolean global = false;
      for (int i = 0; i < letters.length(); i++) {
        if (letters.charAt(i) == 'g') {
          global = true;
        } else if (letters.charAt(i) >= 0x80) {
          throw invalidOption(Character.toString(letters.codePointAt(i)));
        } else {
          flags = flag(letters.charAt(i), flags);
        }
      }
      return new Options(flags, global);
    }

    void refuseGlobal(String function) {
      if (global) {
        throw refusedGlobal(function);
      }
    }
  }

  private static PgException refusedGlobal(String function) {
    return Errors.invalidParameter(function + " does not support the \"global\" option");
  }

  static boolean textregexeq(String text, String pattern) {
    return Regex.compile(pattern, 0).matches(text);
  }

  static boolean textregexne(String text, String pattern) {
    return !textregexeq(text, pattern);
  }

  static boolean texticregexeq(String text, String pattern) {
    return Regex.compile(pattern, Regex.IGNORE_CASE).matches(text);
  }

  static boolean texticregexne(String text, String pattern) {
    return !texticregexeq(text, pattern);
  }

  static boolean nameregexeq(String text, String pattern) {
    return textregexeq(text, pattern);
  }

  static boolean nameregexne(String text, String pattern) {
    return !textregexeq(text, pattern);
  }

  static boolean nameicregexeq(String text, String pattern) {
    return texticregexeq(text, pattern);
  }

  static boolean nameicregexne(String text, String pattern) {
    return !texticregexeq(text, pattern);
  }

  static String textregexsubstr(String text, String pattern) {
    Regex regex = Regex.compile(pattern, 0);
    Matcher matcher = regex.matcher(text);
    return regex.find(matcher, text, 0) ? matcher.group(matcher.groupCount() > 0 ? 1 : 0) : null;
  }

  static String substringTextTextText(String text, String pattern, String escape) {
    return textregexsubstr(text, LikeFunctions.similarToEscape2(pattern, escape));
  }

  static boolean regexpLikeNoFlags(String text, String pattern) {
    return textregexeq(text, pattern);
  }

  static boolean regexpLike(String text, String pattern, String flags) {
    Options options = Options.parse(flags);
    options.refuseGlobal("regexp_like()");
    return Regex.compile(pattern, options.flags).matches(text);
  }

  static PgArray regexpMatchNoFlags(String text, String pattern) {
    return regexpMatch(text, pattern, "");
  }

  static PgArray regexpMatch(String text, String pattern, String flags) {
    Options options = Options.parse(flags);
    if (options.global) {
      throw refusedGlobal("regexp_match()").withHint("Use the regexp_matches function instead.");
    }
    Regex regex = Regex.compile(pattern, options.flags);
    Matcher matcher = regex.matcher(text);
    return regex.find(matcher, text, 0) ? groups(matcher) : null;
  }

  private static PgArray groups(Matcher matcher) {
    int count = matcher.groupCount();
    Object[] groups = new Object[Math.max(1, count)];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = matcher.group(count == 0 ? 0 : i + 1);
    }
    return PgArray.of(Types.TEXT.oid(), groups);
  }

  static Iterator<?> regexpMatchesNoFlags(String text, String pattern) {
    return regexpMatches(text, pattern, "");
  }

  static Iterator<?> regexpMatches(String text, String pattern, String flags) {
    Options options = Options.parse(flags);
    List<Object> found = new ArrayList<>();
    forEachMatch(
        text,
        pattern,
        options.flags,
        0,
        matcher -> {
          found.add(groups(matcher));
          return options.global;
        });
    return found.iterator();
  }

  private interface Visitor {
    /** Returns whether to go on. */
    boolean visit(Matcher matcher);
  }

  private static void forEachMatch(
      String text, String pattern, int flags, int from, Visitor visitor) {
    Regex regex = Regex.compile(pattern, flags);
    Matcher matcher = regex.matcher(text);
    int at = from;
    while (regex.find(matcher, text, at)) {
      int end = matcher.end();
      boolean empty = end == matcher.start();
      if (!visitor.visit(matcher)) {
        return;
      }
      at = end;
      if (empty) {
        if (at >= text.length()) {
          return;
        }
        at += Character.charCount(text.codePointAt(at));
      }
    }
  }

  static PgArray regexpSplitToArrayNoFlags(String text, String pattern) {
    return regexpSplitToArray(text, pattern, "");
  }

  static PgArray regexpSplitToArray(String text, String pattern, String flags) {
    Options options = Options.parse(flags);
    options.refuseGlobal("regexp_split_to_array()");
    return PgArray.of(Types.TEXT.oid(), split(text, pattern, options));
  }

  static Iterator<?> regexpSplitToTableNoFlags(String text, String pattern) {
    return regexpSplitToTable(text, pattern, "");
  }

  static Iterator<?> regexpSplitToTable(String text, String pattern, String flags) {
    Options options = Options.parse(flags);
    options.refuseGlobal("regexp_split_to_table()");
    return split(text, pattern, options).iterator();
  }

  /** Empty matches at the ends, or right behind another match, split nothing. */
  private static List<String> split(String text, String pattern, Options options) {
    List<String> parts = new ArrayList<>();
    int[] last = {0};
    forEachMatch(
        text,
        pattern,
        options.flags,
        0,
        matcher -> {
          boolean empty = matcher.start() == matcher.end();
          if (!empty || (matcher.start() > last[0] && matcher.start() < text.length())) {
            parts.add(text.substring(last[0], matcher.start()));
            last[0] = matcher.end();
          }
          return true;
        });
    parts.add(text.substring(last[0]));
    return parts;
  }

  static String textregexreplaceNoopt(String text, String pattern, String replacement) {
    return replace(text, pattern, replacement, 0, 1, 1);
  }

  static String textregexreplace(String text, String pattern, String replacement, String flags) {
    if (!flags.isEmpty() && Character.isDigit(flags.charAt(0))) {
      throw Errors.invalidParameter(
              "invalid regular expression option: \"" + flags.charAt(0) + "\"")
          .withHint(
              "If you meant to use regexp_replace() with a start parameter, cast the fourth"
                  + " argument to integer explicitly.");
    }
    Options options = Options.parse(flags);
    return replace(text, pattern, replacement, options.flags, 1, options.global ? 0 : 1);
  }

  static String textregexreplaceExtendedNoN(
      String text, String pattern, String replacement, int start) {
    return textregexreplaceExtended(text, pattern, replacement, start, 1, "");
  }

  static String textregexreplaceExtendedNoFlags(
      String text, String pattern, String replacement, int start, int n) {
    return textregexreplaceExtended(text, pattern, replacement, start, n, "");
  }

  static String textregexreplaceExtended(
      String text, String pattern, String replacement, int start, int n, String flags) {
    checkPositive("start", start);
    if (n < 0) {
      throw invalidValue("n", n);
    }
    return replace(text, pattern, replacement, Options.parse(flags).flags, start, n);
  }

  private static PgException invalidValue(String parameter, int value) {
    return Errors.invalidParameter("invalid value for parameter \"" + parameter + "\": " + value);
  }

  private static void checkPositive(String parameter, int value) {
    if (value <= 0) {
      throw invalidValue(parameter, value);
    }
  }

  /** {@code start} counts characters from 1; the {@code n}th match is replaced, 0 for all. */
  private static String replace(
      String text, String pattern, String replacement, int flags, int start, int n) {
    int from = offset(text, start);
    StringBuilder out = new StringBuilder();
    int[] last = {0};
    int[] count = {0};
    forEachMatch(
        text,
        pattern,
        flags,
        from,
        matcher -> {
          count[0]++;
          if (n == 0 || count[0] == n) {
            out.append(text, last[0], matcher.start());
            appendReplacement(matcher, replacement, out);
            last[0] = matcher.end();
          }
          return n == 0 || count[0] < n;
        });
    return out.append(text, last[0], text.length()).toString();
  }

  /** The index of a character counted from 1; beyond the end for a later one. */
  private static int offset(String text, int start) {
    int characters = text.codePointCount(0, text.length());
    return start - 1 > characters ? text.length() + 1 : text.offsetByCodePoints(0, start - 1);
  }

  private static void appendReplacement(Matcher matcher, String replacement, StringBuilder out) {
    for (int i = 0; i < replacement.length(); ) {
      char c = replacement.charAt(i++);
      if (c != '\\' || i >= replacement.length()) {
        out.append(c);
        continue;
      }
      char escaped = replacement.charAt(i++);
      if (escaped == '&') {
        out.append(matcher.group());
      } else if (escaped >= '1' && escaped <= '9') {
        int group = escaped - '0';
        if (group <= matcher.groupCount() && matcher.group(group) != null) {
          out.append(matcher.group(group));
        }
      } else if (escaped == '\\') {
        out.append('\\');
      } else {
        out.append('\\').append(escaped);
      }
    }
  }

  static int regexpCountNoStart(String text, String pattern) {
    return regexpCount(text, pattern, 1, "");
  }

  static int regexpCountNoFlags(String text, String pattern, int start) {
    return regexpCount(text, pattern, start, "");
  }

  static int regexpCount(String text, String pattern, int start, String flags) {
    checkPositive("start", start);
    Options options = Options.parse(flags);
    options.refuseGlobal("regexp_count()");
    int[] count = {0};
    forEachMatch(
        text,
        pattern,
        options.flags,
        offset(text, start),
        matcher -> {
          count[0]++;
          return true;
        });
    return count[0];
  }

  static int regexpInstrNoStart(String text, String pattern) {
    return regexpInstr(text, pattern, 1, 1, 0, "", 0);
  }

  static int regexpInstrNoN(String text, String pattern, int start) {
    return regexpInstr(text, pattern, start, 1, 0, "", 0);
  }

  static int regexpInstrNoEndoption(String text, String pattern, int start, int n) {
    return regexpInstr(text, pattern, start, n, 0, "", 0);
  }

  static int regexpInstrNoFlags(String text, String pattern, int start, int n, int end) {
    return regexpInstr(text, pattern, start, n, end, "", 0);
  }

  static int regexpInstrNoSubexpr(
      String text, String pattern, int start, int n, int end, String flags) {
    return regexpInstr(text, pattern, start, n, end, flags, 0);
  }

  static int regexpInstr(
      String text, String pattern, int start, int n, int end, String flags, int group) {
    checkPositive("start", start);
    checkPositive("n", n);
    if (end != 0 && end != 1) {
      throw invalidValue("endoption", end);
    }
    if (group < 0) {
      throw invalidValue("subexpr", group);
    }
    Options options = Options.parse(flags);
    options.refuseGlobal("regexp_instr()");
    int[] found = {0};
    int[] count = {0};
    forEachMatch(
        text,
        pattern,
        options.flags,
        offset(text, start),
        matcher -> {
          count[0]++;
          if (count[0] == n && group <= matcher.groupCount() && matcher.start(group) >= 0) {
            int index = end == 1 ? matcher.end(group) : matcher.start(group);
            found[0] = text.codePointCount(0, index) + 1;
          }
          return count[0] < n;
        });
    return found[0];
  }

  static String regexpSubstrNoStart(String text, String pattern) {
    return regexpSubstr(text, pattern, 1, 1, "", 0);
  }

  static String regexpSubstrNoN(String text, String pattern, int start) {
    return regexpSubstr(text, pattern, start, 1, "", 0);
  }

  static String regexpSubstrNoFlags(String text, String pattern, int start, int n) {
    return regexpSubstr(text, pattern, start, n, "", 0);
  }

  static String regexpSubstrNoSubexpr(String text, String pattern, int start, int n, String flags) {
    return regexpSubstr(text, pattern, start, n, flags, 0);
  }

  static String regexpSubstr(
      String text, String pattern, int start, int n, String flags, int group) {
    checkPositive("start", start);
    checkPositive("n", n);
    if (group < 0) {
      throw invalidValue("subexpr", group);
    }
    Options options = Options.parse(flags);
    options.refuseGlobal("regexp_substr()");
    String[] found = {null};
    int[] count = {0};
    forEachMatch(
        text,
        pattern,
        options.flags,
        offset(text, start),
        matcher -> {
          count[0]++;
          if (count[0] == n && group <= matcher.groupCount()) {
            found[0] = matcher.group(group);
          }
          return count[0] < n;
        });
    return found[0];
  }
}
