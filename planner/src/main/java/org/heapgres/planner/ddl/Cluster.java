package org.heapgres.planner.ddl;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.catalog.SystemRelations;
import org.heapgres.planner.session.Bootstrap;
import org.heapgres.planner.session.CatalogChange;
import org.heapgres.planner.session.DatabaseUse;
import org.heapgres.planner.session.OidAllocator;
import org.heapgres.planner.session.OpenDatabase;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.storage.Commit;
import org.heapgres.storage.Database;
import org.heapgres.storage.Heap;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/**
 * All databases of a heap, and the roles and database entries they share, which are records of the
 * heap's database 0. Thread-safe; a change of shared objects commits at once, apart from the
 * transaction of the session that asks for it.
 */
public final class Cluster {
  private static final int SHARED = 0;

  private final Heap heap;
  private final Database sharedStorage;
  private final OidAllocator oids;
  private final SystemRelations system;
  private final Map<Integer, OpenDatabase> open = new ConcurrentHashMap<>();

  /** How much tables have changed, by database; they are not forgotten when it is closed. */
  private final Map<Integer, DatabaseActivity> activities = new ConcurrentHashMap<>();

  /** Databases that have been open: of the others it is not known what waits in them. */
  private final Set<Integer> seen = ConcurrentHashMap.newKeySet();

  private volatile SharedCatalog shared;

  private Cluster(Heap heap, Database sharedStorage, SystemRelations system) {
    this.heap = heap;
    this.sharedStorage = sharedStorage;
    this.system = system;
    oids = new OidAllocator(sharedStorage);
    shared = readShared(sharedStorage);
  }

  /** Opens what is there; fills an empty heap. */
  public static Cluster open(Heap heap, SystemRelations system) {
    boolean empty = !heap.databases().contains(SHARED);
    Database sharedStorage = empty ? heap.create(SHARED) : heap.open(SHARED);
    if (empty || readShared(sharedStorage).roles().isEmpty()) {
      Bootstrap.roles(sharedStorage);
    }
    Cluster cluster = new Cluster(heap, sharedStorage, system);
    for (DatabaseEntry entry : Bootstrap.databases()) {
      if (cluster.shared.database(entry.oid()).isEmpty()
          && !heap.databases().contains(entry.storageId())) {
        cluster.create(entry);
      }
    }
    return cluster;
  }

  private static SharedCatalog readShared(Database storage) {
    return new SharedCatalog(OpenDatabase.readObjects(storage));
  }

  public SharedCatalog shared() {
    return shared;
  }

  int nextOid() {
    return oids.next();
  }

  /** Opens a database if need be. */
  public DatabaseUse use(DatabaseEntry entry) {
    DatabaseUse[] use = new DatabaseUse[1];
    open.compute(
        entry.oid(),
        (oid, known) -> {
          OpenDatabase database = known == null ? opened(entry) : known;
          use[0] = database.use();
          return database;
        });
    return use[0];
  }

  private OpenDatabase opened(DatabaseEntry entry) {
    seen.add(entry.oid());
    return OpenDatabase.open(
        heap.open(entry.storageId()), entry, shared, system, activity(entry.oid()));
  }

  /** What has happened in a database, whether or not it is open now. */
  public DatabaseActivity activity(int database) {
    return activities.computeIfAbsent(database, oid -> new DatabaseActivity());
  }

  /** A glance at a database that is open. */
  public Optional<DatabaseUse> useIfOpen(DatabaseEntry entry) {
    DatabaseUse[] use = new DatabaseUse[1];
    open.computeIfPresent(
        entry.oid(),
        (oid, database) -> {
          use[0] = database.glance();
          return database;
        });
    return Optional.ofNullable(use[0]);
  }

  /**
   * Of a database that may hold prepared transactions: one that does stays open, so what has been
   * closed has none.
   */
  public Optional<DatabaseUse> useIfPrepared(DatabaseEntry entry) {
    return seen.contains(entry.oid()) ? useIfOpen(entry) : Optional.of(use(entry));
  }

  /** Whether some database may be closed, as far as can be seen without looking closely. */
  public boolean hasIdle(long millis) {
    return open.values().stream().anyMatch(database -> database.isIdle(millis))
        || heap.openDatabases().size() > open.size() + 1;
  }

  /** Closes what nobody has used for so long, and what is open in the heap for nobody. */
  public void closeIdle(long millis) {
    for (DatabaseEntry entry : shared.databases()) {
      open.compute(
          entry.oid(),
          (oid, database) -> {
            if (database == null) {
              heap.close(entry.storageId());
              return null;
            }
            if (!database.isIdle(millis)) {
              return database;
            }
            database.sequences().close();
            return heap.close(entry.storageId()) ? null : database;
          });
    }
  }

  /** Makes an empty database; its entry is written last, so that a crash leaves no half of one. */
  synchronized void create(DatabaseEntry entry) {
    Database storage = heap.create(entry.storageId());
    Bootstrap.schemas(storage);
    change(List.of(new CatalogChange.Put(entry)));
  }

  /** The caller made sure that nobody uses it. */
  synchronized void drop(DatabaseEntry entry) {
    change(List.of(new CatalogChange.Remove(entry)));
    open.remove(entry.oid());
    activities.remove(entry.oid());
    heap.drop(entry.storageId());
  }

  /** Writes roles and database entries durably, and publishes them to all databases. */
  public synchronized void change(List<CatalogChange> changes) {
    Transaction transaction = sharedStorage.begin(IsolationLevel.READ_COMMITTED, false);
    try {
      transaction.beginStatement();
      for (CatalogChange change : changes) {
        change.writeTo(transaction);
      }
      transaction.commit().await();
    } catch (RuntimeException e) {
      if (transaction.isActive()) {
        transaction.rollback();
      }
      throw e;
    }
    SharedCatalog changed = shared;
    for (CatalogChange change : changes) {
      changed =
          switch (change) {
            case CatalogChange.Put put -> changed.with(put.object());
            case CatalogChange.Remove remove -> changed.without(remove.object());
          };
    }
    shared = changed;
    open.values().forEach(database -> database.publishShared(shared));
  }

  /**
   * Commits a transaction of a database, and with it the changes of shared objects that it made:
   * after a crash in between, only these are missing. 23505 when another transaction has taken a
   * role's name meanwhile.
   */
  public synchronized Commit change(List<CatalogChange> changes, Supplier<Commit> commit) {
    for (CatalogChange change : changes) {
      if (change instanceof CatalogChange.Put(Role role)) {
        requireFree(role, changes);
      }
    }
    Commit done = commit.get();
    change(changes);
    return done;
  }

  private void requireFree(Role role, List<CatalogChange> changes) {
    Optional<Role> namesake = shared.role(role.name()).filter(other -> other.oid() != role.oid());
    boolean goes =
        changes.stream()
            .anyMatch(change -> namesake.filter(n -> n.oid() == change.object().oid()).isPresent());
    if (namesake.isPresent() && !goes) {
      throw new PgException(
              SqlState.UNIQUE_VIOLATION,
              "duplicate key value violates unique constraint \"pg_authid_rolname_index\"")
          .withDetail("Key (rolname)=(" + role.name() + ") already exists.");
    }
  }

  public Collection<OpenDatabase> openDatabases() {
    return open.values();
  }

  public void close() {
    open.values().forEach(database -> database.sequences().close());
  }
}
