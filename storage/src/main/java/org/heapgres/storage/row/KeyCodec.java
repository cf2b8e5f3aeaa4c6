package org.heapgres.storage.row;

import static org.heapgres.storage.row.KeyWriter.NULL_FIRST;
import static org.heapgres.storage.row.KeyWriter.NULL_LAST;

import java.util.Arrays;
import java.util.List;

/**
 * Keys whose unsigned byte order is the order of their columns. Every column ends itself, so no key
 * is a prefix of another and keys may be put one after the other. Immutable.
 *
 * <p>Equal datums have equal bytes; see {@link ValueType#isExactInKey} for what that loses.
 */
public final class KeyCodec {

  /** How one column is ordered. */
  public record Column(ValueType type, boolean descending, boolean nullsFirst) {
    /** Ascending, nulls last: SQL's default. */
    public static Column ascending(ValueType type) {
      return new Column(type, false, false);
    }
  }

  private final Column[] columns;

  public KeyCodec(List<Column> columns) {
    this.columns = columns.toArray(new Column[0]);
  }

  /** Ascending, nulls last. */
  public static KeyCodec ascending(ValueType... types) {
    return new KeyCodec(Arrays.stream(types).map(Column::ascending).toList());
  }

  public List<Column> columns() {
    return List.of(columns);
  }

  /** A key, or the prefix of one when there are fewer datums than columns. */
  public byte[] encode(Object... datums) {
    return encode(datums, 0, datums.length);
  }

  /**
   * The columns {@code from} (inclusive) to {@code to} of {@code datums}, which has all columns.
   */
  public byte[] encode(Object[] datums, int from, int to) {
    KeyWriter writer = new KeyWriter();
    for (int i = from; i < to; i++) {
      append(writer, i, datums[i]);
    }
    return writer.toByteArray();
  }

  /** Adds one column to a key under construction. */
  public void append(KeyWriter writer, int column, Object datum) {
    Column definition = columns[column];
    if (datum == null) {
      writer.tag(definition.nullsFirst ? NULL_FIRST : NULL_LAST);
    } else {
      writer.write(definition.type, datum, definition.descending);
    }
  }

  /** {@link #append} of a column of type INT2, INT4 or INT8, unboxed. */
  public void append(KeyWriter writer, int column, long datum) {
    Column definition = columns[column];
    writer.writeInteger(definition.type, datum, definition.descending);
  }

  /** All columns. Throws {@link IllegalArgumentException} for bytes that are no such key. */
  public Object[] decode(byte[] key) {
    return decode(key, 0, columns.length);
  }

  /** {@code count} columns, the first of which starts at {@code offset}. */
  public Object[] decode(byte[] key, int offset, int count) {
    Object[] datums = new Object[count];
    KeyReader reader = new KeyReader(key, offset);
    for (int i = 0; i < count; i++) {
      datums[i] = reader.read(columns[i].type, columns[i].descending);
    }
    return datums;
  }

  /**
   * Decodes some of the columns of a key, the first of which starts at {@code offset}.
   *
   * @param places by column: where in {@code into} it goes, or -1; columns beyond its end are not
   *     looked at
   * @return where the next column begins
   */
  public int decode(byte[] key, int offset, int[] places, Object[] into) {
    KeyReader reader = new KeyReader(key, offset);
    for (int i = 0; i < places.length; i++) {
      if (places[i] < 0) {
        reader.skip(columns[i].type, columns[i].descending);
      } else {
        into[places[i]] = reader.read(columns[i].type, columns[i].descending);
      }
    }
    return reader.position();
  }

  /**
   * Where the column after the first {@code count} begins, when the first begins at {@code offset}.
   */
  public int end(byte[] key, int offset, int count) {
    KeyReader reader = new KeyReader(key, offset);
    for (int i = 0; i < count; i++) {
      reader.skip(columns[i].type, columns[i].descending);
    }
    return reader.position();
  }

  /** The least byte string above every key that starts with {@code prefix}; null when none. */
  public static byte[] successor(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xff) {
        byte[] result = Arrays.copyOf(prefix, i + 1);
        result[i]++;
        return result;
      }
    }
    return null;
  }
}
