package org.heapgres.storage.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of files that hold overwritten records, with files small enough to see much. */
@Timeout(120)
final class XodusStoreTest {
  private static final int STORE = 1000;
  private static final int ROWS = 3_000;
  private static final int VALUE = 1_000;
  private static final long LIVE = (long) ROWS * VALUE;
  private static final int PER_BATCH = 500;

  @TempDir Path directory;
  private final SplittableRandom random = new SplittableRandom(1);
  private long applied;

  private XodusStore open() {
    return new XodusStore(directory, 16 << 20, 512 << 10);
  }

  private static byte[] key(int row) {
    return ByteBuffer.allocate(4).putInt(row).array();
  }

  private static byte[] value(int row, long applied) {
    byte[] value = new byte[VALUE];
    new SplittableRandom(row * 31L + applied).nextBytes(value);
    return value;
  }

  private void fill(KeyValueStore store) {
    KeyValueStore.Batch batch = store.batch();
    applied++;
    for (int row = 0; row < ROWS; row++) {
      batch.put(STORE, key(row), value(row, applied), applied);
    }
    batch.finish(applied);
    store.sync(false);
  }

  /** As the thread that applies commits does it. */
  private void overwrite(KeyValueStore store, long bytes) {
    for (long written = 0; written < bytes; written += PER_BATCH * VALUE) {
      KeyValueStore.Batch batch = store.batch();
      applied++;
      random
          .ints(PER_BATCH, 0, ROWS)
          .sorted()
          .distinct()
          .forEach(row -> batch.put(STORE, key(row), value(row, applied), applied));
      batch.finish(applied);
      store.reclaim(0);
      if (store.wantsSync()) {
        store.sync(false);
      }
    }
  }

  /** Until there is nothing left to do. */
  private static void settle(KeyValueStore store) {
    while (store.reclaim(0)) {
      store.sync(false);
    }
    store.sync(false);
    store.reclaim(0);
    store.sync(false);
  }

  private static void check(KeyValueStore.Snapshot snapshot, long applied) {
    int row = 0;
    try (KeyValueStore.Scan scan = snapshot.scan(STORE, null, null, false)) {
      while (scan.next()) {
        assertArrayEquals(key(row), scan.key());
        assertArrayEquals(value(row, applied), scan.value());
        row++;
      }
    }
    assertEquals(ROWS, row);
  }

  @Test
  void aSnapshotKeepsNoFileThatIsYoungerThanItself() {
    try (XodusStore store = open()) {
      fill(store);
      long first = applied;
      try (KeyValueStore.Snapshot held = store.snapshot()) {
        overwrite(store, 2 * LIVE);
        fill(store);
        long second = applied;
        try (KeyValueStore.Snapshot later = store.snapshot()) {
          overwrite(store, 12 * LIVE);
          assertTrue(store.diskSize() < 6 * LIVE, "with two: " + store.diskSize());
          check(held, first);
          check(later, second);
        }
        overwrite(store, 5 * LIVE);
        settle(store);
        assertTrue(store.diskSize() < 4 * LIVE, "with one: " + store.diskSize());
        check(held, first);
      }
      overwrite(store, LIVE);
      settle(store);
      assertTrue(store.diskSize() < 3 * LIVE, "with none: " + store.diskSize());
      store.verify(damage -> fail(damage.toString()));
    }
  }

  @Test
  void compactedFilesHoldLittleElse() {
    try (XodusStore store = open()) {
      fill(store);
      overwrite(store, 3 * LIVE);
      long last = applied;
      fill(store);
      while (store.end() < 0) {
        Thread.onSpinWait();
      }
      long end = store.end();
      while (store.compact(end)) {
        store.sync(false);
      }
      store.sync(false);
      assertTrue(store.diskSize() < 1.5 * LIVE, store.diskSize() + " bytes");
      try (KeyValueStore.Snapshot snapshot = store.snapshot()) {
        check(snapshot, last + 1);
      }
      store.verify(damage -> fail(damage.toString()));
    }
  }

  /** Nobody is left that needs them, so the first cleaning after a start takes them. */
  @Test
  void filesKeptForASnapshotAreGivenUpAfterAStart() throws InterruptedException {
    List<KeyValueStore.Snapshot> left = new ArrayList<>();
    try (XodusStore store = open()) {
      fill(store);
      left.add(store.snapshot());
      overwrite(store, 5 * LIVE);
      check(left.getFirst(), 1);
    }
    try (XodusStore store = open()) {
      settle(store);
      while (store.diskSize() > 3 * LIVE) { // until Xodus has counted
        Thread.sleep(20);
        settle(store);
      }
      store.verify(damage -> fail(damage.toString()));
    }
  }
}
