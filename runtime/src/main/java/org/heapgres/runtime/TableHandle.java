package org.heapgres.runtime;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.HostAccess;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** A table during one snippet: its rows with values as they cross to Python. For one thread. */
final class TableHandle {
  private final Table table;
  private final TableAccess access;
  private final FormatSettings settings;
  private final PgType[] types;
  private final String[] tags;
  private final boolean direct;
  private final int[] keyPositions;

  TableHandle(Table table, TableAccess access, FormatSettings settings) {
    this.table = table;
    this.access = access;
    this.settings = settings;
    List<Column> columns = table.columns();
    types = new PgType[columns.size()];
    tags = new String[types.length];
    boolean plain = true;
    for (int i = 0; i < types.length; i++) {
      types[i] = columns.get(i).type();
      tags[i] = PythonValues.tag(types[i], settings);
      plain &= tags[i].isEmpty();
    }
    direct = plain;
    keyPositions = table.keyPositions();
  }

  Table table() {
    return table;
  }

  Object[] describe(String schema) {
    Object[] names = new Object[types.length];
    Object[] columnTags = new Object[types.length];
    Object[] positions = new Object[keyPositions.length];
    for (int i = 0; i < types.length; i++) {
      names[i] = table.columns().get(i).name();
      columnTags[i] = tags[i];
    }
    for (int i = 0; i < positions.length; i++) {
      positions[i] = keyPositions[i];
    }
    return new Object[] {schema, table.name(), table.oid(), names, columnTags, positions};
  }

  /** The row's values with its key last, which stays opaque to Python. */
  Object[] row(TableAccess.Row row) {
    Object[] datums = row.values();
    Object[] values = new Object[datums.length + 1];
    if (direct) {
      System.arraycopy(datums, 0, values, 0, datums.length);
    } else {
      for (int i = 0; i < datums.length; i++) {
        values[i] = PythonValues.toPython(datums[i], tags[i], types[i], settings);
      }
    }
    values[datums.length] = new RowReference(row);
    return values;
  }

  /** A row as it was read, while Python carries it. */
  public static final class RowReference {
    private final TableAccess.Row row;

    private RowReference(TableAccess.Row row) {
      this.row = row;
    }

    /** Of a row in a table without a primary key. */
    @HostAccess.Export
    public long rowId() {
      return (Long) row.key()[0];
    }
  }

  Object[] find(Object key) {
    Object[] datums = keyOrNull(key);
    TableAccess.Row row = datums == null ? null : access.find(datums);
    return row == null ? null : row(row);
  }

  boolean contains(Object key) {
    Object[] datums = keyOrNull(key);
    return datums != null && access.find(datums) != null;
  }

  long count() {
    return access.count();
  }

  Object[] insert(List<?> names, List<?> values) {
    return row(access.insert(Host.pairs(names, datums(names, values))));
  }

  Object[] update(RowReference read, List<?> names, List<?> values) {
    TableAccess.Row row = access.update(read.row, Host.pairs(names, datums(names, values)));
    return row == null ? null : row(row);
  }

  boolean delete(Object key) {
    return access.delete(key(key));
  }

  TableAccess.Rows scan(Object from, Object to, boolean reverse) {
    return access.scan(from == null ? null : key(from), to == null ? null : key(to), reverse);
  }

  TableAccess.Rows where(String column, Object value) {
    int position = position(column);
    return access.where(column, PythonValues.toDatum(value, types[position], -1, settings));
  }

  /** The key's datums; null when no row can have such a key (text for an integer, say). */
  private Object[] keyOrNull(Object key) {
    try {
      return key(key);
    } catch (PgException e) {
      if (e.code().startsWith("22") || e.code().equals(SqlState.DATATYPE_MISMATCH.code())) {
        return null;
      }
      throw e;
    }
  }

  /** A key as Python gives it: a row's own, a scalar, or a list for several columns. */
  private Object[] key(Object key) {
    if (key instanceof RowReference own) {
      return own.row.key();
    }
    if (key instanceof List<?> parts) {
      Object[] datums = new Object[parts.size()];
      if (datums.length > Math.max(1, keyPositions.length)) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH,
            "the key of \"" + table.name() + "\" has " + keyPositions.length + " columns");
      }
      for (int i = 0; i < datums.length; i++) {
        datums[i] = keyDatum(parts.get(i), i);
      }
      return datums;
    }
    return new Object[] {keyDatum(key, 0)};
  }

  private Object keyDatum(Object part, int index) {
    return keyPositions.length == 0
        ? PythonValues.toDatum(part, Types.INT8, -1, settings)
        : PythonValues.toDatum(part, types[keyPositions[index]], -1, settings);
  }

  private List<Object> datums(List<?> names, List<?> values) {
    List<Object> datums = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      int position = position((String) names.get(i));
      datums.add(
          PythonValues.toDatum(
              values.get(i), types[position], table.columns().get(position).typmod(), settings));
    }
    return datums;
  }

  private int position(String column) {
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
