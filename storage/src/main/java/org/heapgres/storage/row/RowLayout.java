package org.heapgres.storage.row;

import java.util.List;

/**
 * The columns of a row as it is stored. A table keeps every layout it ever had; a row names its own
 * by version, so a changed column list rewrites no row.
 *
 * @param version from 1 to {@link #MAX_VERSION}, unique in the table
 * @param columns in slot order; column ids are never reused in a table
 */
public record RowLayout(int version, List<Column> columns) {
  public static final int MAX_VERSION = 0x7fff;

  /** One column: an id apart from its name, and how its datums are stored. */
  public record Column(int id, ValueType type) {}

  public RowLayout {
    if (version < 1 || version > MAX_VERSION) {
      throw new IllegalArgumentException("layout version " + version);
    }
    columns = List.copyOf(columns);
  }

  public static RowLayout of(int version, ValueType... types) {
    Column[] columns = new Column[types.length];
    for (int i = 0; i < types.length; i++) {
      columns[i] = new Column(i + 1, types[i]);
    }
    return new RowLayout(version, List.of(columns));
  }

  /** The slot of a column, or -1. */
  public int slot(int columnId) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).id() == columnId) {
        return i;
      }
    }
    return -1;
  }
}
