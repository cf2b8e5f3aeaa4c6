package org.heapgres.planner.functions;

import java.util.List;
import org.heapgres.planner.types.TextCodecs;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The function format(): %s, %I and %L with positions and widths. */
final class TextFormat {
  private final String format;
  private final List<String> arguments;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int next;

  private TextFormat(String format, List<String> arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  /** A null argument is SQL NULL. */
  static String format(String format, List<String> arguments) {
    TextFormat formatter = new TextFormat(format, arguments);
    formatter.run();
    return formatter.out.toString();
  }

  private void run() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        out.append(c);
      } else {
        need();
        if (format.charAt(at) == '%') {
          out.append('%');
          at++;
        } else {
          specifier();
        }
      }
    }
  }

  private void need() {
    if (at >= format.length()) {
      throw Errors.invalidParameter("unterminated format() type specifier")
          .withHint("For a single \"%\" use \"%%\".");
    }
  }

  private int number() {
    int start = at;
    long value = 0;
    while (at < format.length() && Character.isDigit(format.charAt(at))) {
      value = value * 10 + format.charAt(at++) - '0';
      if (value > Integer.MAX_VALUE) {
        throw new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "number is out of range");
      }
    }
    need();
    return at == start ? -1 : (int) value;
  }

  private void specifier() {
    int position = -1;
    boolean left = false;
    int width = 0;
    int leading = number();
    if (leading >= 0 && format.charAt(at) == '$') {
      position = leading;
      if (position == 0) {
        throw Errors.invalidParameter(
            "format specifies argument 0, but arguments are numbered from 1");
      }
      at++;
      need();
      leading = -1;
    }
    if (leading >= 0) {
      width = leading;
    } else {
      while (format.charAt(at) == '-') {
        left = true;
        at++;
        need();
      }
      if (format.charAt(at) == '*') {
        at++;
        need();
        int widthPosition = number();
        if (widthPosition >= 0) {
          if (widthPosition == 0) {
            throw Errors.invalidParameter(
                "format specifies argument 0, but arguments are numbered from 1");
          }
          if (format.charAt(at) != '$') {
            throw Errors.invalidParameter("width argument position must be ended by \"$\"");
          }
          at++;
          need();
        }
        String text = argument(widthPosition);
        width = text == null ? 0 : Integer.parseInt(text.strip());
      } else {
        width = Math.max(0, number());
      }
    }
    if (width < 0) {
      left = true;
      width = -width;
    }
    char conversion = format.charAt(at);
    if (conversion != 's' && conversion != 'I' && conversion != 'L') {
      throw Errors.invalidParameter(
              "unrecognized format() type specifier \""
                  + format.substring(at, format.offsetByCodePoints(at, 1))
                  + "\"")
          .withHint("For a single \"%\" use \"%%\".");
    }
    at++;
    append(converted(conversion, argument(position)), width, left);
  }

  private String argument(int position) {
    if (position > 0) {
      next = position;
    } else {
      next++;
    }
    if (next > arguments.size()) {
      throw Errors.invalidParameter("too few arguments for format()");
    }
    return arguments.get(next - 1);
  }

  private static String converted(char conversion, String value) {
    if (conversion == 's') {
      return value == null ? "" : value;
    }
    if (conversion == 'L') {
      return value == null ? "NULL" : Quoting.literal(value);
    }
    if (value == null) {
      throw new PgException(
          SqlState.NULL_VALUE_NOT_ALLOWED, "null values cannot be formatted as an SQL identifier");
    }
    return Quoting.identifier(value);
  }

  private void append(String value, int width, boolean left) {
    int missing = width - TextCodecs.codePoints(value);
    if (!left) {
      out.repeat(' ', Math.max(0, missing));
    }
    out.append(value);
    if (left) {
      out.repeat(' ', Math.max(0, missing));
    }
  }
}
