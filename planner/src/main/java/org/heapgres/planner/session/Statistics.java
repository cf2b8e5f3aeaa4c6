package org.heapgres.planner.session;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Database;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.Transaction;

/** What ANALYZE found: rows by table. Kept in a store of its own. Thread-safe. */
final class Statistics {
  private static final int STORE = 11;

  private final Map<Integer, Double> rows = new ConcurrentHashMap<>();

  Statistics(Database database) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, true);
    try {
      transaction.beginStatement();
      try (Cursor cursor = transaction.scan(STORE, null, null, false)) {
        while (cursor.next()) {
          rows.put(
              ByteBuffer.wrap(cursor.key()).getInt(), ByteBuffer.wrap(cursor.value()).getDouble());
        }
      }
    } finally {
      transaction.rollback();
    }
  }

  /** -1 when the table was never analysed. */
  double rows(int table) {
    return rows.getOrDefault(table, -1.0);
  }

  /** Remembers a count; it becomes visible at once and durable with the transaction. */
  void store(Transaction transaction, int table, double count) {
    byte[] key = ByteBuffer.allocate(4).putInt(table).array();
    transaction.lockRow(STORE, key, RowLockMode.UPDATE, LockWait.BLOCK);
    transaction.put(STORE, key, ByteBuffer.allocate(8).putDouble(count).array());
    rows.put(table, count);
  }
}
