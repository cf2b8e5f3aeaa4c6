package org.heapgres.planner.exec.aggregate;

import java.util.List;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.types.PgType;

/**
 * One aggregate of a query.
 *
 * @param arguments columns of the input
 * @param filter boolean column of the input that says which rows count; -1 for all
 * @param distinct whether equal arguments count once
 * @param order ORDER BY within the aggregate, over the input's columns; null for none
 * @param text for EXPLAIN
 */
public record AggregateCall(
    AggregateKind kind,
    List<Integer> arguments,
    List<PgType> argumentTypes,
    PgType type,
    int filter,
    boolean distinct,
    RowOrder order,
    String text) {
  public AggregateCall {
    arguments = List.copyOf(arguments);
    argumentTypes = List.copyOf(argumentTypes);
  }

  public Accumulator open() {
    Accumulator accumulator = kind.open(this);
    if (order != null) {
      accumulator = new OrderedAccumulator(this, accumulator);
    }
    if (distinct) {
      accumulator = new DistinctAccumulator(this, accumulator);
    }
    if (filter >= 0) {
      accumulator = new FilteredAccumulator(filter, accumulator);
    }
    return accumulator;
  }
}
