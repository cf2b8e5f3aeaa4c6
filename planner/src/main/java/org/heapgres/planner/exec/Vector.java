package org.heapgres.planner.exec;

import java.math.BigDecimal;
import java.util.Arrays;
import org.heapgres.storage.value.Numeric;

/**
 * Values of one column. Immutable once handed out (nobody may write to the arrays), so operators
 * keep and share vectors freely.
 *
 * <p>A row index is an index into the arrays; a batch with a selection uses only some of them, and
 * the others may hold anything. {@code nulls} is null when no row is NULL.
 */
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Vector {
  VectorKind kind();

  /** Null when no row is NULL. */
  boolean[] nulls();

  /** How many rows the arrays have. */
  int size();

  /** The value as the Java object that stands for it, null for SQL NULL. */
  Object datum(int row);

  default boolean isNull(int row) {
    boolean[] nulls = nulls();
    return nulls != null && nulls[row];
  }

  /** A dense copy of {@code count} rows; index -1 gives NULL. */
  Vector gather(int[] rows, int count);

  /** bool. */
  record Booleans(boolean[] values, boolean[] nulls) implements Vector {
    @Override
    public VectorKind kind() {
      return VectorKind.BOOLEAN;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Object datum(int row) {
      return isNull(row) ? null : (Object) values[row];
    }

    @Override
    public Vector gather(int[] rows, int count) {
      boolean[] out = new boolean[count];
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (row >= 0) {
          out[i] = values[row];
        }
      }
      return new Booleans(out, Vectors.gatherNulls(nulls, rows, count));
    }
  }

  /** int2, int4, date: {@code kind} says whether a datum is a Short or an Integer. */
  record Ints(VectorKind kind, int[] values, boolean[] nulls) implements Vector {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Object datum(int row) {
      if (isNull(row)) {
        return null;
      }
      return kind == VectorKind.SHORT ? (Object) (short) values[row] : (Object) values[row];
    }

    @Override
    public Vector gather(int[] rows, int count) {
      int[] out = new int[count];
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (row >= 0) {
          out[i] = values[row];
        }
      }
      return new Ints(kind, out, Vectors.gatherNulls(nulls, rows, count));
    }
  }

  /** int8, oid, time, timestamps. */
  record Longs(long[] values, boolean[] nulls) implements Vector {
    @Override
    public VectorKind kind() {
      return VectorKind.LONG;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Object datum(int row) {
      return isNull(row) ? null : (Object) values[row];
    }

    @Override
    public Vector gather(int[] rows, int count) {
      long[] out = new long[count];
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (row >= 0) {
          out[i] = values[row];
        }
      }
      return new Longs(out, Vectors.gatherNulls(nulls, rows, count));
    }
  }

  /** float4 and float8: {@code kind} says whether a datum is a Float or a Double. */
  record Doubles(VectorKind kind, double[] values, boolean[] nulls) implements Vector {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Object datum(int row) {
      if (isNull(row)) {
        return null;
      }
      return kind == VectorKind.FLOAT ? (Object) (float) values[row] : (Object) values[row];
    }

    @Override
    public Vector gather(int[] rows, int count) {
      double[] out = new double[count];
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (row >= 0) {
          out[i] = values[row];
        }
      }
      return new Doubles(kind, out, Vectors.gatherNulls(nulls, rows, count));
    }
  }

  /**
   * numeric, where all values have the same scale and 64 bits hold them without their point; of
   * kind OBJECT, like the numerics that are kept as objects.
   */
  record Decimals(long[] values, int scale, boolean[] nulls) implements Vector {
    @Override
    public VectorKind kind() {
      return VectorKind.OBJECT;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Object datum(int row) {
      return isNull(row) ? null : Numeric.of(BigDecimal.valueOf(values[row], scale));
    }

    @Override
    public Vector gather(int[] rows, int count) {
      long[] out = new long[count];
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (row >= 0) {
          out[i] = values[row];
        }
      }
      return new Decimals(out, scale, Vectors.gatherNulls(nulls, rows, count));
    }

    /** The values at a larger scale; null when one of the batch's rows does not fit. */
    public long[] at(int larger, Batch batch) {
      if (larger == scale) {
        return values;
      }
      if (larger - scale > MAX_DIGITS) {
        return null;
      }
      long factor = POWERS[larger - scale];
      long[] out = new long[values.length];
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        long product = values[row] * factor;
        if (Math.multiplyHigh(values[row], factor) != product >> 63) {
          return null;
        }
        out[row] = product;
      }
      return out;
    }

    private static final int MAX_DIGITS = 18;
    private static final long[] POWERS = powers();

    private static long[] powers() {
      long[] powers = new long[MAX_DIGITS + 1];
      powers[0] = 1;
      for (int i = 1; i < powers.length; i++) {
        powers[i] = powers[i - 1] * 10;
      }
      return powers;
    }

    /** The one value, {@code size} times; null when 64 bits do not hold it. */
    static Decimals constant(Numeric value, int size) {
      if (!value.isFinite()) {
        return null;
      }
      BigDecimal decimal = value.toBigDecimal();
      if (decimal.unscaledValue().bitLength() > 63) {
        return null;
      }
      long[] values = new long[size];
      Arrays.fill(values, decimal.unscaledValue().longValue());
      return new Decimals(values, decimal.scale(), null);
    }
  }

  /** Everything else; NULL is a null element. */
  record Objects(Object[] values) implements Vector {
    @Override
    public VectorKind kind() {
      return VectorKind.OBJECT;
    }

    @Override
    public boolean[] nulls() {
      boolean[] nulls = null;
      for (int i = 0; i < values.length; i++) {
        if (values[i] == null) {
          if (nulls == null) {
            nulls = new boolean[values.length];
          }
          nulls[i] = true;
        }
      }
      return nulls;
    }

    @Override
    public boolean isNull(int row) {
      return values[row] == null;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Object datum(int row) {
      return values[row];
    }

    @Override
    public Vector gather(int[] rows, int count) {
      Object[] out = new Object[count];
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        if (row >= 0) {
          out[i] = values[row];
        }
      }
      return new Objects(out);
    }
  }
}
