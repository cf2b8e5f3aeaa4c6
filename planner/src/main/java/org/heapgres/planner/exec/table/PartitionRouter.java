package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;

/**
 * Finds the partition that a row of a partitioned table goes to. Immutable but for the writers,
 * which are made when they are first needed; thread-safe if {@code writers} is.
 */
public final class PartitionRouter {
  /** A partition that takes a row: its writer, and where its columns are in the table's row. */
  @SuppressWarnings("ArrayRecordComponent")
  record Target(TableWriter writer, int[] fromParent, int[] toParent) {
    /** A row of the partitioned table as the partition has it. */
    Object[] down(Object[] row) {
      return picked(row, fromParent);
    }

    /** A row of the partition as the partitioned table has it. */
    Object[] up(Object[] row) {
      return picked(row, toParent);
    }

    private static Object[] picked(Object[] row, int[] positions) {
      Object[] result = new Object[positions.length];
      for (int c = 0; c < positions.length; c++) {
        result[c] = row[positions[c]];
      }
      return result;
    }
  }

  private final Table table;
  private final PartitionBounds bounds;
  private final List<Expression> keys;
  private final Function<Table, TableWriter> writers;

  /**
   * @param keys the partition key's columns and expressions, over the table's columns
   */
  public PartitionRouter(
      Table table,
      PartitionBounds bounds,
      List<Expression> keys,
      Function<Table, TableWriter> writers) {
    this.table = table;
    this.bounds = bounds;
    this.keys = List.copyOf(keys);
    this.writers = writers;
  }

  Table table() {
    return table;
  }

  PartitionBounds bounds() {
    return bounds;
  }

  Object[] key(Execution run, Batch row) {
    Object[] values = new Object[keys.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = keys.get(k).evaluateRow(run, row);
    }
    return values;
  }

  /** Null when no partition takes the row. */
  Target find(Execution run, Batch row) {
    Table partition = bounds.find(key(run, row));
    return partition == null
        ? null
        : new Target(
            writers.apply(partition), table.positionsOf(partition), partition.positionsOf(table));
  }

  /** The partition's indexes that belong to those of the partitioned table. */
  static List<Index> indexesOf(Table partition, List<Index> parents) {
    List<Index> result = new ArrayList<>();
    for (Index index : partition.indexes()) {
      Integer parent = partition.inheritance().indexParents().get(index.oid());
      if (parent != null && parents.stream().anyMatch(p -> p.oid() == parent)) {
        result.add(index);
      }
    }
    return result;
  }
}
