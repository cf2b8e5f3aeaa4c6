package org.heapgres.planner.exec.table;

import org.heapgres.planner.TableAccess;

/** A row as it is stored; a column is decoded when it is asked for. */
final class StoredRow implements TableAccess.Row {
  private final TableFormat format;
  private final byte[] key;
  private final byte[] stored;

  /** Null where the table has no virtual columns. */
  private final Object[] computed;

  /**
   * @param computed the datums of all columns, where some are not stored; or null
   */
  StoredRow(TableFormat format, byte[] key, byte[] stored, Object[] computed) {
    this.format = format;
    this.key = key;
    this.stored = stored;
    this.computed = computed;
  }

  @Override
  public Object[] key() {
    if (!format.hasPrimaryKey()) {
      return format.keys().decode(key);
    }
    int[] positions = format.keyPositions();
    Object[] datums = new Object[positions.length];
    for (int k = 0; k < datums.length; k++) {
      datums[k] = value(positions[k]);
    }
    return datums;
  }

  @Override
  public Object value(int position) {
    return computed == null
        ? format.rows().read(stored, format.slot(position))
        : computed[position];
  }

  @Override
  public Object[] values() {
    return computed == null ? format.decode(stored) : computed;
  }
}
