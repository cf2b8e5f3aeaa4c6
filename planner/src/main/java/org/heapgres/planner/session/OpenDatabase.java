package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.CatalogCodec;
import org.heapgres.planner.catalog.CatalogObject;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.RootRelations;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.catalog.SystemRelations;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.ddl.DroppedStores;
import org.heapgres.planner.ddl.IndexAges;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.planner.statistics.TableActivity;
import org.heapgres.storage.Commit;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Database;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * A database in use: its published catalog, and what its sessions share. Thread-safe.
 *
 * <p>A transaction that changed the catalog commits under {@code publishing}, so that whoever gets
 * a lock which that commit freed also sees its catalog.
 */
public final class OpenDatabase {
  private static final double UNKNOWN_ROWS = 100;

  private final Database storage;
  private final AtomicLong versions = new AtomicLong();
  private final Object publishing = new Object();
  private final OidAllocator oids;
  private final Sequences sequences;
  private final Statistics statistics;
  private final DatabaseActivity activity;
  private final PlanCache plans = new PlanCache();
  private final LiteralPlans literalPlans = new LiteralPlans();
  private final TurnTaking turns = new TurnTaking();
  private final IndexAges indexAges = new IndexAges();
  private final AtomicInteger uses = new AtomicInteger();
  private volatile long lastUse = System.nanoTime();
  private volatile boolean committing;
  private volatile Catalog published;

  private OpenDatabase(Database storage, DatabaseActivity activity) {
    this.storage = storage;
    this.activity = activity;
    oids = new OidAllocator(storage);
    sequences = new Sequences(storage);
    statistics = new Statistics(storage);
  }

  /**
   * Opens a database.
   *
   * @param activity outlives this object
   */
  public static OpenDatabase open(
      Database storage,
      DatabaseEntry entry,
      SharedCatalog shared,
      SystemRelations system,
      DatabaseActivity activity) {
    DroppedStores.dropAll(storage);
    OpenDatabase database = new OpenDatabase(storage, activity);
    database.published =
        Catalog.of(
            database.nextVersion(),
            entry,
            shared,
            readObjects(storage),
            system,
            RootRelations.NONE);
    return database;
  }

  /** Every record of the catalog store. */
  public static List<CatalogObject> readObjects(Database storage) {
    Transaction transaction = storage.begin(IsolationLevel.READ_COMMITTED, true);
    try {
      transaction.beginStatement();
      List<CatalogObject> objects = new ArrayList<>();
      try (Cursor cursor = transaction.scan(SystemStores.CATALOG, null, null, false)) {
        while (cursor.next()) {
          objects.add(CatalogCodec.decode(cursor.key(), cursor.value()));
        }
      }
      return objects;
    } finally {
      transaction.rollback();
    }
  }

  public Database storage() {
    return storage;
  }

  /** Under the cluster's lock on the database, so that it is not closed meanwhile. */
  public DatabaseUse use() {
    uses.incrementAndGet();
    return new DatabaseUse(this, true);
  }

  /** A look that nobody asked for: as {@link #use}, but it keeps the database open no longer. */
  public DatabaseUse glance() {
    uses.incrementAndGet();
    return new DatabaseUse(this, false);
  }

  /** A use is over. */
  void left(boolean noted) {
    if (noted) {
      lastUse = System.nanoTime();
    }
    uses.decrementAndGet();
  }

  public boolean isIdle(long millis) {
    return uses.get() == 0 && System.nanoTime() - lastUse >= TimeUnit.MILLISECONDS.toNanos(millis);
  }

  public OidAllocator oids() {
    return oids;
  }

  public Sequences sequences() {
    return sequences;
  }

  /** For blocks that are run again after conflicts. */
  public TurnTaking turns() {
    return turns;
  }

  IndexAges indexAges() {
    return indexAges;
  }

  PlanCache plans() {
    return plans;
  }

  LiteralPlans literalPlans() {
    return literalPlans;
  }

  Statistics statistics() {
    return statistics;
  }

  /** How many rows the planner may expect. */
  double estimatedRows(Relation relation) {
    return switch (relation) {
      case Table table -> storage.approximateCount(table.store());
      case ComputedRelation computed -> computed.rows().estimate(published);
      default -> UNKNOWN_ROWS;
    };
  }

  /** What happens in it. */
  public DatabaseActivity activity() {
    return activity;
  }

  /** By table. */
  Map<Integer, TableActivity> activities() {
    return Collections.unmodifiableMap(activity.tables());
  }

  /** A transaction that analysed a table has committed: plans are made anew. */
  void statisticsChanged(int table) {
    statistics.forget(table);
    activity.table(table).analyse();
    synchronized (publishing) {
      published = published.with(nextVersion(), published.shared());
    }
  }

  long nextVersion() {
    return versions.incrementAndGet();
  }

  /** The catalog as committed; waits for a commit that is about to publish another. */
  public Catalog catalog() {
    if (committing) {
      synchronized (publishing) {
        return published;
      }
    }
    return published;
  }

  /** Runs a commit and makes its changes of the catalog the published ones. */
  Commit publish(List<CatalogChange> changes, Supplier<Commit> commit) {
    synchronized (publishing) {
      committing = true;
      try {
        Commit done = commit.get();
        indexAges.committed(published, changes, done.sequence());
        Catalog changed = published;
        for (CatalogChange change : changes) {
          changed = change.applyTo(changed, nextVersion());
        }
        published = changed;
        return done;
      } finally {
        committing = false;
      }
    }
  }

  public void publishShared(SharedCatalog shared) {
    synchronized (publishing) {
      published = published.with(nextVersion(), shared);
    }
  }
}
