package org.heapgres.planner.exec.table;

import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorCache;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.storage.row.RowCodec;
import org.heapgres.storage.row.RowLayout;
import org.heapgres.storage.row.ValueType;

/** Turns stored rows into vectors, only the columns asked for. Immutable. */
public final class RowDecoder implements RecordDecoder {
  private final RowCodec rows;
  private final int[] slots;
  private final VectorKind[] kinds;
  private final boolean rowKey;

  /**
   * @param columns positions of the columns to decode, in output order
   * @param rowKey whether the row's key follows as one more column
   */
  public RowDecoder(TableFormat format, int[] columns, boolean rowKey) {
    this.rows = format.rows();
    this.rowKey = rowKey;
    slots = new int[columns.length];
    kinds = new VectorKind[columns.length];
    for (int c = 0; c < columns.length; c++) {
      slots[c] = format.slot(columns[c]);
      kinds[c] = kind(format, columns[c]);
    }
  }

  private static VectorKind kind(TableFormat format, int position) {
    return Kinds.of(format.table().columns().get(position).type());
  }

  /** What column {@code c} of an extent's rows is kept under. */
  VectorCache.Key key(long stamp, int c) {
    RowLayout.Column column = rows.layout().columns().get(slots[c]);
    return new VectorCache.Key(stamp, column.id(), column.type(), rows.missing(slots[c]));
  }

  /** What the number of an extent's rows is kept under. */
  VectorCache.Key rowsKey(long stamp) {
    return new VectorCache.Key(stamp, -1, ValueType.INT8, null);
  }

  int width() {
    return slots.length;
  }

  /** Column {@code c} of the first {@code count} of {@code stored}. */
  Vector column(byte[][] stored, int count, int c) {
    return column(stored, count, slots[c], kinds[c]);
  }

  @Override
  public Batch decode(byte[][] keys, byte[][] stored, int count) {
    Vector[] columns = new Vector[slots.length + (rowKey ? 1 : 0)];
    for (int c = 0; c < slots.length; c++) {
      columns[c] = column(stored, count, slots[c], kinds[c]);
    }
    if (rowKey) {
      Object[] copy = new Object[count];
      System.arraycopy(keys, 0, copy, 0, count);
      columns[slots.length] = new Vector.Objects(copy);
    }
    return new Batch(columns, count);
  }

  /** Null when they differ in scale, or are too large. */
  private Vector decimals(byte[][] stored, int count, int slot) {
    long[] values = new long[count];
    boolean[] nulls = null;
    int scale = -1;
    for (int i = 0; i < count; i++) {
      if (rows.isNull(stored[i], slot)) {
        if (nulls == null) {
          nulls = new boolean[count];
        }
        nulls[i] = true;
        continue;
      }
      int itsScale = rows.readDecimal(stored[i], slot, values, i);
      if (itsScale < 0 || (scale >= 0 && scale != itsScale)) {
        return null;
      }
      scale = itsScale;
    }
    return scale < 0 ? null : new Vector.Decimals(values, scale, nulls);
  }

  private Vector column(byte[][] stored, int count, int slot, VectorKind kind) {
    if (rows.layout().columns().get(slot).type() == ValueType.NUMERIC) {
      Vector decimals = decimals(stored, count, slot);
      if (decimals != null) {
        return decimals;
      }
    }
    if (kind == VectorKind.OBJECT) {
      Object[] values = new Object[count];
      for (int i = 0; i < count; i++) {
        values[i] = rows.read(stored[i], slot);
      }
      return new Vector.Objects(values);
    }
    boolean[] nulls = null;
    for (int i = 0; i < count; i++) {
      if (rows.isNull(stored[i], slot)) {
        if (nulls == null) {
          nulls = new boolean[count];
        }
        nulls[i] = true;
      }
    }
    return switch (kind) {
      case BOOLEAN -> {
        boolean[] values = new boolean[count];
        for (int i = 0; i < count; i++) {
          if (nulls == null || !nulls[i]) {
            values[i] = rows.readBoolean(stored[i], slot);
          }
        }
        yield new Vector.Booleans(values, nulls);
      }
      case SHORT -> {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
          if (nulls == null || !nulls[i]) {
            values[i] = rows.readShort(stored[i], slot);
          }
        }
        yield new Vector.Ints(kind, values, nulls);
      }
      case INT -> {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
          if (nulls == null || !nulls[i]) {
            values[i] = rows.readInt(stored[i], slot);
          }
        }
        yield new Vector.Ints(kind, values, nulls);
      }
      case LONG -> {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
          if (nulls == null || !nulls[i]) {
            values[i] = rows.readLong(stored[i], slot);
          }
        }
        yield new Vector.Longs(values, nulls);
      }
      case FLOAT -> {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          if (nulls == null || !nulls[i]) {
            values[i] = rows.readFloat(stored[i], slot);
          }
        }
        yield new Vector.Doubles(kind, values, nulls);
      }
      case DOUBLE -> {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          if (nulls == null || !nulls[i]) {
            values[i] = rows.readDouble(stored[i], slot);
          }
        }
        yield new Vector.Doubles(kind, values, nulls);
      }
      case OBJECT -> throw new IllegalStateException("decoded above");
    };
  }
}
