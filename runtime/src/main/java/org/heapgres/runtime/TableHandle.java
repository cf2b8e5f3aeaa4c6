package org.heapgres.runtime;

import java.util.ArrayList;
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
import org.heapgres.storage.value.Jsonb;

/**
 * One version of a table as Python calls it, from snippet to snippet: its rows as the session that
 * runs sees them. For one thread at a time.
 *
 * <p>Python calls only methods that it has looked up once for a handle: each lookup in a host's
 * object is first a failed one in Python's own class for it, an exception that costs more than most
 * methods here. So what belongs to a handle is given to its methods, and has none itself.
 */
public final class TableHandle {
  private final Host host;
  private final String schema;
  private final TableShape shape;
  private Value python;

  TableHandle(Host host, String schema, TableShape shape) {
    this.host = host;
    this.schema = schema;
    this.shape = shape;
  }

  /** The table in the transaction that runs, with the rights of its user. */
  private TableAccess access() {
    return host.session().table(shape.table());
  }

  private FormatSettings settings() {
    return host.session().formatSettings();
  }

  /** What Python knows the table by: its own object once it has made it. */
  Object crossing() {
    return python == null ? this : python;
  }

  @HostAccess.Export
  public void keep(Value made) {
    python = made;
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

  /**
   * The table of that name with a foreign key to this one: {@code [it, its columns, positions of
   * the columns here that they equal]}. Null without one.
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
          return new Object[] {host.table(there).crossing(), columns, targets};
        }
      }
    }
    return null;
  }

  /** Rows that were read together, which stay opaque to Python; each is known by its place. */
  @SuppressWarnings("ArrayRecordComponent")
  record Rows(TableAccess.Row[] rows) {}

  private static Rows single(TableAccess.Row row) {
    return row == null ? null : new Rows(new TableAccess.Row[] {row});
  }

  @HostAccess.Export
  public int size(Rows rows) {
    return rows.rows.length;
  }

  /** The value of one column of a single row. */
  @HostAccess.Export
  public Object value(Rows row, int position) {
    return host.guarded(() -> crossing(row.rows[0].value(position), position));
  }

  /** The values of one column. */
  @HostAccess.Export
  public Object[] column(Rows rows, int position) {
    return host.guarded(
        () -> {
          Object[] values = new Object[rows.rows.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = crossing(rows.rows[i].value(position), position);
          }
          return values;
        });
  }

  private Object crossing(Object datum, int position) {
    if (datum == null) {
      return host.none();
    }
    String tag = shape.tag(position);
    return tag.isEmpty()
        ? datum
        : PythonValues.toPython(datum, tag, shape.type(position), Dialect.PY, settings());
  }

  /** The hidden key of a row in a table without a primary key. */
  @HostAccess.Export
  public long rowId(Rows rows, int at) {
    return (Long) rows.rows[at].key()[0];
  }

  /** Null when there is none. */
  @HostAccess.Export
  public Rows find(Object key) {
    return host.guarded(
        () -> {
          Object[] datums = shape.keyOrNull(key, settings());
          return datums == null ? null : single(access().find(datums));
        });
  }

  /** A row as SQL shows it. */
  @HostAccess.Export
  public RowJson json(Rows rows, int at) {
    return host.guarded(() -> new RowJson(shape.json().of(rows.rows[at].values(), settings())));
  }

  /** A result that Python need not look into. */
  record RowJson(Jsonb value) {}

  /** The row as it is now; null when it is gone. */
  @HostAccess.Export
  public Rows again(Rows read, int at) {
    return host.guarded(() -> single(access().find(read.rows[at].key())));
  }

  @HostAccess.Export
  public boolean contains(Object key) {
    return host.guarded(
        () -> {
          Object[] datums = shape.keyOrNull(key, settings());
          return datums != null && access().find(datums) != null;
        });
  }

  @HostAccess.Export
  public long count() {
    return host.guarded(() -> access().count());
  }

  @HostAccess.Export
  public Rows insert(Object names, Object values) {
    return host.guarded(() -> single(access().insert(datums(names, values))));
  }

  /** The row as it is then; null when it is gone. */
  @HostAccess.Export
  public Rows update(Rows read, int at, Object names, Object values) {
    return host.guarded(() -> single(access().update(read.rows[at], datums(names, values))));
  }

  /** {@link #update} of one column. */
  @HostAccess.Export
  public Rows set(Rows read, int at, int position, Object value) {
    return host.guarded(
        () -> {
          Column column = shape.table().columns().get(position);
          Object datum = PythonValues.toDatum(value, column.type(), column.typmod(), settings());
          return single(
              access().update(read.rows[at], Collections.singletonMap(column.name(), datum)));
        });
  }

  @HostAccess.Export
  public boolean delete(Object key) {
    return host.guarded(() -> access().delete(shape.key(key, settings())));
  }

  @HostAccess.Export
  public void deleteRow(Rows read, int at) {
    host.guarded(() -> access().delete(read.rows[at].key()));
  }

  /** Rows in key order from one key to another, both included. */
  @HostAccess.Export
  public Scan scan(Object from, Object to, boolean reverse) {
    return host.guarded(() -> new Scan(access().scan(bound(from), bound(to), reverse)));
  }

  private Object[] bound(Object key) {
    return key == null ? null : shape.key(key, settings());
  }

  /** Rows whose column has the value. */
  @HostAccess.Export
  public Scan where(String column, Object value) {
    return host.guarded(
        () -> {
          PgType type = shape.type(shape.position(column));
          return new Scan(
              access().where(column, PythonValues.toDatum(value, type, -1, settings())));
        });
  }

  /** Rows on their way to Python. */
  static final class Scan {
    private TableAccess.Rows rows;

    private Scan(TableAccess.Rows rows) {
      this.rows = rows;
    }

    private void close() {
      if (rows != null) {
        rows.close();
        rows = null;
      }
    }
  }

  /** Up to {@code limit} rows; none at the end. */
  @HostAccess.Export
  public Rows next(Scan scan, int limit) {
    return host.guarded(
        () -> {
          List<TableAccess.Row> batch = new ArrayList<>(limit);
          while (scan.rows != null && batch.size() < limit) {
            if (scan.rows.next()) {
              batch.add(scan.rows.row());
            } else {
              scan.close();
            }
          }
          return new Rows(batch.toArray(TableAccess.Row[]::new));
        });
  }

  @HostAccess.Export
  public void close(Scan scan) {
    host.guarded(
        () -> {
          scan.close();
          return null;
        });
  }

  /** Columns and datums of what Python gives as names and values side by side. */
  private Map<String, Object> datums(Object givenNames, Object givenValues) {
    List<?> names = PythonValues.list(givenNames);
    List<?> values = PythonValues.list(givenValues);
    Map<String, Object> datums = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = (String) names.get(i);
      int position = shape.position(name);
      int typmod = shape.table().columns().get(position).typmod();
      datums.put(
          name, PythonValues.toDatum(values.get(i), shape.type(position), typmod, settings()));
    }
    return datums;
  }
}
