package org.heapgres.planner.exec.aggregate;

import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;

/** The running values of one aggregate for all groups. Used by one thread at a time. */
public interface Accumulator {
  /**
   * Takes the batch's rows.
   *
   * @param groups the group of each row, by row index
   * @param groupCount all groups so far are below it
   */
  void add(Execution run, Batch batch, int[] groups, int groupCount);

  /** What it keeps of the rows themselves, so far. */
  default long bytes() {
    return 0;
  }

  /** The value of each group from 0 to {@code groupCount}. */
  Vector results(Execution run, int groupCount);
}
