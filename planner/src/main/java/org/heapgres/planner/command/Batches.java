package org.heapgres.planner.command;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorBuilder;
import org.heapgres.planner.types.PgType;

/** Rows of datums as batches. */
public final class Batches {
  private Batches() {}

  /** All rows in one batch. */
  public static Batch of(List<PgType> types, List<Object[]> rows) {
    Vector[] columns = new Vector[types.size()];
    for (int c = 0; c < columns.length; c++) {
      VectorBuilder builder = new VectorBuilder(Kinds.of(types.get(c)), rows.size());
      for (Object[] row : rows) {
        builder.append(row[c]);
      }
      columns[c] = builder.build();
    }
    return new Batch(columns, rows.size());
  }

  static Outcome.RowSource source(List<PgType> types, Iterable<Object[]> rows) {
    Iterator<Object[]> iterator = rows.iterator();
    return () -> {
      List<Object[]> next = new ArrayList<>();
      while (next.size() < Batch.TARGET_SIZE && iterator.hasNext()) {
        next.add(iterator.next());
      }
      return next.isEmpty() ? null : of(types, next);
    };
  }
}
