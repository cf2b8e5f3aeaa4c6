package org.heapgres.planner.exec.table;

import java.util.List;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.row.KeyCodec;
import org.heapgres.storage.row.KeyWriter;

/**
 * The entries of one secondary index. A unique index has (key) -> row key; where a key column is
 * NULL, which is equal to nothing, the row key follows the key so that entries stay apart. Other
 * indexes have (key, row key) -> nothing. Immutable.
 */
public final class IndexFormat {
  private static final byte[] NOTHING = new byte[0];

  private final TableFormat table;
  private final Index index;
  private final KeyCodec keys;
  private final int[] positions;
  private final Constraint.Key deferrable;
  private final Constraint.Key exclusion;

  IndexFormat(TableFormat table, Index index, KeyCodec keys) {
    this.table = table;
    this.index = index;
    this.keys = keys;
    this.positions =
        index.keys().stream().mapToInt(k -> table.table().columnIndex(k.attnum())).toArray();
    this.deferrable = table.table().keyOf(index).filter(Constraint.Key::deferrable).orElse(null);
    this.exclusion = table.table().keyOf(index).filter(Constraint.Key::excludes).orElse(null);
  }

  public Index index() {
    return index;
  }

  public int store() {
    return index.store();
  }

  public KeyCodec keys() {
    return keys;
  }

  /** The constraint that is checked after rows have changed, for which the index is; else null. */
  Constraint.Key deferrable() {
    return deferrable;
  }

  /** The EXCLUDE constraint for which the index is; else null. */
  Constraint.Key exclusion() {
    return exclusion;
  }

  /** What the keys of all entries with these first values, none of them null, begin with. */
  byte[] start(Object[] values, int count) {
    KeyWriter writer = new KeyWriter();
    for (int k = 0; k < count; k++) {
      keys.append(writer, k, TableFormat.keyForm(type(k), values[k]));
    }
    return writer.toByteArray();
  }

  /**
   * What the keys of all entries with these values begin with; null when they are equal to none.
   */
  byte[] start(Object[] values) {
    KeyWriter writer = new KeyWriter();
    for (int k = 0; k < values.length; k++) {
      if (values[k] == null && !index.nullsNotDistinct()) {
        return null;
      }
      keys.append(writer, k, TableFormat.keyForm(type(k), values[k]));
    }
    return writer.toByteArray();
  }

  /** Positions in the table's columns; -1 for an expression. Not to be written to. */
  public int[] positions() {
    return positions;
  }

  public boolean hasExpressions() {
    for (int position : positions) {
      if (position < 0) {
        return true;
      }
    }
    return false;
  }

  /** The key columns' values of a row, when they are plain columns. */
  public Object[] values(Object[] row) {
    Object[] values = new Object[positions.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = row[positions[k]];
    }
    return values;
  }

  public PgType type(int key) {
    return positions[key] < 0
        ? index.columns().get(key).type()
        : table.table().columns().get(positions[key]).type();
  }

  /** One entry: where it is, what it holds, and whether another row may hold the same key. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Entry(byte[] key, byte[] value, boolean unique) {}

  /** The entry for a row with these key values. */
  public Entry entry(Object[] values, byte[] rowKey) {
    KeyWriter writer = new KeyWriter();
    boolean anyNull = false;
    for (int k = 0; k < values.length; k++) {
      anyNull |= values[k] == null;
      keys.append(writer, k, TableFormat.keyForm(type(k), values[k]));
    }
    byte[] key = writer.toByteArray();
    if (!index.unique()) {
      return new Entry(concatenate(key, rowKey), NOTHING, false);
    }
    return anyNull && !index.nullsNotDistinct()
        ? new Entry(concatenate(key, rowKey), rowKey, false)
        : new Entry(key, rowKey, true);
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    byte[] joined = new byte[first.length + second.length];
    System.arraycopy(first, 0, joined, 0, first.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  /** Ranges as they are to be looked for: only a unique entry is found by its key alone. */
  List<KeyCondition.Range> searchable(List<KeyCondition.Range> ranges) {
    return index.unique()
        ? ranges
        : ranges.stream()
            .map(range -> new KeyCondition.Range(range.from(), range.to(), null))
            .toList();
  }

  /** The key of the row that an entry is about. */
  public byte[] rowKey(byte[] key, byte[] value) {
    if (value.length > 0) {
      return value;
    }
    int end = keys.end(key, 0, positions.length);
    byte[] rowKey = new byte[key.length - end];
    System.arraycopy(key, end, rowKey, 0, rowKey.length);
    return rowKey;
  }
}
