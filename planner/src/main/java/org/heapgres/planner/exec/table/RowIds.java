package org.heapgres.planner.exec.table;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Database;
import org.heapgres.storage.Transaction;
import org.heapgres.storage.row.KeyCodec;
import org.heapgres.storage.row.ValueType;

/**
 * Hidden row ids of tables without a primary key: ascending from 1, never the same for two rows of
 * a table. Thread-safe.
 *
 * <p>A store's counter starts behind its last row when the store is first written to; every row
 * that is added later got its id here.
 */
final class RowIds {
  private static final KeyCodec KEYS = KeyCodec.ascending(ValueType.INT8);
  private static final Map<Database, Map<Integer, AtomicLong>> COUNTERS = new WeakHashMap<>();

  private RowIds() {}

  static long next(Transaction transaction, int store) {
    Map<Integer, AtomicLong> stores;
    synchronized (COUNTERS) {
      stores = COUNTERS.computeIfAbsent(transaction.database(), any -> new ConcurrentHashMap<>());
    }
    return stores
        .computeIfAbsent(store, any -> new AtomicLong(last(transaction, store)))
        .incrementAndGet();
  }

  private static long last(Transaction transaction, int store) {
    try (Cursor cursor = transaction.scanLatest(store, null, null, true)) {
      return cursor.next() ? (Long) KEYS.decode(cursor.key())[0] : 0;
    }
  }
}
