package org.heapgres.planner.ddl;

import java.util.List;
import java.util.function.UnaryOperator;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.table.IndexBuilder;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Progress;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;

/**
 * Makes, rebuilds and drops indexes while others read and write the table (manual: CREATE INDEX,
 * "Building Indexes Concurrently"). Each is a series of transactions, between which the session
 * holds the table against other changes of its definition. Used by the session's thread.
 *
 * <p>An index passes through three states: in the catalog and not valid, when writers keep it up to
 * date and nobody reads it; valid; gone from the catalog, when its entries still are in the store.
 * It goes from one to the next only when nobody is left who works with the one before. Whatever
 * ends the series early leaves an index that is not valid, as in PostgreSQL.
 */
final class ConcurrentIndexes {
  private final Run run;
  private final Session session;

  ConcurrentIndexes(Run run) {
    this.run = run;
    this.session = run.session();
  }

  /** Builds an index that this transaction has put into the catalog, not valid. */
  void create(Index index) {
    holding(index.table(), () -> create(index, "CREATE INDEX CONCURRENTLY"));
  }

  private void create(Index index, String command) {
    try (Progress progress = start(index, command)) {
      session.nextTransaction();
      build(index, progress);
      change(index.table(), index.oid(), i -> i.withValid(true));
      session.nextTransaction();
    }
  }

  private Progress start(Index index, String command) {
    return Progress.start(session, "create_index", index.table())
        .set("index_relid", index.oid())
        .set("command", command)
        .phase("initializing");
  }

  /** The caller's transaction has found out that the index may go. */
  void drop(Index index) {
    holding(
        index.table(),
        () -> {
          change(index.table(), index.oid(), i -> i.withValid(false));
          session.nextTransaction();
          await(index, LockMode.ACCESS_EXCLUSIVE, null, null);
          remove(index);
        });
  }

  /** Replaces the entries by new ones; those of an index that is not valid make it valid. */
  void rebuild(Index index) {
    holding(index.table(), () -> swap(index));
  }

  private void swap(Index index) {
    int oid = session.database().oids().next();
    TableDraft draft = draft(index.table());
    String newName = Names.choose(index.name(), null, "ccnew", draft::isFree);
    Index fresh = index.as(oid, newName).withValid(false);
    draft.indexes().add(fresh);
    session.transaction().put(draft.build());
    try (Progress progress = start(index, "REINDEX CONCURRENTLY")) {
      progress.set("index_relid", oid);
      session.nextTransaction();
      build(fresh, progress);
      TableDraft swapped = draft(index.table());
      String oldName = Names.choose(index.name(), null, "ccold", swapped::isFree);
      swapped.indexes().replaceAll(i -> swapped(i, index, fresh, oldName));
      session.transaction().put(swapped.build());
      session.nextTransaction();
      await(index, LockMode.ACCESS_EXCLUSIVE, progress, "waiting for readers before marking dead");
      Index old = session.catalog().table(index.table()).flatMap(t -> t.index(oid)).orElseThrow();
      progress.phase("waiting for readers before dropping");
      remove(old);
    }
  }

  /** The index gets the new entries, and its old ones the new index's place. */
  private static Index swapped(Index each, Index index, Index fresh, String oldName) {
    if (each.oid() == index.oid()) {
      return each.withStore(fresh.store()).withValid(true);
    }
    return each.oid() == fresh.oid()
        ? each.withName(oldName).withStore(index.store()).withValid(false)
        : each;
  }

  /** An index that nobody reads any more. */
  private void remove(Index index) {
    TableDraft draft = draft(index.table());
    draft.indexes().removeIf(i -> i.oid() == index.oid());
    session.transaction().put(draft.build());
    DroppedStores.remember(session.transaction().storage(), index.store());
    session.nextTransaction();
    await(index, LockMode.ACCESS_EXCLUSIVE, null, null);
    DroppedStores.drop(session.transaction().storage(), index.store());
    session.nextTransaction();
  }

  /** Nobody else changes the table's definition meanwhile. */
  private void holding(int table, Runnable work) {
    LockTag tag = new LockTag.Relation(table);
    session.locks().lock(tag, LockMode.SHARE_UPDATE_EXCLUSIVE, LockWait.BLOCK);
    try {
      work.run();
    } finally {
      session.locks().unlock(tag, LockMode.SHARE_UPDATE_EXCLUSIVE);
    }
  }

  private TableDraft draft(int table) {
    return TableDraft.of(session, session.catalog().table(table).orElseThrow());
  }

  private void change(int table, int index, UnaryOperator<Index> how) {
    TableDraft draft = draft(table);
    draft.indexes().replaceAll(i -> i.oid() == index ? how.apply(i) : i);
    session.transaction().put(draft.build());
  }

  /** Waits for those who use the table in a way that {@code mode} excludes. */
  private void await(Index index, LockMode mode, Progress progress, String phase) {
    LockTag tag = new LockTag.Relation(index.table());
    if (progress != null) {
      List<Integer> holders = session.locks().holders(tag, mode);
      progress.phase(phase).set("lockers_total", holders.size());
      if (!holders.isEmpty()) {
        progress.set("current_locker_pid", holders.getFirst());
      }
    }
    session.transaction().storage().awaitHolders(tag, mode);
    if (progress != null) {
      progress.set("current_locker_pid", 0);
    }
  }

  private void build(Index index, Progress progress) {
    await(index, LockMode.SHARE, progress, "waiting for writers before build");
    Table table = session.catalog().table(index.table()).orElseThrow();
    progress
        .phase("building index: scanning table")
        .set("tuples_total", session.database().storage().approximateCount(table.store()));
    IndexBuilder builder = session.planner().writer(table).builder(index);
    session.nextTransaction();
    builder.begin(new Execution(run));
    while (builder.some(new Execution(run))) {
      progress.set("tuples_done", builder.count());
      session.nextTransaction();
    }
    progress.set("tuples_done", builder.count());
  }
}
