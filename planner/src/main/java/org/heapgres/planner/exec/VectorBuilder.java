package org.heapgres.planner.exec;

import java.math.BigDecimal;
import java.util.Arrays;
import org.heapgres.storage.value.Numeric;

/** Collects values of one column; grows as needed. Not thread-safe; {@link #build} resets it. */
public final class VectorBuilder {
  private static final int SMALLEST = 16;
  private static final boolean[] NO_BOOLEANS = {};
  private static final int[] NO_INTS = {};
  private static final long[] NO_LONGS = {};
  private static final double[] NO_DOUBLES = {};
  private static final Object[] NO_OBJECTS = {};

  private final VectorKind kind;

  /** Room for so many is made when the first comes: most builders are not used after a build. */
  private int expected;

  private int size;
  private boolean[] nulls;
  private boolean[] booleans;
  private int[] ints;
  private long[] longs;
  private double[] doubles;
  private Object[] objects;

  /** Of numerics, while all have the same scale; then {@link #objects} is not in use. */
  private long[] decimals;

  private int scale;

  public VectorBuilder(VectorKind kind, int capacity) {
    this.kind = kind;
    expect(capacity);
  }

  public VectorKind kind() {
    return kind;
  }

  public int size() {
    return size;
  }

  private void expect(int capacity) {
    expected = Math.max(capacity, 1);
    switch (kind) {
      case BOOLEAN -> booleans = NO_BOOLEANS;
      case SHORT, INT -> ints = NO_INTS;
      case LONG -> longs = NO_LONGS;
      case FLOAT, DOUBLE -> doubles = NO_DOUBLES;
      case OBJECT -> objects = NO_OBJECTS;
    }
  }

  private int capacity() {
    return switch (kind) {
      case BOOLEAN -> booleans.length;
      case SHORT, INT -> ints.length;
      case LONG -> longs.length;
      case FLOAT, DOUBLE -> doubles.length;
      case OBJECT -> objects.length;
    };
  }

  private void grow() {
    resize(size == 0 ? expected : Math.max(SMALLEST, size * 2));
  }

  private void resize(int capacity) {
    switch (kind) {
      case BOOLEAN -> booleans = Arrays.copyOf(booleans, capacity);
      case SHORT, INT -> ints = Arrays.copyOf(ints, capacity);
      case LONG -> longs = Arrays.copyOf(longs, capacity);
      case FLOAT, DOUBLE -> doubles = Arrays.copyOf(doubles, capacity);
      case OBJECT -> {
        if (decimals != null) {
          decimals = Arrays.copyOf(decimals, capacity);
          objects = new Object[capacity];
        } else {
          objects = Arrays.copyOf(objects, capacity);
        }
      }
    }
    if (nulls != null) {
      nulls = Arrays.copyOf(nulls, capacity);
    }
  }

  public void appendNull() {
    if (size == capacity()) {
      grow();
    }
    if (kind != VectorKind.OBJECT || decimals != null) {
      if (nulls == null) {
        nulls = new boolean[capacity()];
      }
      nulls[size] = true;
    }
    size++;
  }

  public void appendBoolean(boolean value) {
    if (size == booleans.length) {
      grow();
    }
    booleans[size++] = value;
  }

  public void appendInt(int value) {
    if (size == ints.length) {
      grow();
    }
    ints[size++] = value;
  }

  public void appendLong(long value) {
    if (size == longs.length) {
      grow();
    }
    longs[size++] = value;
  }

  public void appendDouble(double value) {
    if (size == doubles.length) {
      grow();
    }
    doubles[size++] = value;
  }

  /** Numerics without their point, all of the same scale while that lasts. */
  private void appendDecimal(long value, int itsScale) {
    if (size == 0) {
      decimals = new long[expected];
      objects = new Object[expected];
      scale = itsScale;
    } else if (decimals == null || scale != itsScale) {
      appendObject(Numeric.of(BigDecimal.valueOf(value, itsScale)));
      return;
    }
    if (size == decimals.length) {
      grow();
    }
    decimals[size++] = value;
  }

  private void leaveDecimals() {
    Vector.Decimals before = new Vector.Decimals(decimals, scale, nulls);
    for (int i = 0; i < size; i++) {
      objects[i] = before.datum(i);
    }
    decimals = null;
    nulls = null;
  }

  /** A null object is NULL. */
  public void appendObject(Object value) {
    if (decimals != null) {
      leaveDecimals();
    }
    if (size == objects.length) {
      grow();
    }
    objects[size++] = value;
  }

  /** A boxed value of this kind's datum class; null is NULL. */
  public void append(Object datum) {
    if (datum == null) {
      appendNull();
      return;
    }
    switch (kind) {
      case BOOLEAN -> appendBoolean((Boolean) datum);
      case SHORT, INT -> appendInt(((Number) datum).intValue());
      case LONG -> appendLong((Long) datum);
      case FLOAT, DOUBLE -> appendDouble(((Number) datum).doubleValue());
      case OBJECT -> appendObject(datum);
    }
  }

  /** One value of a vector of the same kind. */
  public void appendFrom(Vector source, int row) {
    if (source.isNull(row)) {
      appendNull();
      return;
    }
    switch (source) {
      case Vector.Booleans v -> appendBoolean(v.values()[row]);
      case Vector.Ints v -> appendInt(v.values()[row]);
      case Vector.Longs v -> appendLong(v.values()[row]);
      case Vector.Doubles v -> appendDouble(v.values()[row]);
      case Vector.Decimals v -> appendDecimal(v.values()[row], v.scale());
      case Vector.Objects v -> appendObject(v.values()[row]);
    }
  }

  /** What was appended so far; the builder starts anew. */
  public Vector build() {
    if (size != capacity()) {
      resize(size);
    }
    Vector vector =
        switch (kind) {
          case BOOLEAN -> new Vector.Booleans(booleans, nulls);
          case SHORT, INT -> new Vector.Ints(kind, ints, nulls);
          case LONG -> new Vector.Longs(longs, nulls);
          case FLOAT, DOUBLE -> new Vector.Doubles(kind, doubles, nulls);
          case OBJECT ->
              decimals == null
                  ? new Vector.Objects(objects)
                  : new Vector.Decimals(decimals, scale, nulls);
        };
    expect(size);
    size = 0;
    nulls = null;
    decimals = null;
    return vector;
  }
}
