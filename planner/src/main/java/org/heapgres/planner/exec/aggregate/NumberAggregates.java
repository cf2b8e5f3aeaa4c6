package org.heapgres.planner.exec.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorBuilder;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Numeric;

/** The aggregates of analytic queries over arrays of numbers. */
public final class NumberAggregates {
  private NumberAggregates() {}

  /** count(*), and count(x) with one argument. */
  public static final AggregateKind COUNT = Count::new;

  /** sum(int2) and sum(int4), an int8. */
  public static final AggregateKind SUM_INTS = IntegerSum::new;

  /** sum(int8), a numeric. */
  public static final AggregateKind SUM_LONGS = LongSum::new;

  /** sum of float4 (a float4) and of float8. */
  public static final AggregateKind SUM_FLOATS = FloatSum::new;

  /** avg of float4 and float8, a float8. */
  public static final AggregateKind AVERAGE_FLOATS = FloatAverage::new;

  /** min of any type with an order. */
  public static final AggregateKind MINIMUM = call -> new Extreme(call, -1);

  /** max of any type with an order. */
  public static final AggregateKind MAXIMUM = call -> new Extreme(call, 1);

  private static long[] grow(long[] values, int count) {
    return count <= values.length
        ? values
        : Arrays.copyOf(values, Math.max(count, values.length * 2));
  }

  private static double[] grow(double[] values, int count) {
    return count <= values.length
        ? values
        : Arrays.copyOf(values, Math.max(count, values.length * 2));
  }

  private static final class Count implements Accumulator {
    private final int argument;
    private long[] counts = new long[16];

    Count(AggregateCall call) {
      argument = call.arguments().isEmpty() ? -1 : call.arguments().getFirst();
    }

    @Override
    public void add(Execution run, Batch batch, int[] groups, int groupCount) {
      counts = grow(counts, groupCount);
      boolean[] nulls = argument < 0 ? null : batch.column(argument).nulls();
      if (groupCount == 1 && nulls == null) {
        counts[0] += batch.size();
        return;
      }
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (nulls == null || !nulls[row]) {
          counts[groups[row]]++;
        }
      }
    }

    @Override
    public Vector results(Execution run, int groupCount) {
      counts = grow(counts, groupCount);
      return new Vector.Longs(Arrays.copyOf(counts, groupCount), null);
    }
  }

  /** Sums of int2 or int4 and how many there were. */
  private static class IntegerSum implements Accumulator {
    final int argument;
    long[] sums = new long[16];
    long[] counts = new long[16];

    IntegerSum(AggregateCall call) {
      argument = call.arguments().getFirst();
    }

    @Override
    public void add(Execution run, Batch batch, int[] groups, int groupCount) {
      sums = grow(sums, groupCount);
      counts = grow(counts, groupCount);
      Vector.Ints vector = (Vector.Ints) batch.column(argument);
      int[] values = vector.values();
      boolean[] nulls = vector.nulls();
      if (groupCount == 1 && nulls == null) {
        sums[0] += sum(values, batch);
        counts[0] += batch.size();
        return;
      }
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (nulls == null || !nulls[row]) {
          sums[groups[row]] += values[row];
          counts[groups[row]]++;
        }
      }
    }

    private static long sum(int[] values, Batch batch) {
      int size = batch.size();
      int[] selection = batch.selection();
      long sum = 0;
      if (selection == null) {
        for (int i = 0; i < size; i++) {
          sum += values[i];
        }
      } else {
        for (int i = 0; i < size; i++) {
          sum += values[selection[i]];
        }
      }
      return sum;
    }

    @Override
    public Vector results(Execution run, int groupCount) {
      sums = grow(sums, groupCount);
      counts = grow(counts, groupCount);
      VectorBuilder builder = new VectorBuilder(VectorKind.LONG, groupCount);
      for (int group = 0; group < groupCount; group++) {
        if (counts[group] == 0) {
          builder.appendNull();
        } else {
          builder.appendLong(sums[group]);
        }
      }
      return builder.build();
    }
  }

  /** Sums of int8: 64 bits while they last, then as long as it takes. */
  private static class LongSum implements Accumulator {
    final int argument;
    long[] sums = new long[16];
    long[] counts = new long[16];
    BigInteger[] overflow = new BigInteger[0];

    LongSum(AggregateCall call) {
      argument = call.arguments().getFirst();
    }

    @Override
    public void add(Execution run, Batch batch, int[] groups, int groupCount) {
      sums = grow(sums, groupCount);
      counts = grow(counts, groupCount);
      Vector vector = batch.column(argument);
      boolean[] nulls = vector.nulls();
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (nulls != null && nulls[row]) {
          continue;
        }
        int group = groups[row];
        long value =
            vector instanceof Vector.Ints ints
                ? ints.values()[row]
                : ((Vector.Longs) vector).values()[row];
        long sum = sums[group] + value;
        if (((sums[group] ^ sum) & (value ^ sum)) < 0) {
          spill(group);
          sum = value;
        }
        sums[group] = sum;
        counts[group]++;
      }
    }

    private void spill(int group) {
      if (group >= overflow.length) {
        overflow = Arrays.copyOf(overflow, sums.length);
      }
      BigInteger before = overflow[group] == null ? BigInteger.ZERO : overflow[group];
      overflow[group] = before.add(BigInteger.valueOf(sums[group]));
    }

    BigInteger total(int group) {
      BigInteger rest = BigInteger.valueOf(sums[group]);
      return group < overflow.length && overflow[group] != null ? overflow[group].add(rest) : rest;
    }

    Object result(int group) {
      return Numeric.of(new BigDecimal(total(group)));
    }

    @Override
    public Vector results(Execution run, int groupCount) {
      sums = grow(sums, groupCount);
      counts = grow(counts, groupCount);
      Object[] values = new Object[groupCount];
      for (int group = 0; group < groupCount; group++) {
        values[group] = counts[group] == 0 ? null : result(group);
      }
      return new Vector.Objects(values);
    }
  }

  private static class FloatSum implements Accumulator {
    final AggregateCall call;
    final int argument;
    double[] sums = new double[16];
    long[] counts = new long[16];

    FloatSum(AggregateCall call) {
      this.call = call;
      argument = call.arguments().getFirst();
    }

    @Override
    public void add(Execution run, Batch batch, int[] groups, int groupCount) {
      sums = grow(sums, groupCount);
      counts = grow(counts, groupCount);
      Vector.Doubles vector = (Vector.Doubles) batch.column(argument);
      double[] values = vector.values();
      boolean[] nulls = vector.nulls();
      boolean narrow = narrow() && vector.kind() == VectorKind.FLOAT;
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (nulls == null || !nulls[row]) {
          int group = groups[row];
          double before = sums[group];
          double exact = before + values[row];
          double sum = narrow ? (float) exact : exact;
          if (Double.isInfinite(sum)
              && !Double.isInfinite(before)
              && !Double.isInfinite(values[row])) {
            throw new PgException(
                SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
          }
          sums[group] = sum;
          counts[group]++;
        }
      }
    }

    boolean narrow() {
      return true;
    }

    double result(int group) {
      return sums[group];
    }

    VectorKind resultKind() {
      return call.type().oid() == 700 ? VectorKind.FLOAT : VectorKind.DOUBLE;
    }

    @Override
    public Vector results(Execution run, int groupCount) {
      sums = grow(sums, groupCount);
      counts = grow(counts, groupCount);
      VectorBuilder builder = new VectorBuilder(resultKind(), groupCount);
      for (int group = 0; group < groupCount; group++) {
        if (counts[group] == 0) {
          builder.appendNull();
        } else {
          builder.appendDouble(result(group));
        }
      }
      return builder.build();
    }
  }

  private static final class FloatAverage extends FloatSum {
    FloatAverage(AggregateCall call) {
      super(call);
    }

    @Override
    boolean narrow() {
      return false;
    }

    @Override
    double result(int group) {
      return sums[group] / counts[group];
    }

    @Override
    VectorKind resultKind() {
      return VectorKind.DOUBLE;
    }
  }

  private static final class Extreme implements Accumulator {
    private final AggregateCall call;
    private final int argument;
    private final int sign;
    private Object[] best = new Object[16];

    Extreme(AggregateCall call, int sign) {
      this.call = call;
      this.argument = call.arguments().getFirst();
      this.sign = sign;
    }

    @Override
    public void add(Execution run, Batch batch, int[] groups, int groupCount) {
      reserve(groupCount);
      Vector vector = batch.column(argument);
      if (groupCount == 1) {
        int at = extreme(vector, batch);
        if (at >= 0) {
          take(0, vector.datum(at));
          return;
        }
      }
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        Object datum = vector.datum(row);
        if (datum != null) {
          take(groups[row], datum);
        }
      }
    }

    private void take(int group, Object datum) {
      Object known = best[group];
      if (known == null
          || Integer.signum(call.argumentTypes().getFirst().compare(datum, known)) == sign) {
        best[group] = datum;
      }
    }

    /** The row with the least or greatest value; -1 when it is not to be told from an array. */
    private int extreme(Vector vector, Batch batch) {
      int at = batch.row(0);
      int size = batch.size();
      switch (vector) {
        case Vector.Ints(var _, int[] values, boolean[] nulls) when nulls == null -> {
          for (int i = 1; i < size; i++) {
            int row = batch.row(i);
            if (sign < 0 ? values[row] < values[at] : values[row] > values[at]) {
              at = row;
            }
          }
        }
        case Vector.Longs(long[] values, boolean[] nulls) when nulls == null ->
            at = extreme(values, batch);
        case Vector.Decimals(long[] values, int _, boolean[] nulls) when nulls == null ->
            at = extreme(values, batch);
        case Vector.Doubles(var _, double[] values, boolean[] nulls) when nulls == null -> {
          for (int i = 1; i < size; i++) {
            int row = batch.row(i);
            int order = values[row] == values[at] ? 0 : Double.compare(values[row], values[at]);
            if (Integer.signum(order) == sign) {
              at = row;
            }
          }
        }
        default -> {
          return -1;
        }
      }
      return at;
    }

    private int extreme(long[] values, Batch batch) {
      int at = batch.row(0);
      for (int i = 1; i < batch.size(); i++) {
        int row = batch.row(i);
        if (sign < 0 ? values[row] < values[at] : values[row] > values[at]) {
          at = row;
        }
      }
      return at;
    }

    private void reserve(int groupCount) {
      if (groupCount > best.length) {
        best = Arrays.copyOf(best, Math.max(groupCount, best.length * 2));
      }
    }

    @Override
    public Vector results(Execution run, int groupCount) {
      reserve(groupCount);
      VectorBuilder builder = new VectorBuilder(Kinds.of(call.type()), groupCount);
      for (int group = 0; group < groupCount; group++) {
        builder.append(best[group]);
      }
      return builder.build();
    }
  }
}
