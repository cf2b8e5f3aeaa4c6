package org.heapgres.planner.exec.window;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.RowOrder;

/** Takes sorted rows apart into partitions and computes the functions over each. */
public final class WindowRun {
  private WindowRun() {}

  /** By function, then by position in {@code sorted}. */
  public static Object[][] compute(
      Execution run, Batch sorted, RowOrder partition, RowOrder order, List<WindowCall> calls) {
    Object[][] values = new Object[calls.size()][sorted.size()];
    RowOrder.RowComparator comparator = partition.over(sorted.columns());
    int start = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      if (i == sorted.size() || comparator.compare(sorted.row(i - 1), sorted.row(i)) != 0) {
        run.checkCancel();
        Partition rows = new Partition(run, sorted, start, i, order);
        for (int f = 0; f < values.length; f++) {
          WindowCall call = calls.get(f);
          Object[] computed = call.function().compute(rows, call);
          System.arraycopy(computed, 0, values[f], start, computed.length);
        }
        start = i;
      }
    }
    return values;
  }
}
