package org.heapgres.planner.types;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.storage.PgException;
import org.heapgres.storage.value.Geometry.Point;

/** Reads the text of a geometric value from left to right. Used for one value. */
final class GeometryReader {
  private static final char END = 0;
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:0x[0-9a-f]+|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?|nan)",
          Pattern.CASE_INSENSITIVE);

  /** Some points, and whether they stood in brackets. */
  record Points(List<Point> points, boolean open) {}

  private final String type;
  private final String text;
  private int at;

  GeometryReader(String type, String text) {
    this.type = type;
    this.text = text;
  }

  PgException invalid() {
    return TypeCodec.invalidSyntax(type, text);
  }

  char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  void skipSpaces() {
    while (at < text.length() && IntegerCodecs.isSpace(text.charAt(at))) {
      at++;
    }
  }

  boolean take(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  void require(char c) {
    if (!take(c)) {
      throw invalid();
    }
  }

  void requireEnd() {
    if (at < text.length()) {
      throw invalid();
    }
  }

  /** Whether what follows a parenthesis is another one; takes the first if so. */
  boolean takeOuterParenthesis() {
    int next = at + 1;
    while (next < text.length() && IntegerCodecs.isSpace(text.charAt(next))) {
      next++;
    }
    if (next < text.length() && text.charAt(next) == '(') {
      at = next;
      return true;
    }
    return false;
  }

  /** Whether this is the last opening parenthesis; takes it if so. */
  boolean takeOnlyParenthesis() {
    return text.lastIndexOf('(') == at && take('(');
  }

  double number() {
    skipSpaces();
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      throw invalid();
    }
    at = matcher.end();
    double value = FloatCodecs.parseDouble(matcher.group(), matcher.group(), "double precision");
    skipSpaces();
    return value;
  }

  Point point() {
    skipSpaces();
    boolean enclosed = take('(');
    double x = number();
    require(',');
    double y = number();
    if (enclosed) {
      require(')');
      skipSpaces();
    }
    return new Point(x, y);
  }

  /** How many points the commas make; 22P02 when they are not in pairs. */
  int count() {
    int commas = (int) text.chars().filter(c -> c == ',').count();
    if (commas % 2 == 0) {
      throw invalid();
    }
    return (commas + 1) / 2;
  }

  /** That many points, in parentheses, in brackets if {@code mayBeOpen}, or in nothing. */
  Points points(int count, boolean mayBeOpen) {
    skipSpaces();
    int depth = 0;
    boolean open = peek() == '[';
    if (open) {
      if (!mayBeOpen) {
        throw invalid();
      }
      at++;
      depth++;
    } else if (peek() == '(' && (takeOuterParenthesis() || takeOnlyParenthesis())) {
      depth++;
    }
    List<Point> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      points.add(point());
      take(',');
    }
    for (; depth > 0; depth--) {
      if (!take(')') && !(open && depth == 1 && take(']'))) {
        throw invalid();
      }
      skipSpaces();
    }
    return new Points(points, open);
  }
}
