package org.heapgres.planner.exec;

import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * Numbers distinct keys from 0 in order of arrival. A key is some columns of a row; two are equal
 * when their types say so, and NULL equals NULL here. Not thread-safe.
 */
public final class KeyTable {
  private final Column[] columns;
  private int[] slots = new int[64];
  private int[] hashes = new int[32];
  private int size;
  private int[] rowHashes = new int[0];
  private Direct direct;

  public KeyTable(List<PgType> types) {
    columns = new Column[types.size()];
    for (int c = 0; c < columns.length; c++) {
      PgType type = types.get(c);
      columns[c] =
          Kinds.of(type) == VectorKind.OBJECT ? new ObjectColumn(type) : new NumberColumn();
    }
  }

  public int size() {
    return size;
  }

  /** What it takes in memory, about. */
  public long bytes() {
    long bytes = (long) Integer.BYTES * (slots.length + hashes.length);
    for (Column column : columns) {
      bytes += column.bytes();
    }
    return bytes;
  }

  /** Of the key at a position of the batch that {@link #number} was told of last. */
  public int hash(int position) {
    return spread(rowHashes[position]);
  }

  /** The hashes of a batch's keys, by position: equal keys have equal ones. */
  public int[] hash(Vector[] keys, Batch rows) {
    hashRows(keys, rows);
    int[] result = new int[rows.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = spread(rowHashes[i]);
    }
    return result;
  }

  private void hashRows(Vector[] keys, Batch rows) {
    int count = rows.size();
    if (rowHashes.length < count) {
      rowHashes = new int[count];
    }
    Arrays.fill(rowHashes, 0, count, 17);
    for (int c = 0; c < columns.length; c++) {
      columns[c].bind(keys[c], rows, rowHashes);
    }
  }

  /**
   * The key numbers of a batch's rows, by position.
   *
   * @param add whether an unknown key is added; otherwise its number is -1
   */
  public int[] number(Vector[] keys, Batch rows, boolean add) {
    if (direct != null && !add && columns[0] instanceof NumberColumn column) {
      column.bind(keys[0], rows);
      return direct.number(column, rows);
    }
    hashRows(keys, rows);
    int[] numbers = new int[rows.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(rows.row(i), spread(rowHashes[i]), add);
    }
    return numbers;
  }

  /**
   * No key is added any more: numbers that lie close together are found by an array from then on.
   */
  public void seal() {
    if (columns.length == 1 && columns[0] instanceof NumberColumn numbers) {
      direct = numbers.direct(size);
    }
  }

  /** The entries of numbers from {@code least} on; -1 where there is none. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Direct(long least, int[] entries) {
    int[] number(NumberColumn column, Batch rows) {
      int[] numbers = new int[rows.size()];
      for (int i = 0; i < numbers.length; i++) {
        int row = rows.row(i);
        long place = column.bound[row] - least;
        boolean isNull = column.boundNulls != null && column.boundNulls[row];
        numbers[i] = isNull || place < 0 || place >= entries.length ? -1 : entries[(int) place];
      }
      return numbers;
    }
  }

  private int number(int row, int hash, boolean add) {
    int mask = slots.length - 1;
    for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
      int entry = slots[slot] - 1;
      if (entry < 0) {
        return add ? insert(row, hash, slot) : -1;
      }
      if (hashes[entry] == hash && matches(entry, row)) {
        return entry;
      }
    }
  }

  private boolean matches(int entry, int row) {
    for (Column column : columns) {
      if (!column.matches(entry, row)) {
        return false;
      }
    }
    return true;
  }

  private int insert(int row, int hash, int slot) {
    int entry = size++;
    if (entry == hashes.length) {
      hashes = Arrays.copyOf(hashes, entry * 2);
    }
    hashes[entry] = hash;
    for (Column column : columns) {
      column.append(row);
    }
    slots[slot] = entry + 1;
    if (size * 2 > slots.length) {
      rehash();
    }
    return entry;
  }

  private void rehash() {
    int[] larger = new int[slots.length * 2];
    int mask = larger.length - 1;
    for (int entry = 0; entry < size; entry++) {
      int slot = hashes[entry] & mask;
      while (larger[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      larger[slot] = entry + 1;
    }
    slots = larger;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  /** One column of the keys seen so far, and of the batch being looked up. */
  private abstract static class Column {
    /** Reads the lookup column and mixes it into the hashes, by position. */
    abstract void bind(Vector vector, Batch rows, int[] hashes);

    abstract boolean matches(int entry, int row);

    abstract void append(int row);

    abstract long bytes();
  }

  /** Values that 64 bits tell apart. */
  private static final class NumberColumn extends Column {
    /** How much of an array of places may be empty. */
    private static final int SPREAD = 8;

    private static final long NULL_BITS = 0x7ff8_dead_beef_0001L;

    private long[] entries = new long[32];
    private boolean[] entryNulls = new boolean[32];
    private int count;
    private long[] bound = new long[0];
    private boolean[] boundNulls;

    /** Null when there are NULLs, or the numbers lie too far apart. */
    Direct direct(int size) {
      if (size == 0) {
        return null;
      }
      long least = entries[0];
      long greatest = entries[0];
      for (int entry = 0; entry < size; entry++) {
        if (entryNulls[entry]) {
          return null;
        }
        least = Math.min(least, entries[entry]);
        greatest = Math.max(greatest, entries[entry]);
      }
      long range = greatest - least + 1;
      if (range <= 0 || range > SPREAD * (long) size + 1024) {
        return null;
      }
      int[] places = new int[(int) range];
      Arrays.fill(places, -1);
      for (int entry = 0; entry < size; entry++) {
        places[(int) (entries[entry] - least)] = entry;
      }
      return new Direct(least, places);
    }

    @Override
    void bind(Vector vector, Batch rows, int[] hashes) {
      bind(vector, rows);
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.row(i);
        long bits = boundNulls != null && boundNulls[row] ? NULL_BITS : bound[row];
        hashes[i] = hashes[i] * 31 + Long.hashCode(bits * 0x9E3779B97F4A7C15L);
      }
    }

    private void bind(Vector vector, Batch rows) {
      boundNulls = vector.nulls();
      switch (vector) {
        case Vector.Longs v -> bound = v.values();
        case Vector.Ints v -> {
          reserve(rows);
          int[] values = v.values();
          for (int i = 0; i < rows.size(); i++) {
            int row = rows.row(i);
            bound[row] = values[row];
          }
        }
        case Vector.Booleans v -> {
          reserve(rows);
          for (int i = 0; i < rows.size(); i++) {
            int row = rows.row(i);
            bound[row] = v.values()[row] ? 1 : 0;
          }
        }
        case Vector.Doubles v -> {
          reserve(rows);
          for (int i = 0; i < rows.size(); i++) {
            int row = rows.row(i);
            double value = v.values()[row];
            bound[row] = Double.doubleToLongBits(value == 0 ? 0.0 : value);
          }
        }
        case Vector.Decimals v -> throw new IllegalStateException("numerics in a number column");
        case Vector.Objects v -> throw new IllegalStateException("objects in a number column");
      }
    }

    private void reserve(Batch rows) {
      bound = new long[rows.extent()];
    }

    @Override
    boolean matches(int entry, int row) {
      boolean isNull = boundNulls != null && boundNulls[row];
      return isNull ? entryNulls[entry] : !entryNulls[entry] && entries[entry] == bound[row];
    }

    @Override
    void append(int row) {
      if (count == entries.length) {
        entries = Arrays.copyOf(entries, count * 2);
        entryNulls = Arrays.copyOf(entryNulls, count * 2);
      }
      entries[count] = bound[row];
      entryNulls[count++] = boundNulls != null && boundNulls[row];
    }

    @Override
    long bytes() {
      return (long) entries.length * (Long.BYTES + 1);
    }
  }

  private static final class ObjectColumn extends Column {
    private final PgType type;
    private Object[] entries = new Object[32];
    private int count;
    private long bytes;
    private Vector bound;

    ObjectColumn(PgType type) {
      this.type = type;
    }

    @Override
    void bind(Vector vector, Batch rows, int[] hashes) {
      bound = vector;
      Object last = null;
      int lastHash = 0;
      for (int i = 0; i < rows.size(); i++) {
        Object datum = vector.datum(rows.row(i));
        if (datum != last) {
          last = datum;
          lastHash = datum == null ? 0 : type.hash(datum);
        }
        hashes[i] = hashes[i] * 31 + lastHash;
      }
    }

    @Override
    boolean matches(int entry, int row) {
      Object datum = bound.datum(row);
      Object known = entries[entry];
      return (datum == null || known == null)
          ? datum == known
          : (datum.equals(known) || type.equal(datum, known));
    }

    @Override
    void append(int row) {
      if (count == entries.length) {
        entries = Arrays.copyOf(entries, count * 2);
      }
      Object datum = bound.datum(row);
      bytes += RowSize.of(datum);
      entries[count++] = datum;
    }

    @Override
    long bytes() {
      return bytes + (long) entries.length * Integer.BYTES;
    }
  }
}
