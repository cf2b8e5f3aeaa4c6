package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that is closed while the heap is open has all that was committed when it is opened.
 */
final class CloseDatabaseTest {
  private static final int STORE = 100;
  private static final byte[] KEY = {1, 2, 3};

  @TempDir Path directory;

  private Heap open() {
    return Heap.open(
        directory, HeapOptions.defaults().withCacheBytes(16 << 20).withLog(1 << 20, 16 << 20));
  }

  private static void put(Database database, int value) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    transaction.beginStatement();
    transaction.put(STORE, KEY, new byte[] {(byte) value});
    transaction.commit().await();
  }

  private static byte[] get(Database database) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, true);
    transaction.beginStatement();
    byte[] value = transaction.get(STORE, KEY);
    transaction.rollback();
    return value;
  }

  @Test
  void commitsAreThereWhenItIsOpenedAgain() {
    try (Heap heap = open()) {
      heap.create(1);
      heap.create(2);
      for (int round = 1; round <= 20; round++) {
        put(heap.open(1), round);
        assertArrayEquals(new byte[] {(byte) round}, get(heap.open(1)));
        assertTrue(heap.close(1));
        assertEquals(Set.of(2), heap.openDatabases());
        if (round % 5 == 0) {
          heap.checkpoint();
        }
        assertArrayEquals(new byte[] {(byte) round}, get(heap.open(1)));
      }
      assertNull(get(heap.open(2)));
      assertTrue(heap.close(1));
      heap.checkpoint();
      heap.checkpoint();
    }
    try (Heap heap = open()) {
      assertArrayEquals(new byte[] {20}, get(heap.open(1)));
      assertTrue(heap.close(1));
      heap.drop(1);
      assertEquals(Set.of(2), heap.databases());
    }
  }

  @Test
  void whatIsUsedStaysOpen() {
    try (Heap heap = open()) {
      Database database = heap.create(1);
      put(database, 1);
      Transaction reader = database.begin(IsolationLevel.REPEATABLE_READ, true);
      reader.beginStatement();
      assertFalse(heap.close(1));
      reader.rollback();
      Transaction writer = database.begin(IsolationLevel.READ_COMMITTED, false);
      writer.beginStatement();
      writer.put(STORE, KEY, new byte[] {2});
      writer.prepare("later", new byte[0]);
      assertFalse(heap.close(1));
      try (Backup backup = heap.startBackup()) {
        database.prepared().getFirst().commit().await();
        assertFalse(heap.close(1));
        assertFalse(backup.label().isEmpty());
      }
      assertTrue(heap.close(1));
      assertTrue(heap.close(1));
      assertArrayEquals(new byte[] {2}, get(heap.open(1)));
    }
  }
}
