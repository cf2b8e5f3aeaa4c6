package org.heapgres.storage.object;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.WeakHashMap;
import org.heapgres.storage.Database;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * Hands out the oids of one database. Thread-safe.
 *
 * <p>Oids are taken in chunks by a transaction of their own, so that no two transactions conflict
 * over them; those of an aborted transaction, or left over when the server stops, are never used.
 * The chunk's commit precedes every commit that uses it in the same log, hence needs no wait.
 */
final class OidAllocator {
  /** Below are no free objects, so that an oid is told from a catalog's at a glance. */
  private static final long FIRST = 1L << 16;

  private static final long CHUNK = 4096;
  private static final byte[] KEY = {1};

  private static final Map<Database, OidAllocator> ALLOCATORS = new WeakHashMap<>();

  private final int databaseId;
  private long next;
  private long end;

  private OidAllocator(Database database) {
    this.databaseId = database.id();
  }

  static OidAllocator of(Database database) {
    synchronized (ALLOCATORS) {
      return ALLOCATORS.computeIfAbsent(database, OidAllocator::new);
    }
  }

  synchronized long next(Database database) {
    if (next == end) {
      refill(database);
    }
    return next++;
  }

  private void refill(Database database) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    try {
      transaction.beginStatement();
      byte[] stored =
          transaction.lockRow(SystemStores.COUNTERS, KEY, RowLockMode.UPDATE, LockWait.BLOCK);
      long from = stored == null ? FIRST : ByteBuffer.wrap(stored).getLong();
      transaction.put(
          SystemStores.COUNTERS,
          KEY,
          ByteBuffer.allocate(Long.BYTES).putLong(from + CHUNK).array());
      var _ = transaction.commit();
      next = from;
      end = from + CHUNK;
    } finally {
      if (transaction.isActive()) {
        transaction.rollback();
      }
    }
  }

  @Override
  public String toString() {
    return "OidAllocator[database " + databaseId + "]";
  }
}
