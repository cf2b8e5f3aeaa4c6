package org.heapgres.planner.exec.window;

import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.RowOrder;

/**
 * The rows of one partition in window order, as window functions see them; rows count from 0. Peers
 * are rows that the order does not tell apart. Used by one thread.
 */
final class Partition {
  private final Execution run;
  private final Batch sorted;
  private final int start;
  private final int size;
  private final int[] peerStart;
  private final int[] peerEnd;
  private final int[] group;
  private final int[] groupStart;
  private int groups;

  /** Rows from position {@code start} to {@code end} of {@code sorted}. */
  Partition(Execution run, Batch sorted, int start, int end, RowOrder order) {
    this.run = run;
    this.sorted = sorted;
    this.start = start;
    this.size = end - start;
    this.peerStart = new int[size];
    this.peerEnd = new int[size];
    this.group = new int[size];
    this.groupStart = new int[size + 1];
    RowOrder.RowComparator comparator = order.over(sorted.columns());
    int first = 0;
    for (int i = 1; i <= size; i++) {
      if (i == size || comparator.compare(row(i - 1), row(i)) != 0) {
        for (int j = first; j < i; j++) {
          peerStart[j] = first;
          peerEnd[j] = i;
          group[j] = groups;
        }
        groupStart[groups++] = first;
        first = i;
      }
    }
    groupStart[groups] = size;
  }

  Execution run() {
    return run;
  }

  int size() {
    return size;
  }

  private int row(int index) {
    return sorted.row(start + index);
  }

  Object datum(int column, int index) {
    return sorted.column(column).datum(row(index));
  }

  /** How many groups of peers there are. */
  int groups() {
    return groups;
  }

  /** Which group of peers the row is in, from 0. */
  int group(int index) {
    return group[index];
  }

  /** The first row of a group; the partition's size for the one behind the last. */
  int groupStart(int number) {
    return groupStart[number];
  }

  /** The first of the row's peers. */
  int peerStart(int index) {
    return peerStart[index];
  }

  /** Behind the last of the row's peers. */
  int peerEnd(int index) {
    return peerEnd[index];
  }
}
