package org.heapgres.planner.ddl;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Database;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * Stores that the catalog does not know any more while somebody may still read them: between the
 * two transactions of who removes an index concurrently. What ends in between (a crash, a cancel)
 * leaves its record, by which the store is dropped when the database is opened next.
 */
public final class DroppedStores {
  private DroppedStores() {}

  private static byte[] key(int store) {
    return ByteBuffer.allocate(4).putInt(store).array();
  }

  /** In the transaction that takes the store out of the catalog. */
  public static void remember(Transaction transaction, int store) {
    transaction.put(SystemStores.DROPPED, key(store), new byte[0]);
  }

  /** Nobody reads it now. */
  static void drop(Transaction transaction, int store) {
    transaction.dropStore(store);
    transaction.delete(SystemStores.DROPPED, key(store));
  }

  /** Before the database has sessions. */
  public static void dropAll(Database database) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    try {
      List<Integer> stores = new ArrayList<>();
      try (Cursor cursor = transaction.scan(SystemStores.DROPPED, null, null, false)) {
        while (cursor.next()) {
          stores.add(ByteBuffer.wrap(cursor.key()).getInt());
        }
      }
      stores.forEach(store -> drop(transaction, store));
      var _ = transaction.commit();
    } finally {
      transaction.rollback();
    }
  }
}
