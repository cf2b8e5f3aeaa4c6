package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random steps on several transactions at once, checkpoints and restarts, against sorted maps that
 * do the same. Keys are disjoint between transactions, so that nothing waits. {@code
 * -Dmodel.steps=3000000 -Dmodel.seed=7} walks longer and elsewhere.
 */
@SuppressWarnings("NonApiType") // sorted maps are the model
class ModelTest {
  private static final int STEPS = Integer.getInteger("model.steps", 60_000);
  private static final long SEED = Long.getLong("model.seed", 0);

  /** Contents of extents remembered at a time. */
  private static final int STAMPS = 20_000;

  private static final int STORES = 3;
  private static final int TRANSACTIONS = 4;

  @TempDir Path directory;
  private Random random;
  private Heap heap;
  private Database database;

  /** What was found under each stamp of an extent. */
  private final Map<Long, List<Object>> byStamp = new HashMap<>();

  private int stamped;

  /** Committed content by store. */
  private List<TreeMap<byte[], byte[]>> committed = emptyStores();

  private static List<TreeMap<byte[], byte[]>> emptyStores() {
    List<TreeMap<byte[], byte[]>> stores = new ArrayList<>();
    for (int i = 0; i < STORES; i++) {
      stores.add(new TreeMap<>(Arrays::compareUnsigned));
    }
    return stores;
  }

  private static List<TreeMap<byte[], byte[]>> copy(List<TreeMap<byte[], byte[]>> stores) {
    return new ArrayList<>(stores.stream().map(TreeMap::new).toList());
  }

  /** A transaction and what it should see. */
  private final class Actor {
    private final int number;
    private final Transaction transaction;
    private final List<TreeMap<byte[], byte[]>> own = emptyStores();
    private final List<Savepoint> savepoints = new ArrayList<>();
    private final List<List<TreeMap<byte[], byte[]>>> saved = new ArrayList<>();
    private List<TreeMap<byte[], byte[]>> snapshot;
    private List<TreeMap<byte[], byte[]>> visible;

    Actor(int number, IsolationLevel isolation) {
      this.number = number;
      transaction = database.begin(isolation, false);
      statement();
    }

    void statement() {
      transaction.beginStatement();
      if (snapshot == null || transaction.isolation() == IsolationLevel.READ_COMMITTED) {
        snapshot = copy(committed);
      }
      visible = copy(snapshot);
      overlay(visible);
    }

    private void overlay(List<TreeMap<byte[], byte[]>> target) {
      for (int store = 0; store < STORES; store++) {
        for (Map.Entry<byte[], byte[]> entry : own.get(store).entrySet()) {
          if (entry.getValue().length == 0) {
            target.get(store).remove(entry.getKey());
          } else {
            target.get(store).put(entry.getKey(), entry.getValue());
          }
        }
      }
    }

    /** Only this actor's keys: the last byte tells. */
    private byte[] ownKey() {
      byte[] key = key();
      key[key.length - 1] = (byte) number;
      return key;
    }

    void write() {
      int store = random.nextInt(STORES);
      byte[] key = ownKey();
      transaction.lockRow(1000 + store, key, RowLockMode.UPDATE, LockWait.noWait("row"));
      if (random.nextInt(3) == 0) {
        transaction.delete(1000 + store, key);
        own.get(store).put(key, new byte[0]);
      } else {
        byte[] value = new byte[1 + random.nextInt(random.nextInt(50) == 0 ? 3000 : 30)];
        random.nextBytes(value);
        transaction.put(1000 + store, key, value);
        own.get(store).put(key, value);
      }
    }

    void read() {
      int store = random.nextInt(STORES);
      byte[] key = key();
      assertArrayEquals(visible.get(store).get(key), transaction.get(1000 + store, key));
    }

    void scan() {
      int store = random.nextInt(STORES);
      byte[] from = random.nextInt(4) == 0 ? null : key();
      byte[] to = random.nextInt(4) == 0 ? null : key();
      if (from != null && to != null && Arrays.compareUnsigned(from, to) > 0) {
        byte[] swap = from;
        from = to;
        to = swap;
      }
      boolean reverse = random.nextBoolean();
      var expected = bounded(visible.get(store), from, to, reverse).entrySet().iterator();
      int limit = random.nextInt(4) == 0 ? Integer.MAX_VALUE : random.nextInt(40);
      try (Cursor cursor = transaction.scan(1000 + store, from, to, reverse)) {
        for (int i = 0; i < limit; i++) {
          boolean found = cursor.next();
          assertEquals(expected.hasNext(), found);
          if (!found) {
            break;
          }
          Map.Entry<byte[], byte[]> entry = expected.next();
          assertArrayEquals(entry.getKey(), cursor.key());
          assertArrayEquals(entry.getValue(), cursor.value());
        }
      }
    }

    /** Everything by extents; a stamp stands for the same records whoever comes upon it. */
    void scanExtents() {
      int store = random.nextInt(STORES);
      var expected = visible.get(store).entrySet().iterator();
      try (ExtentScan extents = transaction.extents(1000 + store)) {
        while (extents.next()) {
          int limit = 1 + random.nextInt(20);
          List<byte[]> starts = new ArrayList<>();
          List<Object> content = new ArrayList<>();
          try (Cursor records = extents.records()) {
            for (int i = 0; records.next(); i++) {
              Map.Entry<byte[], byte[]> entry = expected.next();
              assertArrayEquals(entry.getKey(), records.key());
              assertArrayEquals(entry.getValue(), records.value());
              content.add(ByteBuffer.wrap(records.key()));
              content.add(ByteBuffer.wrap(records.value()));
              if (i % limit == 0) {
                starts.add(records.key());
              }
            }
          }
          if (extents.stamp() != 0) {
            if (byStamp.size() == STAMPS) {
              byStamp.clear();
            }
            stamped++;
            List<Object> before = byStamp.putIfAbsent(extents.stamp(), content);
            assertTrue(before == null || before.equals(content));
          }
          if (!starts.isEmpty() && random.nextInt(4) == 0) {
            extents.split(starts);
          }
        }
      }
      assertFalse(expected.hasNext());
    }

    void savepoint() {
      savepoints.add(transaction.savepoint());
      saved.add(copy(own));
    }

    void rollbackTo() {
      if (savepoints.isEmpty()) {
        return;
      }
      int at = random.nextInt(savepoints.size());
      transaction.rollbackTo(savepoints.get(at));
      for (int store = 0; store < STORES; store++) {
        own.get(store).clear();
        own.get(store).putAll(saved.get(at).get(store));
      }
      savepoints.subList(at + 1, savepoints.size()).clear();
      saved.subList(at + 1, saved.size()).clear();
      statement();
    }

    void end() {
      if (random.nextInt(4) == 0) {
        transaction.rollback();
      } else {
        Commit commit = transaction.commit(random.nextBoolean());
        overlay(committed);
        if (random.nextInt(20) == 0) {
          commit.await();
          assertTrue(commit.isDurable());
        }
      }
      assertFalse(transaction.isActive());
    }
  }

  private byte[] key() {
    byte[] key = new byte[2 + random.nextInt(2)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(4) - 2 : random.nextInt(30));
    }
    key[key.length - 1] = (byte) random.nextInt(TRANSACTIONS);
    return key;
  }

  private static Map<byte[], byte[]> bounded(
      TreeMap<byte[], byte[]> map, byte[] from, byte[] to, boolean reverse) {
    var range =
        from == null
            ? (to == null ? map : map.headMap(to, false))
            : (to == null ? map.tailMap(from, true) : map.subMap(from, true, to, false));
    return reverse ? range.descendingMap() : range;
  }

  private static IsolationLevel isolation(int choice) {
    return choice == 0 ? IsolationLevel.REPEATABLE_READ : IsolationLevel.READ_COMMITTED;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void behavesLikeSortedMaps(long seed) {
    random = new Random(SEED + seed);
    HeapOptions options = TransactionTest.options().withLog(256 << 10, 4 << 20);
    heap = Heap.open(directory, options);
    database = heap.create(1);
    Actor[] actors = new Actor[TRANSACTIONS];
    for (int step = 0; step < STEPS; step++) {
      int number = random.nextInt(TRANSACTIONS);
      if (actors[number] == null) {
        actors[number] = new Actor(number, isolation(random.nextInt(4)));
      }
      Actor actor = actors[number];
      switch (random.nextInt(40)) {
        case 0 -> {
          actor.end();
          actors[number] = null;
        }
        case 1, 2, 3 -> actor.statement();
        case 4 -> actor.savepoint();
        case 5 -> actor.rollbackTo();
        case 6, 7, 8 -> actor.scan();
        case 9 -> actor.scanExtents();
        case 10, 11, 12, 13, 14, 15 -> actor.read();
        default -> actor.write();
      }
      if (step % 2_000 == 0) {
        heap.checkpoint();
      }
      if (step % 15_000 == 14_999) {
        for (int i = 0; i < TRANSACTIONS; i++) {
          if (actors[i] != null) {
            actors[i].transaction.rollback();
            actors[i] = null;
          }
        }
        heap.close();
        heap = Heap.open(directory, options);
        database = heap.open(1);
      }
    }
    Actor last = new Actor(0, IsolationLevel.READ_COMMITTED);
    for (int i = 0; i < 1000; i++) {
      last.read();
      last.scan();
      last.scanExtents();
    }
    assertTrue(stamped > 1000);
    heap.close();
  }
}
