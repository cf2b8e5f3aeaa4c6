package org.heapgres.planner.exec.aggregate;

import java.util.Arrays;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorBuilder;

/**
 * Where a row of the direct arguments would stand among the rows of its group (manual, 9.21). The
 * first half of the arguments is that row, the second half the ordering columns; rows arrive in
 * order.
 */
final class HypotheticalSet implements Accumulator {
  /** What is asked of the place. */
  enum Question {
    RANK,
    DENSE_RANK,
    PERCENT_RANK,
    CUME_DIST
  }

  private final AggregateCall call;
  private final Question question;
  private long[] before = new long[16];
  private long[] distinctBefore = new long[16];
  private long[] peers = new long[16];
  private long[] rows = new long[16];
  private Object[][] previous = new Object[16][];

  HypotheticalSet(AggregateCall call, Question question) {
    this.call = call;
    this.question = question;
  }

  private void reserve(int groupCount) {
    if (groupCount > rows.length) {
      int size = Math.max(groupCount, rows.length * 2);
      before = Arrays.copyOf(before, size);
      distinctBefore = Arrays.copyOf(distinctBefore, size);
      peers = Arrays.copyOf(peers, size);
      rows = Arrays.copyOf(rows, size);
      previous = Arrays.copyOf(previous, size);
    }
  }

  @Override
  public void add(Execution run, Batch batch, int[] groups, int groupCount) {
    reserve(groupCount);
    int half = call.arguments().size() / 2;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      int group = groups[row];
      Object[] values = new Object[half];
      Object[] hypothetical = new Object[half];
      for (int k = 0; k < half; k++) {
        hypothetical[k] = batch.column(call.arguments().get(k)).datum(row);
        values[k] = batch.column(call.arguments().get(half + k)).datum(row);
      }
      rows[group]++;
      int order = compare(values, hypothetical);
      if (order < 0) {
        before[group]++;
        if (previous[group] == null || compare(previous[group], values) != 0) {
          distinctBefore[group]++;
        }
        previous[group] = values;
      } else if (order == 0) {
        peers[group]++;
      }
    }
  }

  /** A column that is ordered by twice has one key. */
  private RowOrder.Key key(int column) {
    return call.order().keys().stream()
        .filter(key -> key.column() == column)
        .findFirst()
        .orElseThrow();
  }

  private int compare(Object[] left, Object[] right) {
    for (int k = 0; k < left.length; k++) {
      RowOrder.Key key = key(call.arguments().get(left.length + k));
      if (left[k] == null || right[k] == null) {
        if (left[k] != right[k]) {
          return (left[k] == null) == key.nullsFirst() ? -1 : 1;
        }
        continue;
      }
      int order = key.type().compare(left[k], right[k]);
      if (order != 0) {
        return key.descending() ? -order : order;
      }
    }
    return 0;
  }

  @Override
  public Vector results(Execution run, int groupCount) {
    reserve(groupCount);
    VectorBuilder builder = new VectorBuilder(Kinds.of(call.type()), groupCount);
    for (int g = 0; g < groupCount; g++) {
      builder.append(
          switch (question) {
            case RANK -> before[g] + 1;
            case DENSE_RANK -> distinctBefore[g] + 1;
            case PERCENT_RANK -> rows[g] == 0 ? 0.0 : (double) before[g] / rows[g];
            case CUME_DIST -> (double) (before[g] + peers[g] + 1) / (rows[g] + 1);
          });
    }
    return builder.build();
  }
}
