package org.heapgres.runtime;

import java.util.List;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.functions.RowJson;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** How keys and columns of one version of a table cross to Python and back. Immutable. */
public final class TableShape {
  private final Table table;
  private final PgType[] types;
  private final String[] tags;
  private final int[] keyPositions;
  private final RowJson json;

  public TableShape(Table table, FormatSettings settings) {
    this.table = table;
    List<Column> columns = table.columns();
    types = new PgType[columns.size()];
    tags = new String[types.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = columns.get(i).type();
      tags[i] = PythonValues.tag(types[i], Dialect.PY, settings);
    }
    keyPositions = table.keyPositions();
    json = RowJson.of(table);
  }

  public Table table() {
    return table;
  }

  public int width() {
    return types.length;
  }

  public PgType type(int position) {
    return types[position];
  }

  public String tag(int position) {
    return tags[position];
  }

  public int keyLength() {
    return keyPositions.length;
  }

  public int keyPosition(int index) {
    return keyPositions[index];
  }

  public RowJson json() {
    return json;
  }

  /** The key's datums; null when no row can have such a key (text for an integer, say). */
  public Object[] keyOrNull(Object key, FormatSettings settings) {
    try {
      return key(key, settings);
    } catch (PgException e) {
      if (e.code().startsWith("22") || e.code().equals(SqlState.DATATYPE_MISMATCH.code())) {
        return null;
      }
      throw e;
    }
  }

  /** A key as Python gives it: a scalar, or a list for several columns. */
  public Object[] key(Object key, FormatSettings settings) {
    if (key instanceof List<?> parts) {
      Object[] datums = new Object[parts.size()];
      if (datums.length > Math.max(1, keyLength())) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH,
            "the key of \"" + table.name() + "\" has " + keyLength() + " columns");
      }
      for (int i = 0; i < datums.length; i++) {
        datums[i] = keyDatum(parts.get(i), i, settings);
      }
      return datums;
    }
    return new Object[] {keyDatum(key, 0, settings)};
  }

  private Object keyDatum(Object part, int index, FormatSettings settings) {
    PgType type = keyLength() == 0 ? Types.INT8 : types[keyPositions[index]];
    return PythonValues.toDatum(part, type, -1, settings);
  }

  /** The place of a column; 42703 without such a one. */
  public int position(String column) {
    int position = table.columnIndex(column);
    if (position < 0) {
      throw new PgException(
              SqlState.UNDEFINED_COLUMN,
              "column \"" + column + "\" of relation \"" + table.name() + "\" does not exist")
          .withObject(null, table.name(), column, null);
    }
    return position;
  }
}
