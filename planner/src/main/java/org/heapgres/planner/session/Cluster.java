package org.heapgres.planner.session;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.SharedCatalog;
import org.heapgres.planner.catalog.SystemRelations;
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
final class Cluster {
  private static final int SHARED = 0;

  private final Heap heap;
  private final Database sharedStorage;
  private final OidAllocator oids;
  private final SystemRelations system;
  private final Map<Integer, OpenDatabase> open = new ConcurrentHashMap<>();
  private volatile SharedCatalog shared;

  private Cluster(Heap heap, Database sharedStorage, SystemRelations system) {
    this.heap = heap;
    this.sharedStorage = sharedStorage;
    this.system = system;
    oids = new OidAllocator(sharedStorage);
    shared = readShared(sharedStorage);
  }

  /** Opens what is there; fills an empty heap. */
  static Cluster open(Heap heap, SystemRelations system) {
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

  SharedCatalog shared() {
    return shared;
  }

  int nextOid() {
    return oids.next();
  }

  OpenDatabase database(DatabaseEntry entry) {
    return open.computeIfAbsent(
        entry.oid(), oid -> OpenDatabase.open(heap.open(entry.storageId()), entry, shared, system));
  }

  /** A database that is in use. */
  Optional<OpenDatabase> ifOpen(DatabaseEntry entry) {
    return Optional.ofNullable(open.get(entry.oid()));
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
    heap.drop(entry.storageId());
  }

  /** Writes roles and database entries durably, and publishes them to all databases. */
  synchronized void change(List<CatalogChange> changes) {
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
    shared = readShared(sharedStorage);
    open.values().forEach(database -> database.publishShared(shared));
  }

  /**
   * Commits a transaction of a database, and with it the changes of shared objects that it made:
   * after a crash in between, only these are missing. 23505 when another transaction has taken a
   * role's name meanwhile.
   */
  synchronized Commit change(List<CatalogChange> changes, Supplier<Commit> commit) {
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

  Collection<OpenDatabase> openDatabases() {
    return open.values();
  }

  void close() {
    open.values().forEach(database -> database.sequences().close());
  }
}
