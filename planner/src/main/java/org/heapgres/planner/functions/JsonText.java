package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.List;

/**
 * A value inside valid JSON text, seen as the slice of the text it came from, so that json keeps
 * its spaces, its order and its duplicate keys.
 */
record JsonText(String source, int start, int end) {
  record Member(String key, JsonText value) {}

  static JsonText of(String text) {
    int start = skipSpace(text, 0);
    return new JsonText(text, start, valueEnd(text, start));
  }

  char kind() {
    return source.charAt(start);
  }

  boolean isObject() {
    return kind() == '{';
  }

  boolean isArray() {
    return kind() == '[';
  }

  boolean isNull() {
    return kind() == 'n';
  }

  @Override
  public String toString() {
    return source.substring(start, end);
  }

  /** Strings without quotes and escapes, null for null, else the slice. */
  String text() {
    return switch (kind()) {
      case '"' -> unescape(source, start, end);
      case 'n' -> null;
      default -> toString();
    };
  }

  List<JsonText> elements() {
    List<JsonText> elements = new ArrayList<>();
    int at = skipSpace(source, start + 1);
    while (source.charAt(at) != ']') {
      int stop = valueEnd(source, at);
      elements.add(new JsonText(source, at, stop));
      at = skipSpace(source, stop);
      if (source.charAt(at) == ',') {
        at = skipSpace(source, at + 1);
      }
    }
    return elements;
  }

  List<Member> members() {
    List<Member> members = new ArrayList<>();
    int at = skipSpace(source, start + 1);
    while (source.charAt(at) != '}') {
      int keyEnd = valueEnd(source, at);
      String key = unescape(source, at, keyEnd);
      at = skipSpace(source, skipSpace(source, keyEnd) + 1);
      int stop = valueEnd(source, at);
      members.add(new Member(key, new JsonText(source, at, stop)));
      at = skipSpace(source, stop);
      if (source.charAt(at) == ',') {
        at = skipSpace(source, at + 1);
      }
    }
    return members;
  }

  /** The last member of that name, or null. */
  JsonText field(String name) {
    if (!isObject()) {
      return null;
    }
    JsonText found = null;
    for (Member member : members()) {
      if (member.key.equals(name)) {
        found = member.value;
      }
    }
    return found;
  }

  /** Negative indexes count from the end; null outside. */
  JsonText element(int index) {
    if (!isArray()) {
      return null;
    }
    List<JsonText> elements = elements();
    int at = index < 0 ? elements.size() + index : index;
    return at >= 0 && at < elements.size() ? elements.get(at) : null;
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static int valueEnd(String text, int from) {
    int at = from;
    int depth = 0;
    do {
      char c = text.charAt(at);
      switch (c) {
        case '"' -> at = stringEnd(text, at);
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        default -> {
          at++;
          while (depth == 0 && at < text.length() && isScalar(text.charAt(at))) {
            at++;
          }
        }
      }
    } while (depth > 0);
    return at;
  }

  private static boolean isScalar(char c) {
    return Character.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.';
  }

  private static int stringEnd(String text, int from) {
    int at = from + 1;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private static String unescape(String text, int start, int end) {
    int first = text.indexOf('\\', start);
    if (first < 0 || first >= end) {
      return text.substring(start + 1, end - 1);
    }
    StringBuilder out = new StringBuilder(end - start);
    for (int i = start + 1; i < end - 1; ) {
      char c = text.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(i++);
      switch (escaped) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          char decoded = (char) Integer.parseInt(text.substring(i, i + 4), 16);
          if (decoded == 0) {
            throw new org.heapgres.storage.PgException(
                    org.heapgres.storage.SqlState.UNTRANSLATABLE_CHARACTER,
                    "unsupported Unicode escape sequence")
                .withDetail("\\u0000 cannot be converted to text.");
          }
          out.append(decoded);
          i += 4;
        }
        default -> out.append(escaped);
      }
    }
    return out.toString();
  }
}
