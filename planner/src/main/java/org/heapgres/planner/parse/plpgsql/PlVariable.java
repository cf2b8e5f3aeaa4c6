package org.heapgres.planner.parse.plpgsql;

import java.util.List;

/**
 * A variable of a block, or one that a function has from the start.
 *
 * @param type null for one that the parser was given
 * @param initial null for NULL
 * @param cursor what a bound cursor runs; null for any other variable
 */
public record PlVariable(
    int number,
    String name,
    Type type,
    boolean constant,
    boolean notNull,
    PlSql initial,
    BoundCursor cursor,
    int line) {

  /** What it is declared as. */
  public sealed interface Type {}

  /** A type's name, as SQL writes it. */
  public record Named(String text, int start) implements Type {}

  /** {@code x%TYPE} of another variable. */
  public record OfVariable(int number, boolean array) implements Type {}

  /** {@code table.column%TYPE}. */
  public record OfColumn(List<String> names, boolean array) implements Type {}

  /** {@code table%ROWTYPE}. */
  public record RowOf(List<String> names, boolean array) implements Type {}

  /** RECORD: whatever row it is given. */
  public record AnyRecord() implements Type {}

  /** The integer that a loop counts in. */
  public record LoopInteger() implements Type {}

  /** The text behind SQLSTATE and SQLERRM. */
  public record ErrorText() implements Type {}

  /** The cursor's query; its arguments are variables. {@code scroll} null for neither word. */
  public record BoundCursor(PlSql query, List<Integer> arguments, Boolean scroll) {
    public BoundCursor {
      arguments = List.copyOf(arguments);
    }
  }
}
