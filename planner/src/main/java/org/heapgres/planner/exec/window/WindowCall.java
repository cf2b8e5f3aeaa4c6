package org.heapgres.planner.exec.window;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * One window function of a query.
 *
 * @param arguments columns of the input
 * @param filter boolean column that says which rows an aggregate counts; -1 for all
 */
public record WindowCall(
    WindowFunction function, List<Integer> arguments, int filter, PgType type, Frame frame) {
  public WindowCall {
    arguments = List.copyOf(arguments);
  }

  /** Whether FILTER lets a row count. */
  boolean counts(Partition partition, int row) {
    return filter < 0 || Boolean.TRUE.equals(partition.datum(filter, row));
  }
}
