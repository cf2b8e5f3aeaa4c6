package org.heapgres.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;

/**
 * A table during one snippet, as Python calls it: its rows with values as they cross. For one
 * thread.
 */
public final class TableHandle {
  private final Host host;
  private final String schema;
  private final TableShape shape;
  private final TableAccess access;
  private final FormatSettings settings;

  TableHandle(
      Host host, String schema, TableShape shape, TableAccess access, FormatSettings settings) {
    this.host = host;
    this.schema = schema;
    this.shape = shape;
    this.access = access;
    this.settings = settings;
  }

  @HostAccess.Export
  public int oid() {
    return shape.table().oid();
  }

  /** {@code [schema, name, column names, column tags, positions of the key's columns]}. */
  @HostAccess.Export
  public Object[] describe() {
    Object[] names = new Object[shape.width()];
    Object[] columnTags = new Object[names.length];
    Object[] positions = new Object[shape.keyLength()];
    for (int i = 0; i < names.length; i++) {
      names[i] = shape.table().columns().get(i).name();
      columnTags[i] = shape.tag(i);
    }
    for (int i = 0; i < positions.length; i++) {
      positions[i] = shape.keyPosition(i);
    }
    return new Object[] {schema, shape.table().name(), names, columnTags, positions};
  }

  /** Python's class for the rows; null until it has one. */
  @HostAccess.Export
  public Value rowClass() {
    return shape.rowClass();
  }

  @HostAccess.Export
  public void keepRowClass(Value made) {
    shape.keepRowClass(made);
  }

  /**
   * The table of that name with a foreign key to this one: {@code [handle, its columns, positions
   * of the columns here that they equal]}. Null without one.
   */
  @HostAccess.Export
  public Object[] referencing(String name) {
    Table here = shape.table();
    for (Table there : host.session().catalog().referencing(here.oid())) {
      for (Constraint.ForeignKey key : there.foreignKeys()) {
        if (there.name().equals(name) && key.target() == here.oid()) {
          Object[] columns =
              key.columns().stream()
                  .map(number -> there.columns().get(there.columnIndex((int) number)).name())
                  .toArray();
          Object[] targets =
              key.targetColumns().stream()
                  .map(number -> (Object) here.columnIndex((int) number))
                  .toArray();
          return new Object[] {host.table(there), columns, targets};
        }
      }
    }
    return null;
  }

  /** The row's values with the row itself last, which stays opaque to Python. */
  private Object[] row(TableAccess.Row row) {
    Object[] datums = row.values();
    Object[] values = Arrays.copyOf(datums, datums.length + 1, Object[].class);
    if (!shape.direct()) {
      for (int i = 0; i < datums.length; i++) {
        values[i] =
            PythonValues.toPython(datums[i], shape.tag(i), shape.type(i), Dialect.PY, settings);
      }
    }
    values[datums.length] = row;
    return values;
  }

  /** The hidden key of a row in a table without a primary key. */
  @HostAccess.Export
  public long rowId(TableAccess.Row row) {
    return (Long) row.key()[0];
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

  /** A row as SQL shows it. */
  @HostAccess.Export
  public RowJson json(TableAccess.Row row) {
    return host.guarded(() -> new RowJson(shape.json().of(row.values(), settings)));
  }

  /** A result that Python need not look into. */
  record RowJson(Jsonb value) {}

  /** The row as it is now; null when it is gone. */
  @HostAccess.Export
  public Object[] again(TableAccess.Row read) {
    return host.guarded(
        () -> {
          TableAccess.Row row = access.find(read.key());
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
  public Object[] update(TableAccess.Row read, Object names, Object values) {
    return host.guarded(() -> updated(read, datums(names, values)));
  }

  /** {@link #update} of one column. */
  @HostAccess.Export
  public Object[] set(TableAccess.Row read, int position, Object value) {
    return host.guarded(
        () -> {
          Column column = shape.table().columns().get(position);
          Object datum = PythonValues.toDatum(value, column.type(), column.typmod(), settings);
          return updated(read, Collections.singletonMap(column.name(), datum));
        });
  }

  private Object[] updated(TableAccess.Row read, Map<String, Object> changes) {
    TableAccess.Row row = access.update(read, changes);
    return row == null ? null : row(row);
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
          PgType type = shape.type(position(column));
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
    if (key instanceof TableAccess.Row own) {
      return own.key();
    }
    if (key instanceof List<?> parts) {
      Object[] datums = new Object[parts.size()];
      if (datums.length > Math.max(1, shape.keyLength())) {
        throw new PgException(
            SqlState.DATATYPE_MISMATCH,
            "the key of \"" + shape.table().name() + "\" has " + shape.keyLength() + " columns");
      }
      for (int i = 0; i < datums.length; i++) {
        datums[i] = keyDatum(parts.get(i), i);
      }
      return datums;
    }
    return new Object[] {keyDatum(key, 0)};
  }

  private Object keyDatum(Object part, int index) {
    PgType type = shape.keyLength() == 0 ? Types.INT8 : shape.type(shape.keyPosition(index));
    return PythonValues.toDatum(part, type, -1, settings);
  }

  /** Columns and datums of what Python gives as names and values side by side. */
  private Map<String, Object> datums(Object givenNames, Object givenValues) {
    List<?> names = PythonValues.list(givenNames);
    List<?> values = PythonValues.list(givenValues);
    Map<String, Object> datums = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = (String) names.get(i);
      int position = position(name);
      int typmod = shape.table().columns().get(position).typmod();
      datums.put(name, PythonValues.toDatum(values.get(i), shape.type(position), typmod, settings));
    }
    return datums;
  }

  private int position(String column) {
    Table table = shape.table();
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
