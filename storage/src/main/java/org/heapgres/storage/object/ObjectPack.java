package org.heapgres.storage.object;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Database;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockSession;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * Removes the objects that no root leads to, while everybody goes on: what ZODB calls packing. For
 * one thread, which runs the steps in their order, each in a transaction of its own at READ
 * COMMITTED.
 *
 * <p>It marks by a snapshot. What is unreachable there can come back only by a reference written
 * later, by one who has it from an older snapshot or by its oid. So all who write objects tell
 * which references they write, from before the snapshot (those who did not know yet are over, see
 * {@link #awaitWriters}) until the moment in which nobody writes and {@link #condemn} decides.
 * Whoever refers to a condemned object after that gets 40001, as for a row that has been deleted.
 * This is the incremental update barrier of Dijkstra et al., "On-the-Fly Garbage Collection", 1978.
 */
public final class ObjectPack implements AutoCloseable {
  private static final int ROUND = 1000;

  /** So many objects are removed in one transaction. */
  private static final int SLICE = 10_000;

  /** Those who write wait for the pack no longer than that, nor does it for them. */
  private static final LockWait MOMENT = new LockWait.Timed(20_000_000);

  private final PackState state;
  private final LockSession locks;
  private final Reach reachable;

  /** The transaction of the step under way. */
  private Transaction transaction;

  /** Those with an own record or parts. */
  private final OidSet unreachable = new OidSet();

  private long kept;
  private long removed;

  private ObjectPack(PackState state, LockSession locks) {
    this.state = state;
    this.locks = locks;
    reachable = new Reach(() -> transaction);
  }

  /** Empty when another is under way. */
  public static Optional<ObjectPack> start(Database database, LockSession locks) {
    PackState state = PackState.of(database);
    return state.begin() ? Optional.of(new ObjectPack(state, locks)) : Optional.empty();
  }

  /** How many records of objects were written since the last pack. */
  public static long changes(Database database) {
    return PackState.of(database).changes();
  }

  /**
   * Whether the transactions are over that have written objects before the pack began; waits for
   * them a moment.
   */
  public boolean awaitWriters() {
    return alone(() -> {});
  }

  /** Runs a step while nobody writes objects; false when there was no such moment soon enough. */
  private boolean alone(Runnable step) {
    try {
      locks.lock(PackState.TAG, LockMode.SHARE_ROW_EXCLUSIVE, MOMENT);
    } catch (PgException e) {
      if (e.state() == SqlState.LOCK_NOT_AVAILABLE) {
        return false;
      }
      throw e;
    }
    try {
      step.run();
      return true;
    } finally {
      locks.unlock(PackState.TAG, LockMode.SHARE_ROW_EXCLUSIVE);
    }
  }

  /**
   * Finds what is unreachable.
   *
   * @param between is run from time to time, and may end it by throwing
   */
  public void mark(Transaction snapshot, Runnable between) {
    transaction = snapshot;
    for (int store : new int[] {SystemStores.ROOTS, SystemStores.CLASSES}) {
      try (Cursor cursor = transaction.scan(store, null, null, false)) {
        while (cursor.next()) {
          reachable.add(HeapValueCodec.decode(cursor.value()));
        }
      }
    }
    kept = reachable.followAll(between);
    for (int store : new int[] {SystemStores.OBJECTS, SystemStores.PARTS}) {
      try (Cursor cursor = transaction.scan(store, null, null, false)) {
        for (long count = 1; cursor.next(); count++) {
          long oid = ByteBuffer.wrap(cursor.key()).getLong();
          if (!reachable.contains(oid)) {
            unreachable.add(oid);
          }
          if (count % ROUND == 0) {
            between.run();
          }
        }
      }
    }
  }

  /**
   * Settles what is going to be removed.
   *
   * @return false when somebody is writing objects: to be tried again
   */
  public boolean condemn(Transaction latest, Runnable between) {
    transaction = latest;
    return alone(
        () -> {
          transaction.beginStatement();
          state.referred().forEach(reachable::add);
          kept = reachable.followAll(between);
          unreachable.removeIf(reachable::contains);
          state.remove(unreachable);
        });
  }

  /**
   * Removes some of what is condemned, but nothing that somebody has locked: that is left for the
   * next pack.
   *
   * @return false when there was nothing to remove, or nothing is left
   */
  public boolean sweep(Transaction next) {
    transaction = next;
    long[] left = {SLICE};
    unreachable.removeIf(oid -> left[0] > 0 && remove(oid, left));
    removed += SLICE - left[0];
    return !unreachable.isEmpty() && left[0] < SLICE;
  }

  private boolean remove(long oid, long[] left) {
    byte[] key = ObjectStore.key(oid);
    if (!remove(SystemStores.OBJECTS, key)) {
      return false;
    }
    try (Cursor parts =
        transaction.scan(SystemStores.PARTS, key, ObjectStore.key(oid + 1), false)) {
      while (parts.next()) {
        if (!remove(SystemStores.PARTS, parts.key())) {
          return false;
        }
      }
    }
    left[0]--;
    return true;
  }

  /** False when somebody has locked it. */
  private boolean remove(int store, byte[] key) {
    byte[] latest = transaction.lockLatest(store, key, RowLockMode.UPDATE, LockWait.SKIP);
    if (latest == Transaction.SKIPPED) {
      return false;
    }
    if (latest != null) {
      transaction.delete(store, key);
    }
    return true;
  }

  /** How many objects are reachable. */
  public long kept() {
    return kept;
  }

  /** How many objects were removed so far. */
  public long removed() {
    return removed;
  }

  /** How many objects are condemned, or may be, and still there. */
  public long left() {
    return unreachable.size();
  }

  @Override
  public void close() {
    state.end();
  }
}
