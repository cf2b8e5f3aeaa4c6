package org.heapgres.planner.exec.aggregate;

import java.util.Arrays;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;

/** ORDER BY within an aggregate: keeps all rows, and hands them on in order at the end. */
final class OrderedAccumulator implements Accumulator {
  private final AggregateCall call;
  private final Accumulator inner;
  private RowBuffer rows;
  private int[] rowGroups = new int[Batch.TARGET_SIZE];

  OrderedAccumulator(AggregateCall call, Accumulator inner) {
    this.call = call;
    this.inner = inner;
  }

  @Override
  public void add(Execution run, Batch batch, int[] groups, int groupCount) {
    if (rows == null) {
      VectorKind[] kinds = new VectorKind[batch.width()];
      for (int c = 0; c < kinds.length; c++) {
        kinds[c] = batch.column(c).kind();
      }
      rows = new RowBuffer(kinds);
    }
    int start = rows.size();
    if (start + batch.size() > rowGroups.length) {
      rowGroups = Arrays.copyOf(rowGroups, (start + batch.size()) * 2);
    }
    for (int i = 0; i < batch.size(); i++) {
      rowGroups[start + i] = groups[batch.row(i)];
    }
    rows.add(batch);
  }

  @Override
  public Vector results(Execution run, int groupCount) {
    if (rows != null) {
      Batch all = rows.take();
      Batch sorted = all.select(call.order().sort(all), all.size());
      inner.add(run, sorted, rowGroups, groupCount);
    }
    return inner.results(run, groupCount);
  }
}
