package org.heapgres.planner.functions;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * PostgreSQL's advanced regular expressions (manual, section 9.7.3) by way of {@link Pattern}.
 * Where alternatives compete, the longest match is sought as POSIX demands. Thread-safe.
 */
final class Regex {
  private static final int CACHE_LIMIT = 1000;
  private static final Map<Key, Regex> CACHE = new ConcurrentHashMap<>();

  private record Key(String pattern, int flags) {}

  static final int IGNORE_CASE = 1;
  static final int NEWLINE_STOPS = 2;
  static final int NEWLINE_ANCHORS = 4;
  static final int EXPANDED = 8;
  static final int LITERAL = 16;

  private final Pattern pattern;
  private final boolean longest;

  private Regex(Pattern pattern, boolean longest) {
    this.pattern = pattern;
    this.longest = longest;
  }

  static Regex compile(String pattern, int flags) {
    Key key = new Key(pattern, flags);
    Regex found = CACHE.get(key);
    if (found == null) {
      if (CACHE.size() >= CACHE_LIMIT) {
        CACHE.clear();
      }
      found = new Translator(pattern, flags).compile();
      CACHE.put(key, found);
    }
    return found;
  }

  Matcher matcher(String text) {
    return pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
  }

  /** Finds the leftmost match from {@code from} on, the longest one when alternatives compete. */
  boolean find(Matcher matcher, String text, int from) {
    if (from > text.length()) {
      return false;
    }
    matcher.region(from, text.length());
    if (!matcher.find()) {
      return false;
    }
    if (longest) {
      int start = matcher.start();
      int end = matcher.end();
      for (int to = text.length(); to > end; to--) {
        matcher.region(start, to);
        if (matcher.matches()) {
          return true;
        }
      }
      matcher.region(start, end);
      return matcher.matches() || refind(matcher, text, from);
    }
    return true;
  }

  private static boolean refind(Matcher matcher, String text, int from) {
    matcher.region(from, text.length());
    return matcher.find();
  }

  boolean matches(String text) {
    return pattern.matcher(text).find();
  }

  static PgException invalid(String reason) {
    return new PgException(
        SqlState.INVALID_REGULAR_EXPRESSION, "invalid regular expression: " + reason);
  }

  /** Rewrites one expression to Java's syntax. */
  private static final class Translator {
    private static final String SHORTEST = "{1,1}?";

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int flags;
    private int at;
    private boolean alternatives;
    private boolean lazy;

    /** Where the open groups begin, and where the greedy quantifiers so far end, in the output. */
    private final Deque<Integer> groups = new ArrayDeque<>();

    private final Deque<Integer> greedy = new ArrayDeque<>();

    Translator(String source, int flags) {
      this.source = source;
      this.flags = flags;
    }

    Regex compile() {
      prefix();
      if ((flags & LITERAL) != 0) {
        return build(Pattern.quote(source.substring(at)));
      }
      int depth = 0;
      boolean quantifiable = false;
      while (at < source.length()) {
        char c = source.charAt(at);
        switch (c) {
          case '[' -> {
            bracket();
            quantifiable = true;
            continue;
          }
          case '\\' -> {
            escape();
            quantifiable = true;
            continue;
          }
          case '(' -> {
            depth++;
            groups.push(out.length());
            out.append(c);
            quantifiable = false;
            if (source.startsWith("(?", at)) {
              int end = at + 2;
              while (end < source.length() && ":=!<".indexOf(source.charAt(end)) >= 0) {
                end++;
              }
              out.append(source, at + 1, end);
              at = end;
              continue;
            }
          }
          case ')' -> {
            if (depth == 0) {
              throw invalid("parentheses () not balanced");
            }
            depth--;
            endGroup(groups.pop(), source.startsWith(SHORTEST, at + 1));
            out.append(c);
            quantifiable = true;
          }
          case '|' -> {
            alternatives = true;
            out.append(c);
            quantifiable = false;
          }
          case '^' -> {
            out.append((flags & NEWLINE_ANCHORS) != 0 ? "(?:^|(?<=\n))" : "\\A");
            quantifiable = false;
          }
          case '$' -> {
            out.append((flags & NEWLINE_ANCHORS) != 0 ? "(?=\n|\\z)" : "\\z");
            quantifiable = false;
          }
          case '.' -> {
            out.append((flags & NEWLINE_STOPS) != 0 ? "[^\n]" : "(?s:.)");
            quantifiable = true;
          }
          case '*', '+', '?' -> {
            if (!quantifiable) {
              throw invalid("quantifier operand invalid");
            }
            out.append(c);
            at++;
            lazyMark();
            quantifiable = false;
            continue;
          }
          case '{' -> {
            if (at + 1 < source.length() && Character.isDigit(source.charAt(at + 1))) {
              if (!quantifiable) {
                throw invalid("quantifier operand invalid");
              }
              bound();
              quantifiable = false;
              continue;
            }
            out.append("\\{");
            quantifiable = true;
          }
          case '}' -> {
            out.append("\\}");
            quantifiable = true;
          }
          case '#' -> {
            out.append((flags & EXPANDED) != 0 ? "#" : "\\#");
            quantifiable = true;
          }
          default -> {
            out.append(c);
            quantifiable = true;
          }
        }
        at++;
      }
      if (depth > 0) {
        throw invalid("parentheses () not balanced");
      }
      return build(out.toString());
    }

    private Regex build(String java) {
      int options = 0;
      if ((flags & IGNORE_CASE) != 0) {
        options |= Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
      }
      if ((flags & EXPANDED) != 0) {
        options |= Pattern.COMMENTS;
      }
      try {
        return new Regex(Pattern.compile(java, options), alternatives && !lazy);
      } catch (PatternSyntaxException e) {
        throw invalid(reason(e));
      } catch (StackOverflowError e) {
        throw invalid("regular expression is too complex");
      }
    }

    private static String reason(PatternSyntaxException e) {
      String description = e.getDescription();
      if (description.contains("class") || description.contains("range")) {
        return description.contains("range")
            ? "invalid character range"
            : "brackets [] not balanced";
      }
      if (description.contains("group") || description.contains("(")) {
        return "parentheses () not balanced";
      }
      if (description.contains("repetition")) {
        return "invalid repetition count(s)";
      }
      return description.contains("Dangling")
          ? "quantifier operand invalid"
          : "invalid escape \\ sequence";
    }

    /** {@code ***=}, {@code ***:} and embedded options such as {@code (?i)}. */
    private void prefix() {
      if (source.startsWith("***=")) {
        flags |= LITERAL;
        at = 4;
        return;
      }
      if (source.startsWith("***:")) {
        at = 4;
      }
      if (source.startsWith("(?", at)
          && at + 2 < source.length()
          && Character.isLetter(source.charAt(at + 2))) {
        at += 2;
        while (at < source.length() && source.charAt(at) != ')') {
          flags = RegexFunctions.flag(source.charAt(at), flags);
          at++;
        }
        if (at >= source.length()) {
          throw invalid("invalid embedded option");
        }
        at++;
      }
    }

    private void lazyMark() {
      if (at < source.length() && source.charAt(at) == '?') {
        out.append('?');
        lazy = true;
        at++;
      } else if (at < source.length() && "*+".indexOf(source.charAt(at)) >= 0) {
        throw invalid("quantifier operand invalid");
      } else {
        greedy.push(out.length());
      }
    }

    /**
     * What is in a group with {@code {1,1}?} behind prefers the shortest match (manual, 9.7.3.5).
     */
    private void endGroup(int start, boolean shortest) {
      while (shortest && !greedy.isEmpty() && greedy.peek() > start) {
        out.insert((int) greedy.pop(), '?');
      }
    }

    private void bound() {
      int end = source.indexOf('}', at);
      if (end < 0) {
        throw invalid("braces {} not balanced");
      }
      String body = source.substring(at + 1, end);
      if (!body.matches("\\d+(,\\d*)?")) {
        throw invalid("invalid repetition count(s)");
      }
      String[] parts = body.split(",", -1);
      int low = parts[0].length() > 3 ? 256 : Integer.parseInt(parts[0]);
      int high =
          parts.length < 2 || parts[1].isEmpty()
              ? low
              : parts[1].length() > 3 ? 256 : Integer.parseInt(parts[1]);
      if (low > 255 || high > 255 || high < low) {
        throw invalid("invalid repetition count(s)");
      }
      out.append('{').append(body).append('}');
      at = end + 1;
      lazyMark();
    }

    private void escape() {
      at++;
      if (at >= source.length()) {
        throw invalid("invalid escape \\ sequence");
      }
      char c = source.charAt(at++);
      switch (c) {
        case 'm' -> out.append("\\b(?=\\w)");
        case 'M' -> out.append("\\b(?<=\\w)");
        case 'y' -> out.append("\\b");
        case 'Y' -> out.append("\\B");
        case 'A' -> out.append("\\A");
        case 'Z' -> out.append("\\z");
        case 'd', 'D', 's', 'S', 'w', 'W' -> out.append(classEscape(c));
        case 'a' -> out.append("\\x07");
        case 'b' -> out.append("\\x08");
        case 'B' -> out.append("\\\\");
        case 'e' -> out.append("\\x1B");
        case 'f', 'n', 'r', 't' -> out.append('\\').append(c);
        case 'v' -> out.append("\\x0B");
        case 'x', 'u', 'U' -> hex(c == 'u' ? 4 : c == 'U' ? 8 : 255);
        case 'c' -> {
          if (at >= source.length()) {
            throw invalid("invalid escape \\ sequence");
          }
          literal(source.charAt(at++) & 0x1F);
        }
        default -> {
          if (c >= '1' && c <= '9') {
            out.append('\\').append(c);
          } else if (c == '0') {
            literal(0);
          } else if (Character.isLetter(c)) {
            throw invalid("invalid escape \\ sequence");
          } else {
            literal(c);
          }
        }
      }
    }

    private static String classEscape(char c) {
      return switch (c) {
        case 'd' -> "\\p{IsDigit}";
        case 'D' -> "\\P{IsDigit}";
        case 's' -> "[\\s\\p{IsWhite_Space}]";
        case 'S' -> "[^\\s\\p{IsWhite_Space}]";
        case 'w' -> "[\\p{IsAlphabetic}\\p{IsDigit}_]";
        default -> "[^\\p{IsAlphabetic}\\p{IsDigit}_]";
      };
    }

    private void hex(int digits) {
      int start = at;
      while (at < source.length()
          && at - start < digits
          && Character.digit(source.charAt(at), 16) >= 0) {
        at++;
      }
      if (at == start) {
        throw invalid("invalid escape \\ sequence");
      }
      literal((int) Long.parseLong(source.substring(Math.max(start, at - 8), at), 16));
    }

    private void literal(int c) {
      if (c < 128 && !Character.isLetterOrDigit(c)) {
        out.append(String.format("\\x%02X", c));
      } else {
        out.appendCodePoint(c);
      }
    }

    private void bracket() {
      if (source.startsWith("[[:<:]]", at)) {
        out.append("\\b(?=\\w)");
        at += 7;
        return;
      }
      if (source.startsWith("[[:>:]]", at)) {
        out.append("\\b(?<=\\w)");
        at += 7;
        return;
      }
      at++;
      StringBuilder set = new StringBuilder("[");
      boolean negated = at < source.length() && source.charAt(at) == '^';
      if (negated) {
        set.append('^');
        at++;
        if ((flags & NEWLINE_STOPS) != 0) {
          set.append("\n");
        }
      }
      boolean first = true;
      while (true) {
        if (at >= source.length()) {
          throw invalid("brackets [] not balanced");
        }
        char c = source.charAt(at);
        if (c == ']' && !first) {
          at++;
          break;
        }
        first = false;
        if (source.startsWith("[:", at)) {
          set.append(characterClass());
        } else if (source.startsWith("[.", at) || source.startsWith("[=", at)) {
          int end = source.indexOf(source.charAt(at + 1) + "]", at + 2);
          if (end < 0) {
            throw invalid("brackets [] not balanced");
          }
          set.append(inSet(source.substring(at + 2, end)));
          at = end + 2;
        } else if (c == '\\') {
          int mark = out.length();
          escape();
          set.append(out, mark, out.length());
          out.setLength(mark);
        } else if (c == '-') {
          boolean literal =
              set.length() == 1 || (negated && set.length() == 2) || source.startsWith("-]", at);
          set.append(literal ? "\\-" : "-");
          at++;
        } else {
          int point = source.codePointAt(at);
          set.append(inSet(Character.toString(point)));
          at += Character.charCount(point);
        }
      }
      out.append(set).append(']');
    }

    private static String inSet(String text) {
      StringBuilder quoted = new StringBuilder();
      text.codePoints()
          .forEach(
              c -> {
                if ("[]\\^-&#".indexOf(c) >= 0 || Character.isWhitespace(c)) {
                  quoted.append(String.format("\\x%02X", c));
                } else {
                  quoted.appendCodePoint(c);
                }
              });
      return quoted.toString();
    }

    private String characterClass() {
      int end = source.indexOf(":]", at);
      if (end < 0) {
        throw invalid("brackets [] not balanced");
      }
      String name = source.substring(at + 2, end);
      at = end + 2;
      return switch (name) {
        case "alnum" -> "\\p{IsAlphabetic}\\p{IsDigit}";
        case "alpha" -> "\\p{IsAlphabetic}";
        case "blank" -> " \\t";
        case "cntrl" -> "\\p{Cntrl}";
        case "digit" -> "\\p{IsDigit}";
        case "graph" -> "\\p{Graph}";
        case "lower" -> (flags & IGNORE_CASE) != 0 ? "\\p{IsAlphabetic}" : "\\p{IsLowercase}";
        case "print" -> "\\p{Print}";
        case "punct" -> "\\p{Punct}";
        case "space" -> "\\s\\p{IsWhite_Space}";
        case "upper" -> (flags & IGNORE_CASE) != 0 ? "\\p{IsAlphabetic}" : "\\p{IsUppercase}";
        case "xdigit" -> "0-9A-Fa-f";
        case "word" -> "\\p{IsAlphabetic}\\p{IsDigit}_";
        default -> throw invalid("invalid character class");
      };
    }
  }
}
