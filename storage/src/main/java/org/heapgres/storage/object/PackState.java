package org.heapgres.storage.object;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.heapgres.storage.Database;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * What those who write objects and an {@link ObjectPack} must know of each other, for one database.
 * Thread-safe.
 */
final class PackState {
  /** Held by every transaction that has written objects. */
  static final LockTag TAG = new LockTag.Catalogued(SystemStores.OBJECTS, 0);

  private static final Map<Database, PackState> STATES = new WeakHashMap<>();

  /** Records written since the last pack. */
  private final AtomicLong changes = new AtomicLong();

  /** What was referred to since the pack began that is under way; null while none marks. */
  private OidSet referred;

  /** What packs have removed, or are about to. Oids are not used again, so it only grows. */
  private final OidSet removed = new OidSet();

  private boolean running;

  /** Whether there is anything to do when a value is written. */
  private volatile boolean listening;

  static PackState of(Database database) {
    synchronized (STATES) {
      return STATES.computeIfAbsent(database, _ -> new PackState());
    }
  }

  /**
   * A record is written by a transaction that holds {@link #TAG}.
   *
   * @throws PgException 40001 when it refers to what only an old snapshot still shows
   */
  void written(HeapValue value) {
    changes.incrementAndGet();
    if (listening && value != null) {
      References.of(value, this::referred);
    }
  }

  /** 40001 for an object that a pack has removed, or is about to. */
  synchronized void refuseRemoved(long oid) {
    if (removed.contains(oid)) {
      throw new PgException(SqlState.T_R_SERIALIZATION_FAILURE, Transaction.CONCURRENT_DELETE);
    }
  }

  private synchronized void referred(long oid) {
    refuseRemoved(oid);
    if (referred != null) {
      referred.add(oid);
    }
  }

  long changes() {
    return changes.get();
  }

  /** False when a pack is under way. */
  synchronized boolean begin() {
    if (running) {
      return false;
    }
    running = true;
    referred = new OidSet();
    listening = true;
    changes.set(0);
    return true;
  }

  /** What was referred to since {@link #begin}; nobody holds {@link #TAG}. */
  synchronized OidSet referred() {
    return referred;
  }

  /** From now on nobody can refer to these; nobody holds {@link #TAG}. */
  synchronized void remove(OidSet doomed) {
    removed.addAll(doomed);
    referred = null;
  }

  synchronized void end() {
    running = false;
    referred = null;
    listening = !removed.isEmpty();
  }
}
