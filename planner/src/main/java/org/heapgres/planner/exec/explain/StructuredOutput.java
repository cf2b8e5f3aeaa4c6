package org.heapgres.planner.exec.explain;

import java.math.BigDecimal;
import java.util.List;

/** Writes nested groups of properties in one format. Used for one EXPLAIN. */
abstract class StructuredOutput {
  final StringBuilder out = new StringBuilder();
  private int depth;

  abstract void begin();

  /**
   * @param label null in a list
   * @param labelled whether what is in it has labels
   */
  abstract void open(String type, String label, boolean labelled);

  abstract void close(String type);

  abstract void property(String label, Object value);

  /** A group with nothing in it but its name, in a list. */
  abstract void dummy(String type);

  abstract String end();

  final void deeper() {
    depth++;
  }

  final void higher() {
    depth--;
  }

  final void indent() {
    out.repeat(' ', 2 * depth);
  }

  /** Numbers and truth values stand as they are; everything else is text. */
  static boolean isText(Object value) {
    return switch (value) {
      case Long _, Boolean _, BigDecimal _ -> false;
      default -> true;
    };
  }

  static List<?> items(Object value) {
    return value instanceof List<?> items ? items : null;
  }

  /** As a JSON string. */
  static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
