package org.heapgres.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A table during one snippet, as Python calls it: its rows with values as they cross. For one
 * thread.
 */
public final class TableHandle {
  private final Host host;
  private final String schema;
  private final Table table;
  private final TableAccess access;
  private final FormatSettings settings;
  private final PgType[] types;
  private final String[] tags;
  private final boolean direct;
  private final int[] keyPositions;

  TableHandle(Host host, String schema, Table table, TableAccess access, FormatSettings settings) {
    this.host = host;
    this.schema = schema;
    this.table = table;
    this.access = access;
    this.settings = settings;
    List<Column> columns = table.columns();
    types = new PgType[columns.size()];
    tags = new String[types.length];
    boolean plain = true;
    for (int i = 0; i < types.length; i++) {
      types[i] = columns.get(i).type();
      tags[i] = PythonValues.tag(types[i], Dialect.PY, settings);
      plain &= tags[i].isEmpty();
    }
    direct = plain;
    keyPositions = table.keyPositions();
  }

  @HostAccess.Export
  public int oid() {
    return table.oid();
  }

  /** {@code [schema, name, oid, column names, column tags, positions of the key's columns]}. */
  @HostAccess.Export
  public Object[] describe() {
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
  private Object[] row(TableAccess.Row row) {
    Object[] datums = row.values();
    Object[] values = new Object[datums.length + 1];
    if (direct) {
      System.arraycopy(datums, 0, values, 0, datums.length);
    } else {
      for (int i = 0; i < datums.length; i++) {
        values[i] = PythonValues.toPython(datums[i], tags[i], types[i], Dialect.PY, settings);
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

  /** A row's values with its key last; null when there is none. */
  @HostAccess.Export
  public Object[] find(Object key) {
    return host.guarded(
        () -> {
          Object[] datums = keyOrNull(key);
          TableAccess.Row row = datums == null ? null : access.find(datums);
          return row == null ? null : row(row);
        });
  }

  @HostAccess.Export
  public boolean contains(Object key) {
    return host.guarded(
        () -> {
          Object[] datums = keyOrNull(key);
          return datums != null && access.find(datums) != null;
        });
  }

  @HostAccess.Export
  public long count() {
    return host.guarded(access::count);
  }

  @HostAccess.Export
  public Object[] insert(Object names, Object values) {
    return host.guarded(() -> row(access.insert(datums(names, values))));
  }

  /** {@code read} is what stands last in a row; null when the row is gone. */
  @HostAccess.Export
  public Object[] update(RowReference read, Object names, Object values) {
    return host.guarded(
        () -> {
          TableAccess.Row row = access.update(read.row, datums(names, values));
          return row == null ? null : row(row);
        });
  }

  @HostAccess.Export
  public boolean delete(Object key) {
    return host.guarded(() -> access.delete(key(key)));
  }

  /** Rows in key order from one key to another, both included. */
  @HostAccess.Export
  public Scan scan(Object from, Object to, boolean reverse) {
    return host.guarded(
        () ->
            new Scan(
                access.scan(
                    from == null ? null : key(from), to == null ? null : key(to), reverse)));
  }

  /** Rows whose column has the value. */
  @HostAccess.Export
  public Scan where(String column, Object value) {
    return host.guarded(
        () -> {
          PgType type = types[position(column)];
          return new Scan(access.where(column, PythonValues.toDatum(value, type, -1, settings)));
        });
  }

  /** Rows on their way to Python. */
  public final class Scan {
    private TableAccess.Rows rows;

    private Scan(TableAccess.Rows rows) {
      this.rows = rows;
    }

    /** Up to {@code limit} rows; none at the end. */
    @HostAccess.Export
    public Object[] next(int limit) {
      return host.guarded(
          () -> {
            List<Object> batch = new ArrayList<>(limit);
            while (rows != null && batch.size() < limit) {
              if (rows.next()) {
                batch.add(row(rows.row()));
              } else {
                closeRows();
              }
            }
            return batch.toArray();
          });
    }

    @HostAccess.Export
    public void close() {
      host.guarded(
          () -> {
            closeRows();
            return null;
          });
    }

    private void closeRows() {
      if (rows != null) {
        rows.close();
        rows = null;
      }
    }
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

  /** Columns and datums of what Python gives as names and values side by side. */
  private Map<String, Object> datums(Object givenNames, Object givenValues) {
    List<?> names = PythonValues.list(givenNames);
    List<?> values = PythonValues.list(givenValues);
    Map<String, Object> datums = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = (String) names.get(i);
      int position = position(name);
      int typmod = table.columns().get(position).typmod();
      datums.put(name, PythonValues.toDatum(values.get(i), types[position], typmod, settings));
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
