package org.heapgres.planner.exec;

import java.util.Arrays;
import java.util.List;
import org.heapgres.storage.value.Numeric;

/** Makes vectors from single values, lists of datums, and other vectors. */
public final class Vectors {
  private Vectors() {}

  /** {@code size} times the same value. */
  public static Vector constant(VectorKind kind, Object datum, int size) {
    boolean[] nulls = null;
    if (datum == null && kind != VectorKind.OBJECT) {
      nulls = new boolean[size];
      Arrays.fill(nulls, true);
    }
    return switch (kind) {
      case BOOLEAN -> {
        boolean[] values = new boolean[size];
        if (datum != null) {
          Arrays.fill(values, (Boolean) datum);
        }
        yield new Vector.Booleans(values, nulls);
      }
      case SHORT, INT -> {
        int[] values = new int[size];
        if (datum != null) {
          Arrays.fill(values, ((Number) datum).intValue());
        }
        yield new Vector.Ints(kind, values, nulls);
      }
      case LONG -> {
        long[] values = new long[size];
        if (datum != null) {
          Arrays.fill(values, (Long) datum);
        }
        yield new Vector.Longs(values, nulls);
      }
      case FLOAT, DOUBLE -> {
        double[] values = new double[size];
        if (datum != null) {
          Arrays.fill(values, ((Number) datum).doubleValue());
        }
        yield new Vector.Doubles(kind, values, nulls);
      }
      case OBJECT -> {
        if (datum instanceof Numeric numeric) {
          Vector decimals = Vector.Decimals.constant(numeric, size);
          if (decimals != null) {
            yield decimals;
          }
        }
        Object[] values = new Object[size];
        Arrays.fill(values, datum);
        yield new Vector.Objects(values);
      }
    };
  }

  /** Column {@code column} of {@code rows}. */
  public static Vector ofRows(VectorKind kind, List<Object[]> rows, int column) {
    VectorBuilder builder = new VectorBuilder(kind, rows.size());
    for (Object[] row : rows) {
      builder.append(row[column]);
    }
    return builder.build();
  }

  /** One vector over an array of datums. */
  public static Vector ofDatums(VectorKind kind, Object[] datums) {
    if (kind == VectorKind.OBJECT) {
      return new Vector.Objects(datums);
    }
    VectorBuilder builder = new VectorBuilder(kind, datums.length);
    for (Object datum : datums) {
      builder.append(datum);
    }
    return builder.build();
  }

  static boolean[] gatherNulls(boolean[] nulls, int[] rows, int count) {
    boolean[] out = null;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (row < 0 || (nulls != null && nulls[row])) {
        if (out == null) {
          out = new boolean[count];
        }
        out[i] = true;
      }
    }
    return out;
  }
}
