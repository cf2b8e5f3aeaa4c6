package org.heapgres.planner.ddl;

import java.util.List;
import java.util.function.Consumer;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.catalog.Constraint.ForeignKey;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.table.TableVerifier;
import org.heapgres.planner.session.Clock;
import org.heapgres.planner.session.DatabaseUse;
import org.heapgres.planner.session.Engine;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.Damage;
import org.heapgres.storage.PgException;

/** Whether what a database holds agrees with its catalog: rows, indexes, constraints. */
public final class Verification {
  private final Session session;
  private final String database;
  private final Consumer<Damage> report;

  private Verification(Session session, Consumer<Damage> report) {
    this.session = session;
    this.database = session.entry().name();
    this.report = report;
  }

  /** Looks at all databases, one after the other; nobody else may be writing. */
  public static void run(Engine engine, Consumer<Damage> report) {
    Cluster cluster = engine.cluster();
    Role superuser = cluster.shared().roles().stream().filter(Role::superuser).findFirst().get();
    for (DatabaseEntry entry : cluster.shared().databases()) {
      try {
        DatabaseUse use = cluster.use(entry);
        use.database().storage().verify(report);
        use.database().storage().unlockPrepared();
        try (Session session =
            new Session(engine, use, entry, 0, superuser, SessionListener.NOBODY)) {
          new Verification(session, report).tables();
        }
      } catch (PgException e) {
        report.accept(new Damage("database \"" + entry.name() + "\"", e.getMessage()));
      }
    }
  }

  private void tables() {
    List<Table> tables =
        session.catalog().relations().stream()
            .filter(Table.class::isInstance)
            .map(Table.class::cast)
            .filter(table -> !table.partitioned())
            .toList();
    for (Table table : tables) {
      inTransaction(table, () -> rows(table));
      for (ForeignKey key : table.foreignKeys()) {
        if (key.validated()) {
          inTransaction(table, () -> AlterConstraints.validate(session, table, key));
        }
      }
    }
  }

  private void inTransaction(Table table, Runnable look) {
    try {
      session.transaction().ensure(Clock.micros());
      session.beginStatement();
      look.run();
      session.commit();
    } catch (PgException e) {
      session.fail();
      report(table, e.getMessage());
    }
  }

  private void rows(Table table) {
    new TableVerifier(
            session.planner().writer(table),
            new Execution(Run.ofFunction(session)),
            what -> report(table, what))
        .verify();
  }

  private void report(Table table, String what) {
    String where =
        "database \"%s\", table \"%s.%s\""
            .formatted(database, session.catalog().schemaName(table.schema()), table.name());
    report.accept(new Damage(where, what));
  }
}
