package org.heapgres.planner.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.HeapPack;
import org.heapgres.planner.command.TableAnalysis;
import org.heapgres.planner.statistics.TableActivity;
import org.heapgres.storage.Database;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockNotFree;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.object.ObjectPack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Analyses tables by itself when enough of their rows have changed, as PostgreSQL's autovacuum does
 * (manual, 24.1.6): {@code autovacuum_analyze_threshold} and {@code
 * autovacuum_analyze_scale_factor} of the rows there were, looked at every {@code
 * autovacuum_naptime}; tables may have settings of their own. Packs the free objects likewise, by
 * {@code autovacuum_vacuum_threshold} and {@code autovacuum_vacuum_scale_factor}. A table that
 * somebody has locked is left for the next time, and so are objects while somebody has written some
 * and does not end his transaction. One thread, which lives while it has something to do.
 */
final class AutoVacuum {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger logger = LoggerFactory.getLogger(AutoVacuum.class);

  private final Engine engine;
  private final AtomicBoolean running = new AtomicBoolean();

  AutoVacuum(Engine engine) {
    this.engine = engine;
  }

  void start() {
    long pause = Long.parseLong(engine.setting("autovacuum_naptime"));
    if (engine.setting("autovacuum").equals("on")) {
      var _ = engine.timer().scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.SECONDS);
    }
  }

  private sealed interface Due {}

  private record DueTable(DatabaseEntry entry, int table) implements Due {}

  private record DueObjects(DatabaseEntry entry) implements Due {}

  private void look() {
    List<Due> due = new ArrayList<>();
    for (DatabaseEntry entry : engine.cluster().shared().databases()) {
      Optional<DatabaseUse> open = engine.cluster().useIfOpen(entry);
      if (open.isPresent()) {
        try (DatabaseUse use = open.get()) {
          use.database()
              .activities()
              .forEach(
                  (oid, activity) -> {
                    if (isDue(use.database(), oid, activity)) {
                      due.add(new DueTable(entry, oid));
                    }
                  });
          if (areObjectsDue(use.database().storage())) {
            due.add(new DueObjects(entry));
          }
        }
      }
    }
    if (!due.isEmpty() && running.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("heapgres-autovacuum").start(() -> work(due));
    }
  }

  private boolean areObjectsDue(Database database) {
    long changes = ObjectPack.changes(database);
    return changes > 0
        && changes
            > Double.parseDouble(engine.setting("autovacuum_vacuum_threshold"))
                + Double.parseDouble(engine.setting("autovacuum_vacuum_scale_factor"))
                    * database.approximateCount(SystemStores.OBJECTS);
  }

  private boolean isDue(OpenDatabase database, int oid, TableActivity activity) {
    long changes = activity.sinceAnalyse();
    Optional<Table> table = changes == 0 ? Optional.empty() : database.catalog().table(oid);
    return table.isPresent() && isDue(database, table.get(), changes);
  }

  private boolean isDue(OpenDatabase database, Table table, long changes) {
    if (table.partitioned()
        || table.persistence() == Table.Persistence.TEMPORARY
        || setting(table, "autovacuum_enabled").equals("off")
        || setting(table, "autovacuum_enabled").equals("false")) {
      return false;
    }
    double rows = Math.max(0, database.statistics().of(table).rows());
    return changes
        > Double.parseDouble(setting(table, "autovacuum_analyze_threshold"))
            + Double.parseDouble(setting(table, "autovacuum_analyze_scale_factor")) * rows;
  }

  /** The table's own, or the server's. */
  private String setting(Table table, String name) {
    String own = table.options().get(name);
    return own != null ? own : name.equals("autovacuum_enabled") ? "on" : engine.setting(name);
  }

  private void work(List<Due> due) {
    try {
      for (Due each : due) {
        switch (each) {
          case DueTable table -> analyse(table);
          case DueObjects(DatabaseEntry entry) -> pack(entry);
        }
      }
    } catch (PgException e) {
      // the database was dropped, or the server stops: there is nobody to tell, and the next look
      // begins anew
    } finally {
      running.set(false);
    }
  }

  private void pack(DatabaseEntry entry) {
    try (Session session = engine.internalSession(entry)) {
      session.transaction().ensure(Clock.micros());
      session.beginStatement();
      new HeapPack(session, PATIENCE)
          .run()
          .ifPresent(done -> logger.debug("database \"{}\": {}", entry.name(), done));
      session.transaction().commit();
    }
  }

  private void analyse(DueTable due) {
    try (Session session = engine.internalSession(due.entry)) {
      session.transaction().ensure(Clock.micros());
      session.beginStatement();
      Optional<Table> table = session.catalog().table(due.table);
      if (table.isEmpty()) {
        return;
      }
      try {
        session
            .transaction()
            .ifLocksAreFree(
                () -> {
                  Names.lock(session, due.table, LockMode.SHARE_UPDATE_EXCLUSIVE);
                  return null;
                });
      } catch (LockNotFree e) {
        return;
      }
      new TableAnalysis(session, table.get()).run(table.get().columns(), true);
      session.transaction().commit();
    }
  }
}
