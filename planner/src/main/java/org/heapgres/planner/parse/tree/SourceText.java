package org.heapgres.planner.parse.tree;

import java.util.IdentityHashMap;
import org.heapgres.storage.PgException;

/**
 * The text a tree was parsed from, and which part of it each stored expression or query takes:
 * defaults, checks, generated columns, index expressions and predicates, policies, view queries and
 * bodies. Filled by the parser, immutable afterwards.
 */
public final class SourceText {
  private record Range(int start, int end) {}

  private final String sql;
  private final IdentityHashMap<Node, Range> ranges = new IdentityHashMap<>();

  public SourceText(String sql) {
    this.sql = sql;
  }

  /** The whole text. */
  public String sql() {
    return sql;
  }

  /** For the parser: {@code node} was parsed from {@code start} to before {@code end}. */
  public void record(Node node, int start, int end) {
    ranges.put(node, new Range(start, end));
  }

  /** For the parser: {@code node} stands for what {@code original} was parsed from. */
  public void copy(Node original, Node node) {
    ranges.put(node, ranges.get(original));
  }

  /**
   * The text that {@code node} was parsed from, without white space around it.
   *
   * @throws IllegalArgumentException if this very node is not one that is stored as text
   */
  public String textOf(Node node) {
    Range range = range(node);
    return sql.substring(range.start, range.end);
  }

  /** Where {@link #textOf} starts in {@link #sql}. */
  public int startOf(Node node) {
    return range(node).start;
  }

  /** What is wrong in {@link #textOf} a node, with its position in the whole text. */
  public PgException located(PgException error, Node node) {
    return error.position() == 0
        ? error
        : error.withPosition(error.position() + sql.codePointCount(0, startOf(node)));
  }

  private Range range(Node node) {
    Range range = ranges.get(node);
    if (range == null) {
      throw new IllegalArgumentException(
          "no text is kept for a " + node.getClass().getSimpleName());
    }
    return range;
  }
}
