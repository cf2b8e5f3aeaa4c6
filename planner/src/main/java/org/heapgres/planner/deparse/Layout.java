package org.heapgres.planner.deparse;

/**
 * Text with line breaks and indentation as PostgreSQL's definition functions have them. One thread.
 */
final class Layout {
  /** A clause of a query. */
  static final int STANDARD = 8;

  static final int JOIN = 4;
  static final int VARIABLE = 4;

  private final StringBuilder out;
  private int level;

  Layout(StringBuilder out, int level) {
    this.out = out;
    this.level = level;
  }

  StringBuilder out() {
    return out;
  }

  int level() {
    return level;
  }

  void indent(int change) {
    level += change;
  }

  Layout add(String text) {
    out.append(text);
    return this;
  }

  /** A word on a new line. */
  void keyword(String text, int before, int after, int plus) {
    level += before;
    trim();
    out.append('\n').append(" ".repeat(Math.max(level, 0) + plus)).append(text);
    level = Math.max(level + after, 0);
  }

  /** Removes trailing spaces. */
  void trim() {
    while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
  }
}
