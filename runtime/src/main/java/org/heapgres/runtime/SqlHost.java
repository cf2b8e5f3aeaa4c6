package org.heapgres.runtime;

import java.util.List;
import org.graalvm.polyglot.HostAccess;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.types.FormatSettings;

/** SQL statements as Python runs them. */
public final class SqlHost {
  private final Host host;

  SqlHost(Host host) {
    this.host = host;
  }

  /** {@code [tag, count, column names or null, column tags, rows]}. */
  @HostAccess.Export
  public Object[] sql(String text, Object values, Object typeNames) {
    return host.guarded(
        () -> {
          FormatSettings settings = host.session().formatSettings();
          List<?> given = PythonValues.list(values);
          QueryResult result =
              host.session()
                  .sql(
                      text,
                      types -> {
                        Object[] datums = new Object[types.size()];
                        for (int i = 0; i < datums.length; i++) {
                          datums[i] =
                              PythonValues.toDatum(
                                  i < given.size() ? given.get(i) : null,
                                  types.get(i),
                                  -1,
                                  settings);
                        }
                        return datums;
                      });
          return rows(result, settings);
        });
  }

  private static Object[] rows(QueryResult result, FormatSettings settings) {
    if (result.description().isEmpty()) {
      return new Object[] {result.tag(), result.count(), null, null, new Object[0]};
    }
    List<RowDescription.Field> fields = result.description().get().fields();
    Object[] names = new Object[fields.size()];
    Object[] tags = new Object[fields.size()];
    Object[] oids = new Object[fields.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = fields.get(i).name();
      tags[i] = PythonValues.tag(fields.get(i).type(), settings);
      oids[i] = fields.get(i).type().oid();
    }
    Object[] rows = new Object[result.rows().size()];
    for (int r = 0; r < rows.length; r++) {
      Object[] datums = result.rows().get(r);
      Object[] row = new Object[names.length];
      for (int i = 0; i < row.length; i++) {
        row[i] = PythonValues.toPython(datums[i], (String) tags[i], fields.get(i).type(), settings);
      }
      rows[r] = row;
    }
    return new Object[] {result.tag(), result.count(), names, tags, rows, oids};
  }
}
