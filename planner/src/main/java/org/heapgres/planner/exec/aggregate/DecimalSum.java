package org.heapgres.planner.exec.aggregate;

import java.math.BigDecimal;
import java.util.Arrays;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.functions.NumericFunctions;
import org.heapgres.storage.value.Numeric;

/** sum and avg of numeric: in 64 bits while they last, then as long as it takes. */
final class DecimalSum implements Accumulator {
  private final int argument;
  private final boolean average;

  /** At {@link #scale}; those of groups in {@link #open} count. */
  private long[] sums = new long[16];

  private boolean[] open = new boolean[16];
  private int scale = -1;

  /** What 64 bits did not hold; null for nothing. */
  private Numeric[] rest = new Numeric[16];

  private long[] counts = new long[16];

  DecimalSum(AggregateCall call, boolean average) {
    this.argument = call.arguments().getFirst();
    this.average = average;
  }

  private void reserve(int groupCount) {
    if (groupCount > sums.length) {
      int capacity = Math.max(groupCount, sums.length * 2);
      sums = Arrays.copyOf(sums, capacity);
      open = Arrays.copyOf(open, capacity);
      rest = Arrays.copyOf(rest, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
  }

  @Override
  public void add(Execution run, Batch batch, int[] groups, int groupCount) {
    reserve(groupCount);
    Vector vector = batch.column(argument);
    if (vector instanceof Vector.Decimals decimals) {
      if (decimals.scale() != scale) {
        for (int group = 0; group < open.length; group++) {
          close(group);
        }
        scale = decimals.scale();
      }
      if (groupCount == 1 && decimals.nulls() == null) {
        addAll(decimals.values(), batch);
      } else {
        add(decimals, batch, groups);
      }
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      Numeric value = (Numeric) vector.datum(row);
      if (value != null) {
        addToRest(groups[row], value);
        counts[groups[row]]++;
      }
    }
  }

  private void addAll(long[] values, Batch batch) {
    long sum = sums[0];
    for (int i = 0; i < batch.size(); i++) {
      long value = values[batch.row(i)];
      long next = sum + value;
      if (((sum ^ next) & (value ^ next)) < 0) {
        sums[0] = sum;
        open[0] = true;
        close(0);
        next = value;
      }
      sum = next;
    }
    sums[0] = sum;
    open[0] = true;
    counts[0] += batch.size();
  }

  private void add(Vector.Decimals decimals, Batch batch, int[] groups) {
    long[] values = decimals.values();
    boolean[] nulls = decimals.nulls();
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (nulls != null && nulls[row]) {
        continue;
      }
      int group = groups[row];
      long value = values[row];
      long sum = sums[group] + value;
      if (((sums[group] ^ sum) & (value ^ sum)) < 0) {
        close(group);
        sum = value;
      }
      sums[group] = sum;
      open[group] = true;
      counts[group]++;
    }
  }

  /** Moves a group's sum where there is room for it. */
  private void close(int group) {
    if (open[group]) {
      addToRest(group, Numeric.of(BigDecimal.valueOf(sums[group], scale)));
      sums[group] = 0;
      open[group] = false;
    }
  }

  private void addToRest(int group, Numeric value) {
    rest[group] = rest[group] == null ? value : NumericFunctions.numericAdd(rest[group], value);
  }

  @Override
  public Vector results(Execution run, int groupCount) {
    reserve(groupCount);
    if (!average && allOpen(groupCount)) {
      return new Vector.Decimals(Arrays.copyOf(sums, groupCount), scale, null);
    }
    Object[] values = new Object[groupCount];
    for (int group = 0; group < groupCount; group++) {
      close(group);
      Numeric sum = rest[group];
      values[group] =
          sum == null || !average
              ? sum
              : NumericFunctions.numericDiv(sum, Numeric.of(counts[group]));
    }
    return new Vector.Objects(values);
  }

  private boolean allOpen(int groupCount) {
    for (int group = 0; group < groupCount; group++) {
      if (!open[group] || rest[group] != null) {
        return false;
      }
    }
    return groupCount > 0;
  }
}
