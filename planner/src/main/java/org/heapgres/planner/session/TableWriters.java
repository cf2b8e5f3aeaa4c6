package org.heapgres.planner.session;

import java.util.IdentityHashMap;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.operator.TableSecurity;
import org.heapgres.planner.exec.table.TableWriter;
import org.heapgres.planner.exec.table.WriterTableAccess;

/**
 * The writers of a session's tables, for the procedural languages whose code names the same few
 * tables again and again: to make one costs several times what a row costs that is read by it. Row
 * security depends on more than a writer does, so that it is bound for each call.
 */
final class TableWriters {
  private static final int CAPACITY = 1000;

  private final Session session;

  /** By identity: another version of a table is another object. */
  private final IdentityHashMap<Table, Known> known = new IdentityHashMap<>();

  /** What is good for one version of the catalog and one environment. */
  private record Known(long version, Environment environment, TableWriter writer) {}

  TableWriters(Session session) {
    this.session = session;
  }

  TableAccess open(Table table, Run run) {
    long version = session.catalog().version();
    Environment environment = session.environment().environment();
    Known found = known.get(table);
    if (found != null && found.version == version && found.environment.equals(environment)) {
      return new WriterTableAccess(found.writer, TableSecurity.NONE, run);
    }
    TableWriter writer = session.planner().writer(table);
    Binder.TableSecurity security = new Binder(session.bindContext()).bindRowSecurity(table);
    if (security != null) {
      return new WriterTableAccess(writer, session.planner().security(security), run);
    }
    if (known.size() >= CAPACITY) {
      known.clear();
    }
    known.put(table, new Known(version, environment, writer));
    return new WriterTableAccess(writer, TableSecurity.NONE, run);
  }
}
