package org.heapgres.planner.exec.aggregate;

import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;

/** FILTER (WHERE ...). */
record FilteredAccumulator(int filter, Accumulator inner) implements Accumulator {
  @Override
  public void add(Execution run, Batch batch, int[] groups, int groupCount) {
    Vector.Booleans condition = (Vector.Booleans) batch.column(filter);
    int[] rows = new int[batch.size()];
    int count = 0;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (!condition.isNull(row) && condition.values()[row]) {
        rows[count++] = row;
      }
    }
    if (count > 0) {
      inner.add(run, batch.select(rows, count), groups, groupCount);
    }
  }

  @Override
  public Vector results(Execution run, int groupCount) {
    return inner.results(run, groupCount);
  }
}
