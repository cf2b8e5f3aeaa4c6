package org.heapgres.wire.internal.hba;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a file as its fields, each of one or more words with commas between them.
 *
 * @param number of the line in the file, where it begins
 */
record Line(int number, List<List<Token>> fields) {
  /** All lines that say something. A backslash at its end continues a line on the next. */
  static List<Line> of(List<String> text) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      int number = i + 1;
      StringBuilder whole = new StringBuilder(text.get(i));
      while (whole.length() > 0
          && whole.charAt(whole.length() - 1) == '\\'
          && i + 1 < text.size()) {
        whole.setLength(whole.length() - 1);
        whole.append(text.get(++i));
      }
      List<List<Token>> fields = fields(whole.toString());
      if (!fields.isEmpty()) {
        lines.add(new Line(number, fields));
      }
    }
    return lines;
  }

  private static List<List<Token>> fields(String line) {
    List<List<Token>> fields = new ArrayList<>();
    List<Token> field = new ArrayList<>();
    boolean more = false;
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
        continue;
      }
      if (c == '#') {
        break;
      }
      if (c == ',') {
        more = true;
        at++;
        continue;
      }
      if (!field.isEmpty() && !more) {
        fields.add(List.copyOf(field));
        field.clear();
      }
      more = false;
      at = word(line, at, field);
    }
    if (!field.isEmpty()) {
      fields.add(List.copyOf(field));
    }
    return fields;
  }

  /** Quotes may begin and end within a word; a doubled one stands for itself. */
  private static int word(String line, int start, List<Token> into) {
    StringBuilder text = new StringBuilder();
    boolean quoted = line.charAt(start) == '"';
    boolean inside = false;
    int at = start;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (!inside && (c == ',' || c == '#' || Character.isWhitespace(c))) {
        break;
      }
      if (c == '"') {
        if (inside && at + 1 < line.length() && line.charAt(at + 1) == '"') {
          text.append(c);
          at++;
        } else {
          inside = !inside;
        }
      } else {
        text.append(c);
      }
      at++;
    }
    into.add(new Token(text.toString(), quoted));
    return at;
  }
}
