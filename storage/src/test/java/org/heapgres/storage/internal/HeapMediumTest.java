package org.heapgres.storage.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link HeapMedium}, {@link KeyValueStore} and {@link CommitLog} promise, of each
 * implementation.
 */
@Timeout(60)
class HeapMediumTest {
  private static final int STORE = 1000;
  private static final int OTHER = 1001;

  enum Kind {
    DIRECTORY,
    MEMORY
  }

  private static final HeapOptions OPTIONS =
      HeapOptions.defaults().withCacheBytes(16 << 20).withLog(1 << 20, 64 << 20);

  @TempDir Path temporary;
  private HeapMedium medium;
  private final List<Long> replayed = new ArrayList<>();

  private void open(Kind kind) {
    medium =
        switch (kind) {
          case DIRECTORY -> HeapDirectory.open(temporary.resolve("data"), OPTIONS);
          case MEMORY -> medium == null ? new MemoryMedium() : medium;
        };
  }

  private void reopen(Kind kind) {
    medium.close();
    open(kind);
  }

  private CommitLog openLog(long firstSequence) {
    replayed.clear();
    return medium.openLog(
        firstSequence,
        (sequence, content) -> {
          assertArrayEquals(content(sequence), content);
          replayed.add(sequence);
        });
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] content(long sequence) {
    byte[] content = new byte[20 + (int) (sequence % 7) * 1000];
    new Random(sequence).nextBytes(content);
    return content;
  }

  private static void put(KeyValueStore store, long applied, String... keys) {
    KeyValueStore.Batch batch = store.batch();
    for (String key : keys) {
      batch.put(STORE, key(key), key(key + applied), applied);
    }
    batch.finish(applied);
  }

  private static List<String> keys(
      KeyValueStore.Snapshot snapshot, String from, String to, boolean reverse) {
    List<String> found = new ArrayList<>();
    try (KeyValueStore.Scan scan =
        snapshot.scan(
            STORE, from == null ? null : key(from), to == null ? null : key(to), reverse)) {
      while (scan.next()) {
        found.add(new String(scan.key(), StandardCharsets.UTF_8));
        assertArrayEquals(snapshot.get(STORE, scan.key()), scan.value());
      }
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource
  void aSnapshotStaysAsItIs(Kind kind) {
    open(kind);
    try (KeyValueStore store = medium.createStore(1)) {
      assertEquals(0, store.applied());
      put(store, 5, "a", "b");
      assertEquals(5, store.applied());
      try (KeyValueStore.Snapshot before = store.snapshot()) {
        put(store, 7, "b", "c");
        assertArrayEquals(key("b5"), before.get(STORE, key("b")));
        assertEquals(5, before.sequence());
        assertNull(before.get(STORE, key("c")));
        assertNull(before.get(OTHER, key("c")));
        assertEquals(2, before.count(STORE));
      }
      try (KeyValueStore.Snapshot after = store.snapshot()) {
        assertArrayEquals(key("a5"), after.get(STORE, key("a")));
        assertEquals(5, after.sequence());
        assertArrayEquals(key("b7"), after.get(STORE, key("b")));
        assertEquals(7, after.sequence());
        assertEquals(3, after.count(STORE));
        assertEquals(0, after.count(OTHER));
      }
    }
    medium.close();
  }

  @ParameterizedTest
  @EnumSource
  void rangesRunBothWays(Kind kind) {
    open(kind);
    try (KeyValueStore store = medium.createStore(1)) {
      put(store, 1, "", "a", "aa", "ab", "b", "ba", "c");
      try (KeyValueStore.Snapshot snapshot = store.snapshot()) {
        assertNull(snapshot.scan(OTHER, null, null, false));
        List<String> all = List.of("", "a", "aa", "ab", "b", "ba", "c");
        assertEquals(all, keys(snapshot, null, null, false));
        assertEquals(all.reversed(), keys(snapshot, null, null, true));
        assertEquals(List.of("aa", "ab"), keys(snapshot, "aa", "b", false));
        assertEquals(List.of("ab", "aa"), keys(snapshot, "aa", "b", true));
        assertEquals(List.of("b", "ba", "c"), keys(snapshot, "ac", null, false));
        assertEquals(List.of("c", "ba", "b"), keys(snapshot, "ac", null, true));
        assertEquals(List.of("a", ""), keys(snapshot, null, "aa", true));
        assertEquals(List.of(), keys(snapshot, "d", null, false));
        assertEquals(List.of(), keys(snapshot, "d", null, true));
        assertEquals(List.of(), keys(snapshot, "bb", "bc", true));
      }
    }
    medium.close();
  }

  @ParameterizedTest
  @EnumSource
  void aBatchIsWholeOrNothing(Kind kind) {
    open(kind);
    try (KeyValueStore store = medium.createStore(1)) {
      put(store, 1, "a", "b");
      KeyValueStore.Batch failed = store.batch();
      failed.put(STORE, key("a"), key("lost"), 2);
      failed.delete(STORE, key("b"));
      failed.abandon();
      assertEquals(1, store.applied());
      KeyValueStore.Batch batch = store.batch();
      batch.clear(STORE);
      batch.put(STORE, key("z"), key("z"), 3);
      batch.delete(STORE, key("none"));
      batch.delete(OTHER, key("none"));
      batch.finish(3);
      try (KeyValueStore.Snapshot snapshot = store.snapshot()) {
        assertEquals(List.of("z"), keys(snapshot, null, null, false));
        assertEquals(1, snapshot.count(STORE));
      }
    }
    medium.close();
  }

  /** Random batches, some large values among them, against a sorted map; reopened now and then. */
  @ParameterizedTest
  @EnumSource
  void holdsWhatASortedMapHolds(Kind kind) {
    open(kind);
    Random random = new Random(3);
    NavigableMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
    KeyValueStore store = medium.createStore(1);
    for (int applied = 1; applied <= 60; applied++) {
      NavigableMap<byte[], byte[]> changes = new TreeMap<>(Arrays::compareUnsigned);
      for (int i = random.nextInt(200); i >= 0; i--) {
        byte[] key = new byte[1 + random.nextInt(3)];
        random.nextBytes(key);
        byte[] value = new byte[random.nextInt(random.nextInt(200) == 0 ? 600_000 : 300)];
        random.nextBytes(value);
        changes.put(key, random.nextInt(4) == 0 ? null : value);
      }
      KeyValueStore.Batch batch = store.batch();
      for (Map.Entry<byte[], byte[]> change : changes.entrySet()) {
        if (change.getValue() == null) {
          batch.delete(STORE, change.getKey());
          expected.remove(change.getKey());
        } else {
          batch.put(STORE, change.getKey(), change.getValue(), applied);
          expected.put(change.getKey(), change.getValue());
        }
      }
      batch.finish(applied);
      if (applied % 20 == 0) {
        store.sync(false);
        store.close();
        store = medium.openStore(1);
        assertEquals(applied, store.applied());
      }
    }
    try (KeyValueStore.Snapshot snapshot = store.snapshot()) {
      assertEquals(expected.size(), snapshot.count(STORE));
      try (KeyValueStore.Scan scan = snapshot.scan(STORE, null, null, false)) {
        for (Map.Entry<byte[], byte[]> entry : expected.entrySet()) {
          assertTrue(scan.next());
          assertArrayEquals(entry.getKey(), scan.key());
          assertArrayEquals(entry.getValue(), scan.value());
        }
        assertFalse(scan.next());
      }
    }
    store.verify(damage -> assertNull(damage));
    store.close();
    medium.close();
  }

  @ParameterizedTest
  @EnumSource
  void theLogGivesBackWhatItWasGiven(Kind kind) {
    open(kind);
    try (CommitLog log = openLog(1)) {
      assertEquals(0, log.durable());
      for (long sequence = 1; sequence <= 1000; sequence++) {
        log.append(new CommitLog.Entry(sequence, content(sequence)));
        if (sequence % 100 == 50) {
          log.await(sequence);
          assertTrue(log.durable() >= sequence);
        }
      }
      assertTrue(log.written() > 0);
    }
    reopen(kind);
    try (CommitLog log = openLog(1)) {
      assertEquals(1000, log.durable());
      assertEquals(1000, replayed.size());
      assertEquals(1, replayed.getFirst());
      assertEquals(1000, replayed.getLast());
      log.append(new CommitLog.Entry(1001, content(1001)));
    }
    reopen(kind);
    try (CommitLog log = openLog(1)) {
      assertEquals(1001, log.durable());
    }
    medium.close();
  }

  /** However large, an entry is written: by itself if need be. */
  @Test
  void batchesAreCutBetweenEntries() {
    List<CommitLog.Entry> queue = new ArrayList<>();
    for (int size : new int[] {100, 10, 20, 30}) {
      queue.add(new CommitLog.Entry(queue.size() + 1, new byte[size]));
    }
    assertEquals(1, SegmentedLog.batchLength(queue, 50));
    assertEquals(1, SegmentedLog.batchLength(queue.subList(0, 1), 50));
    assertEquals(2, SegmentedLog.batchLength(queue.subList(1, 4), 50));
    assertEquals(4, SegmentedLog.batchLength(queue, 160));
  }

  @ParameterizedTest
  @EnumSource
  void whoWaitsIsTold(Kind kind) throws InterruptedException {
    open(kind);
    try (CommitLog log = openLog(1)) {
      log.append(new CommitLog.Entry(1, content(1)));
      log.append(new CommitLog.Entry(2, content(2)));
      CountDownLatch told = new CountDownLatch(2);
      log.whenDurable(
          2,
          () -> {
            assertTrue(log.durable() >= 2);
            told.countDown();
          });
      log.whenDurable(1, told::countDown);
      assertTrue(told.await(30, TimeUnit.SECONDS));
      log.append(new CommitLog.Entry(3, content(3)));
      log.writeSoon();
      long start = System.nanoTime();
      while (log.durable() < 3) {
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(30).toNanos());
        Thread.onSpinWait();
      }
    }
    medium.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsForgottenIsNotMissed(Kind kind) {
    open(kind);
    try (CommitLog log = openLog(1)) {
      for (long sequence = 1; sequence <= 3000; sequence++) {
        log.append(new CommitLog.Entry(sequence, content(sequence)));
        log.await(sequence % 10 == 0 ? sequence : 0);
      }
      log.forget(2500);
    }
    reopen(kind);
    assertEquals(
        SqlState.DATA_CORRUPTED, assertThrows(PgException.class, () -> openLog(1).close()).state());
    reopen(kind);
    try (CommitLog log = openLog(2501)) {
      assertEquals(3000, log.durable());
      assertTrue(replayed.getFirst() > 1 && replayed.getFirst() <= 2501);
      assertEquals(3000, replayed.getLast());
    }
    medium.close();
  }

  @ParameterizedTest
  @EnumSource
  void knowsItsDatabasesAndCheckpoints(Kind kind) {
    open(kind);
    assertEquals(Set.of(), medium.databases());
    assertEquals(Checkpoints.NONE, medium.checkpoints());
    medium.databases(Set.of(3, 700));
    Checkpoints checkpoints =
        Checkpoints.NONE
            .with(new Checkpoints.Checkpoint(5, Map.of(3, 4L)))
            .with(new Checkpoints.Checkpoint(9, Map.of(3, 4L, 700, 9L)));
    medium.checkpoints(checkpoints);
    reopen(kind);
    assertEquals(Set.of(3, 700), medium.databases());
    assertEquals(checkpoints, medium.checkpoints());
    assertThrows(PgException.class, () -> medium.openStore(3));
    medium.createStore(3).close();
    medium.openStore(3).close();
    medium.removeStore(3);
    assertThrows(PgException.class, () -> medium.openStore(3));
    medium.close();
  }
}
