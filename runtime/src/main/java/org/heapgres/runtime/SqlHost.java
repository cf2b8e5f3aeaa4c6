package org.heapgres.runtime;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.HostAccess;
import org.heapgres.planner.LanguageCursor;
import org.heapgres.planner.LanguageStatement;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** SQL as Python runs it. */
public final class SqlHost {
  private final Host host;

  SqlHost(Host host) {
    this.host = host;
  }

  /** {@code typeNames} may be fewer than there are parameters. */
  @HostAccess.Export
  public Statement prepare(String sql, Object typeNames) {
    return host.guarded(
        () -> {
          List<String> names = new ArrayList<>();
          for (Object name : PythonValues.list(typeNames)) {
            names.add((String) name);
          }
          return new Statement(host.session().prepare(sql, names));
        });
  }

  /** Whether SQL has changed free objects since the last time: they are to be read again. */
  @HostAccess.Export
  public boolean objectsChanged() {
    return host.guarded(host::objectsChanged);
  }

  @HostAccess.Export
  public void beginSubtransaction() {
    host.guarded(
        () -> {
          host.session().beginSubtransaction();
          return null;
        });
  }

  /** {@code keep} what it has done, or not. */
  @HostAccess.Export
  public void endSubtransaction(boolean keep) {
    host.guarded(
        () -> {
          if (keep) {
            host.session().releaseSubtransaction();
          } else {
            host.session().rollbackSubtransaction();
            host.objects().undone();
          }
          return null;
        });
  }

  @HostAccess.Export
  public void commit() {
    host.guarded(
        () -> {
          host.session().commit();
          host.transactionChanged();
          return null;
        });
  }

  @HostAccess.Export
  public void rollback() {
    host.guarded(
        () -> {
          host.session().rollback();
          host.transactionChanged();
          return null;
        });
  }

  /** SQLSTATEs of errors and the conditions' names, one after the other. */
  @HostAccess.Export
  public Object[] conditions() {
    List<String> conditions = new ArrayList<>();
    for (SqlState state : SqlState.values()) {
      String kind = state.code().substring(0, 2);
      if (!List.of("00", "01", "02").contains(kind)) {
        conditions.add(state.code());
        conditions.add(state.conditionName());
      }
    }
    return conditions.toArray();
  }

  /** A prepared statement; any call of its session may run it. */
  record Statement(LanguageStatement prepared) {}

  /** What to make the arguments by; see {@link PythonValues#shape}. */
  @HostAccess.Export
  public Object[] shapes(Statement statement) {
    return host.guarded(
        () ->
            statement.prepared.parameterTypes().stream()
                .map(
                    type ->
                        PythonValues.shape(
                            type, List.of(), host.dialect(), host.session().formatSettings()))
                .toArray());
  }

  /** {@code [tag, count, column names or null, tags, rows, type oids, typmods]}. */
  @HostAccess.Export
  public Object[] run(Statement statement, Object arguments, long maxRows) {
    return host.guarded(
        () -> {
          QueryResult result = result(statement, arguments, maxRows);
          return crossing(
              result.tag(), result.count(), result.description().orElse(null), result.rows());
        });
  }

  /** A statement that fails takes back what functions that it called have written. */
  private QueryResult result(Statement statement, Object arguments, long maxRows) {
    Object[] datums = datums(statement, arguments);
    try {
      return statement.prepared.run(datums, maxRows);
    } catch (PgException e) {
      host.objects().undone();
      throw e;
    }
  }

  @HostAccess.Export
  public Cursor open(Statement statement, Object arguments) {
    return host.guarded(() -> new Cursor(statement.prepared.open(datums(statement, arguments))));
  }

  private Object[] datums(Statement statement, Object arguments) {
    List<?> given = PythonValues.list(arguments);
    List<PgType> types = statement.prepared.parameterTypes();
    FormatSettings settings = host.session().formatSettings();
    Object[] datums = new Object[types.size()];
    for (int i = 0; i < datums.length; i++) {
      Object value = i < given.size() ? given.get(i) : null;
      datums[i] = PythonValues.toDatum(value, types.get(i), -1, settings);
    }
    return datums;
  }

  /** An open cursor. */
  record Cursor(LanguageCursor rows) {}

  /** As {@link #run} answers. */
  @HostAccess.Export
  public Object[] fetch(Cursor cursor, long count) {
    return host.guarded(
        () -> {
          List<Object[]> rows = cursor.rows.fetch(count);
          return crossing("FETCH", rows.size(), cursor.rows.description(), rows);
        });
  }

  @HostAccess.Export
  public boolean isOpen(Cursor cursor) {
    return cursor.rows.isOpen();
  }

  @HostAccess.Export
  public void close(Cursor cursor) {
    host.guarded(
        () -> {
          cursor.rows.close();
          return null;
        });
  }

  private Object[] crossing(
      String tag, long count, RowDescription description, List<Object[]> found) {
    if (description == null) {
      return new Object[] {tag, count, null};
    }
    FormatSettings settings = host.session().formatSettings();
    List<RowDescription.Field> fields = description.fields();
    Object[] names = new Object[fields.size()];
    Object[] tags = new Object[names.length];
    Object[] oids = new Object[names.length];
    Object[] typmods = new Object[names.length];
    for (int i = 0; i < names.length; i++) {
      RowDescription.Field field = fields.get(i);
      names[i] = field.name();
      tags[i] = PythonValues.tag(field.type(), host.dialect(), settings);
      oids[i] = field.type().oid();
      typmods[i] = field.typmod();
    }
    Object[] rows = new Object[found.size()];
    for (int r = 0; r < rows.length; r++) {
      Object[] datums = found.get(r);
      Object[] row = new Object[names.length];
      for (int i = 0; i < row.length; i++) {
        row[i] =
            PythonValues.toPython(
                datums[i], (String) tags[i], fields.get(i).type(), host.dialect(), settings);
      }
      rows[r] = row;
    }
    return new Object[] {tag, count, names, tags, rows, oids, typmods};
  }
}
