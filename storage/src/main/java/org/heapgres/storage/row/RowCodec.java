package org.heapgres.storage.row;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.TimeTz;

/**
 * Rows of one table as bytes, each column readable in place. Immutable.
 *
 * <p>A row is: layout version (2 bytes, the top bit set when ends take 4 bytes), null bitmap (1 =
 * null), the fixed columns in slot order (null ones too), the end of each variable column (2 or 4
 * bytes, counted from the first one's start), the variable columns. Numbers are little-endian.
 *
 * <p>Slots are those of the current layout; a row of an older layout is read through it, and a
 * column it does not have reads as that column's missing value.
 */
public final class RowCodec {
  private static final int WIDE = 0x8000;
  private static final int HEADER = 2;

  private final RowLayout layout;
  private final Shape shape;

  /** By layout version; null where there is none. */
  private final Shape[] shapes;

  /** For each older version: slot of the current layout to slot of that one, or -1. */
  private final int[][] slots;

  private final Object[] missing;

  public RowCodec(RowLayout layout) {
    this(layout, List.of(), Map.of());
  }

  /**
   * @param older layouts the table had before
   * @param missing by column id, what a column reads as in a row older than the column
   */
  public RowCodec(RowLayout layout, Collection<RowLayout> older, Map<Integer, Object> missing) {
    this.layout = layout;
    this.shape = new Shape(layout);
    int newest = older.stream().mapToInt(RowLayout::version).max().orElse(0);
    this.shapes = new Shape[Math.max(newest, layout.version()) + 1];
    this.slots = new int[shapes.length][];
    for (RowLayout old : older) {
      shapes[old.version()] = new Shape(old);
      slots[old.version()] =
          layout.columns().stream().mapToInt(column -> old.slot(column.id())).toArray();
    }
    shapes[layout.version()] = shape;
    this.missing = layout.columns().stream().map(column -> missing.get(column.id())).toArray();
  }

  public RowLayout layout() {
    return layout;
  }

  /** What the column of a slot reads as in a row older than the column. */
  public Object missing(int slot) {
    return missing[slot];
  }

  /** Where the columns of one layout are. */
  private static final class Shape {
    final ValueType[] types;

    /** Of a fixed column its place in the row; of a variable one its number among them. */
    final int[] places;

    final int variableCount;
    final int fixedEnd;

    Shape(RowLayout layout) {
      int count = layout.columns().size();
      types = new ValueType[count];
      places = new int[count];
      int place = HEADER + (count + 7) / 8;
      int variable = 0;
      for (int i = 0; i < count; i++) {
        types[i] = layout.columns().get(i).type();
        if (types[i].isFixed()) {
          places[i] = place;
          place += types[i].size();
        } else {
          places[i] = variable++;
        }
      }
      variableCount = variable;
      fixedEnd = place;
    }
  }

  /** A row of the current layout. A datum must be of its column's datum class. */
  public byte[] encode(Object[] datums) {
    if (datums.length != shape.types.length) {
      throw new IllegalArgumentException(datums.length + " datums for " + layout);
    }
    byte[][] contents = new byte[shape.variableCount][];
    long size = 0;
    for (int i = 0; i < datums.length; i++) {
      if (datums[i] != null && !shape.types[i].isFixed()) {
        byte[] content = VariableCodec.encode(shape.types[i], datums[i]);
        contents[shape.places[i]] = content;
        size += content.length;
      }
    }
    boolean wide = size > 0xffff;
    int endSize = wide ? 4 : 2;
    int start = shape.fixedEnd + shape.variableCount * endSize;
    if (start + size > Integer.MAX_VALUE - 64) {
      throw new PgException(
          SqlState.PROGRAM_LIMIT_EXCEEDED, "row is too big: size " + (start + size));
    }
    byte[] row = new byte[(int) (start + size)];
    Bytes.LITTLE_SHORT.set(row, 0, (short) (layout.version() | (wide ? WIDE : 0)));
    for (int i = 0; i < datums.length; i++) {
      if (datums[i] == null) {
        row[HEADER + (i >> 3)] |= (byte) (1 << (i & 7));
      } else if (shape.types[i].isFixed()) {
        writeFixed(row, shape.places[i], shape.types[i], datums[i]);
      }
    }
    int end = 0;
    for (int i = 0; i < contents.length; i++) {
      byte[] content = contents[i];
      if (content != null) {
        System.arraycopy(content, 0, row, start + end, content.length);
        end += content.length;
      }
      if (wide) {
        Bytes.LITTLE_INT.set(row, shape.fixedEnd + 4 * i, end);
      } else {
        Bytes.LITTLE_SHORT.set(row, shape.fixedEnd + 2 * i, (short) end);
      }
    }
    return row;
  }

  private static void writeFixed(byte[] row, int place, ValueType type, Object datum) {
    switch (type) {
      case BOOL -> row[place] = (byte) ((Boolean) datum ? 1 : 0);
      case INT2 -> Bytes.LITTLE_SHORT.set(row, place, (short) (Short) datum);
      case INT4 -> Bytes.LITTLE_INT.set(row, place, (int) (Integer) datum);
      case INT8 -> Bytes.LITTLE_LONG.set(row, place, (long) (Long) datum);
      case FLOAT4 -> Bytes.LITTLE_FLOAT.set(row, place, (float) (Float) datum);
      case FLOAT8 -> Bytes.LITTLE_DOUBLE.set(row, place, (double) (Double) datum);
      case TIMETZ -> {
        TimeTz time = (TimeTz) datum;
        Bytes.LITTLE_LONG.set(row, place, time.micros());
        Bytes.LITTLE_INT.set(row, place + 8, time.zoneSeconds());
      }
      case INTERVAL -> {
        Interval interval = (Interval) datum;
        Bytes.LITTLE_LONG.set(row, place, interval.micros());
        Bytes.LITTLE_INT.set(row, place + 8, interval.days());
        Bytes.LITTLE_INT.set(row, place + 12, interval.months());
      }
      case UUID -> {
        UUID uuid = (UUID) datum;
        Bytes.BIG_LONG.set(row, place, uuid.getMostSignificantBits());
        Bytes.BIG_LONG.set(row, place + 8, uuid.getLeastSignificantBits());
      }
      case TEXT, BYTEA, NUMERIC, JSONB, ARRAY, RECORD, RANGE, BITS, INET, TSVECTOR, GEOMETRY ->
          throw new AssertionError(type);
    }
  }

  private static int version(byte[] row) {
    return (short) Bytes.LITTLE_SHORT.get(row, 0) & ~WIDE & 0xffff;
  }

  /** Whether a row is of {@link #layout}, not of an older one. */
  public boolean isCurrent(byte[] row) {
    return row.length >= HEADER && version(row) == layout.version();
  }

  private static PgException corrupt(byte[] row) {
    return new PgException(
        SqlState.DATA_CORRUPTED,
        row.length < HEADER
            ? "a stored row is empty"
            : "a stored row has the unknown layout version " + version(row));
  }

  /** The slot in the row's own layout; -1 when that has no such column. */
  private int ownSlot(int version, int slot) {
    return version == layout.version() ? slot : slots[version][slot];
  }

  private Shape shape(byte[] row, int version) {
    if (version == layout.version()) {
      return shape;
    }
    if (version >= shapes.length || shapes[version] == null) {
      throw corrupt(row);
    }
    return shapes[version];
  }

  public boolean isNull(byte[] row, int slot) {
    int version = version(row);
    shape(row, version);
    int own = ownSlot(version, slot);
    return own < 0 ? missing[slot] == null : isOwnNull(row, own);
  }

  private static boolean isOwnNull(byte[] row, int slot) {
    return (row[HEADER + (slot >> 3)] >> (slot & 7) & 1) != 0;
  }

  /** Where a fixed column is; -1 when the row's layout has no such column. */
  private int place(byte[] row, int slot) {
    int version = version(row);
    if (version == layout.version()) {
      return shape.places[slot];
    }
    Shape own = shape(row, version);
    int ownSlot = slots[version][slot];
    return ownSlot < 0 ? -1 : own.places[ownSlot];
  }

  /** Of a BOOL column that is not null; so for the others. */
  public boolean readBoolean(byte[] row, int slot) {
    int place = place(row, slot);
    return place < 0 ? (Boolean) missing[slot] : row[place] != 0;
  }

  public short readShort(byte[] row, int slot) {
    int place = place(row, slot);
    return place < 0 ? (Short) missing[slot] : (short) Bytes.LITTLE_SHORT.get(row, place);
  }

  public int readInt(byte[] row, int slot) {
    int place = place(row, slot);
    return place < 0 ? (Integer) missing[slot] : (int) Bytes.LITTLE_INT.get(row, place);
  }

  public long readLong(byte[] row, int slot) {
    int place = place(row, slot);
    return place < 0 ? (Long) missing[slot] : (long) Bytes.LITTLE_LONG.get(row, place);
  }

  public float readFloat(byte[] row, int slot) {
    int place = place(row, slot);
    return place < 0 ? (Float) missing[slot] : (float) Bytes.LITTLE_FLOAT.get(row, place);
  }

  public double readDouble(byte[] row, int slot) {
    int place = place(row, slot);
    return place < 0 ? (Double) missing[slot] : (double) Bytes.LITTLE_DOUBLE.get(row, place);
  }

  /**
   * Where the content of a variable column that is not null lies in the row: {@code start << 32 |
   * end}; -1 when the row's layout has no such column. TEXT is UTF-8, BYTEA as it is, JSONB its
   * text form; others are private to {@link #read}.
   */
  public long span(byte[] row, int slot) {
    int version = version(row);
    Shape own = shape(row, version);
    int ownSlot = ownSlot(version, slot);
    return ownSlot < 0 ? -1 : span(row, own, own.places[ownSlot]);
  }

  private static long span(byte[] row, Shape shape, int variable) {
    boolean wide = (row[1] & 0x80) != 0;
    int ends = shape.fixedEnd;
    int start = variable == 0 ? 0 : end(row, ends, variable - 1, wide);
    int end = end(row, ends, variable, wide);
    int base = ends + shape.variableCount * (wide ? 4 : 2);
    if (start < 0 || start > end || base + (long) end > row.length) {
      throw new PgException(SqlState.DATA_CORRUPTED, "a stored row is damaged");
    }
    return (long) (base + start) << 32 | (base + end);
  }

  private static int end(byte[] row, int ends, int variable, boolean wide) {
    return wide
        ? (int) Bytes.LITTLE_INT.get(row, ends + 4 * variable)
        : (short) Bytes.LITTLE_SHORT.get(row, ends + 2 * variable) & 0xffff;
  }

  /**
   * Reads a NUMERIC column that is not null without its point.
   *
   * @return its scale; -1 when it is no finite number of 64 bits, or the row lacks the column
   */
  public int readDecimal(byte[] row, int slot, long[] into, int at) {
    long span = span(row, slot);
    return span < 0 ? -1 : VariableCodec.decimal(row, (int) (span >>> 32), (int) span, into, at);
  }

  /** The datum, or null. */
  public Object read(byte[] row, int slot) {
    int version = version(row);
    Shape own = shape(row, version);
    int ownSlot = ownSlot(version, slot);
    if (ownSlot < 0) {
      return missing[slot];
    }
    try {
      return read(row, own, ownSlot);
    } catch (IndexOutOfBoundsException e) {
      throw new PgException(SqlState.DATA_CORRUPTED, "a stored row is damaged", e);
    }
  }

  public Object[] readAll(byte[] row) {
    if (row.length < HEADER) {
      throw corrupt(row);
    }
    Object[] datums = new Object[shape.types.length];
    for (int i = 0; i < datums.length; i++) {
      datums[i] = read(row, i);
    }
    return datums;
  }

  private static Object read(byte[] row, Shape shape, int slot) {
    if (isOwnNull(row, slot)) {
      return null;
    }
    ValueType type = shape.types[slot];
    int place = shape.places[slot];
    return switch (type) {
      case BOOL -> row[place] != 0;
      case INT2 -> (short) Bytes.LITTLE_SHORT.get(row, place);
      case INT4 -> (int) Bytes.LITTLE_INT.get(row, place);
      case INT8 -> (long) Bytes.LITTLE_LONG.get(row, place);
      case FLOAT4 -> (float) Bytes.LITTLE_FLOAT.get(row, place);
      case FLOAT8 -> (double) Bytes.LITTLE_DOUBLE.get(row, place);
      case TIMETZ ->
          new TimeTz(
              (long) Bytes.LITTLE_LONG.get(row, place), (int) Bytes.LITTLE_INT.get(row, place + 8));
      case INTERVAL ->
          new Interval(
              (int) Bytes.LITTLE_INT.get(row, place + 12),
              (int) Bytes.LITTLE_INT.get(row, place + 8),
              (long) Bytes.LITTLE_LONG.get(row, place));
      case UUID ->
          new UUID(
              (long) Bytes.BIG_LONG.get(row, place), (long) Bytes.BIG_LONG.get(row, place + 8));
      case TEXT, BYTEA, NUMERIC, JSONB, ARRAY, RECORD, RANGE, BITS, INET, TSVECTOR, GEOMETRY -> {
        long span = span(row, shape, place);
        yield VariableCodec.decode(type, row, (int) (span >>> 32), (int) span);
      }
    };
  }
}
