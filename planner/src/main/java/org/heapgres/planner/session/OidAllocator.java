package org.heapgres.planner.session;

import java.nio.ByteBuffer;
import org.heapgres.storage.Database;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * Gives out the oids of one database, each once; also numbers of stores. Thread-safe. Numbers are
 * logged ahead by the chunk: after a crash some are skipped. The log's order makes the chunk
 * durable before whatever uses a number of it.
 */
public final class OidAllocator {
  private static final int FIRST = 16384;
  private static final int CHUNK = 1024;
  private static final byte[] KEY = {'o'};

  private final Database database;
  private int next;
  private int end;

  public OidAllocator(Database database) {
    this.database = database;
  }

  public synchronized int next() {
    if (next == end) {
      reserve();
    }
    return next++;
  }

  private void reserve() {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    try {
      transaction.beginStatement();
      byte[] stored =
          transaction.lockRow(SystemStores.SEQUENCES, KEY, RowLockMode.UPDATE, LockWait.BLOCK);
      int start = stored == null ? FIRST : ByteBuffer.wrap(stored).getInt();
      transaction.put(
          SystemStores.SEQUENCES, KEY, ByteBuffer.allocate(4).putInt(start + CHUNK).array());
      var _ = transaction.commit(false);
      next = start;
      end = start + CHUNK;
    } catch (RuntimeException e) {
      if (transaction.isActive()) {
        transaction.rollback();
      }
      throw e;
    }
  }
}
