package org.heapgres.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.heapgres.storage.HeapModel.Delta;
import org.heapgres.storage.HeapModel.Lock;
import org.heapgres.storage.internal.MemoryMedium;
import org.heapgres.storage.internal.PowerLoss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random steps on several transactions at once against a {@link HeapModel} that does the same:
 * reads, writes under row and relation locks that others may hold, rows with a unique and a plain
 * index, savepoints, two-phase commits, checkpoints, restarts and losses of power. Nothing waits: a
 * lock that is not free is refused. {@code -Dmodel.steps=3000000 -Dmodel.seed=7} walks longer and
 * elsewhere.
 */
class ModelTest {
  private static final int STEPS = Integer.getInteger("model.steps", 60_000);
  private static final long SEED = Long.getLong("model.seed", 0);

  /** Contents of extents remembered at a time. */
  private static final int STAMPS = 20_000;

  private static final int TRANSACTIONS = 5;

  /** Stores of records that mean nothing. */
  private static final int PLAIN_STORES = 3;

  /** Rows by primary key: what the unique index has, what the other one has, then anything. */
  private static final int ROWS = 3;

  /** Key of the unique index to primary key. */
  private static final int UNIQUE = 4;

  /** (Key of the other index, primary key) to nothing. */
  private static final int INDEX = 5;

  private static final int STORES = 6;
  private static final int FIRST_STORE = 1000;

  /** The number of the last commit, in the heap itself: tells what a loss of power left. */
  private static final int COUNTER_STORE = 999;

  private static final byte[] COUNTER = {0};

  private static final RowLockMode[] ROW_MODES = RowLockMode.values();

  enum Medium {
    DIRECTORY,
    MEMORY
  }

  /** A lock was not free, or a row had changed: the operation has to be undone. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
  }

  private record Pending(long number, Commit commit) {}

  @TempDir Path temporary;
  private Path directory;
  private long transactionBytes;
  private MemoryMedium memory;
  private Random random;
  private Heap heap;
  private Database database;
  private Backup backup;
  private HeapModel model;
  private final Actor[] actors = new Actor[TRANSACTIONS];

  /** Commits that may not be on disk. */
  private final Deque<Pending> pending = new ArrayDeque<>();

  /** The last commit that is on disk for sure. */
  private long durable;

  private long gids;
  private int stamped;
  private int refused;
  private int violations;
  private int failures;
  private int lost;

  /** Transactions that were too large to be prepared. */
  private int spilled;

  /** What was found under each stamp of an extent. */
  private final Map<Long, List<Object>> byStamp = new HashMap<>();

  private static int id(int store) {
    return FIRST_STORE + store;
  }

  /** What a transaction sees of its own, and of others. */
  private record Sight(long snapshot, Map<Integer, Delta> own) {}

  private record Mark(Savepoint savepoint, Map<Integer, Delta> own, int locks) {}

  private record Kept(StatementView view, Sight sight) {}

  /** A range or a key that a serializable transaction has read. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Read(int store, byte[] from, byte[] to) {}

  private interface Operation {
    void run() throws Refused;
  }

  private static Map<Integer, Delta> copy(Map<Integer, Delta> own) {
    Map<Integer, Delta> copy = new HashMap<>();
    own.forEach((store, delta) -> copy.put(store, delta.copy()));
    return copy;
  }

  private static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** A transaction and what it should see. */
  private final class Actor {
    private final Transaction transaction;
    private final HeapModel.Owner owner = new HeapModel.Owner();
    private Map<Integer, Delta> own = new HashMap<>();
    private final List<Mark> savepoints = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private long snapshot = -1;
    private Sight sight;

    /** Whether what is seen now is kept. */
    private boolean keeping;

    Actor(IsolationLevel isolation) {
      transaction = database.begin(isolation, false);
      statement();
    }

    void statement() {
      transaction.beginStatement();
      if (snapshot < 0 || transaction.isolation() == IsolationLevel.READ_COMMITTED) {
        snapshot = model.commit();
      }
      sight = new Sight(snapshot, copy(own));
      keeping = false;
    }

    void keep() {
      kept.add(new Kept(transaction.keep(), sight));
      keeping = true;
    }

    void resume() {
      if (!kept.isEmpty()) {
        Kept chosen = kept.get(random.nextInt(kept.size()));
        transaction.resume(chosen.view);
        sight = chosen.sight;
        keeping = true;
      }
    }

    private void noteRead(int store, byte[] from, byte[] to) {
      if (transaction.isolation() == IsolationLevel.SERIALIZABLE) {
        reads.add(new Read(store, from, to));
      }
    }

    private byte[] visible(int store, byte[] key) {
      Delta delta = sight.own.getOrDefault(store, new Delta());
      if (delta.writes.containsKey(key)) {
        return delta.writes.get(key);
      }
      if (delta.cleared) {
        return null;
      }
      noteRead(store, key, after(key));
      return model.get(store, key, sight.snapshot);
    }

    private byte[] latest(int store, byte[] key) {
      Delta delta = own.getOrDefault(store, new Delta());
      return delta.writes.containsKey(key)
          ? delta.writes.get(key)
          : delta.cleared ? null : model.get(store, key, model.commit());
    }

    void read() {
      int store = random.nextInt(STORES);
      byte[] key = key(store);
      assertArrayEquals(visible(store, key), transaction.get(id(store), key));
      if (random.nextInt(3) == 0) {
        assertArrayEquals(latest(store, key), transaction.latest(id(store), key));
      }
    }

    void scan() {
      int store = random.nextInt(STORES);
      byte[] from = random.nextInt(4) == 0 ? null : key(store);
      byte[] to = random.nextInt(4) == 0 ? null : key(store);
      if (from != null && to != null && Arrays.compareUnsigned(from, to) > 0) {
        byte[] swap = from;
        from = to;
        to = swap;
      }
      boolean reverse = random.nextBoolean();
      boolean newest = random.nextInt(8) == 0;
      Sight seen = newest ? new Sight(model.commit(), own) : sight;
      Iterator<Map.Entry<byte[], byte[]>> expected =
          model.scan(
              store, from, to, reverse, seen.snapshot, seen.own.getOrDefault(store, new Delta()));
      int limit = random.nextInt(8) == 0 ? Integer.MAX_VALUE : random.nextInt(40);
      byte[] last = null;
      boolean ended = false;
      try (Cursor cursor =
          newest
              ? transaction.scanLatest(id(store), from, to, reverse)
              : transaction.scan(id(store), from, to, reverse)) {
        for (int i = 0; i < limit && !ended; i++) {
          boolean found = cursor.next();
          assertEquals(expected.hasNext(), found);
          ended = !found;
          if (found) {
            Map.Entry<byte[], byte[]> entry = expected.next();
            assertArrayEquals(entry.getKey(), cursor.key());
            assertArrayEquals(entry.getValue(), cursor.value());
            last = entry.getKey();
          }
        }
      }
      if (!newest && ended) {
        noteRead(store, from, to);
      } else if (!newest && last != null) {
        noteRead(store, reverse ? last : from, reverse ? to : after(last));
      }
    }

    /** Everything by extents; a stamp stands for the same records whoever comes upon it. */
    void scanExtents() {
      int store = random.nextInt(STORES);
      noteRead(store, null, null);
      var expected =
          model.scan(
              store, null, null, false, sight.snapshot, sight.own.getOrDefault(store, new Delta()));
      try (ExtentScan extents = transaction.extents(id(store))) {
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

    private void lock(LockTag tag, LockMode mode) throws Refused {
      boolean free = model.lock(owner, Lock.of(tag, mode));
      try {
        boolean taken =
            transaction.lock(tag, mode, random.nextBoolean() ? LockWait.SKIP : noWait());
        assertEquals(free, taken);
      } catch (PgException e) {
        assertEquals(SqlState.LOCK_NOT_AVAILABLE, e.state(), e::toString);
        assertFalse(free);
      }
      assertEquals(model.holds(owner, tag), transaction.holds(tag));
      if (!free) {
        refused++;
        throw new Refused();
      }
    }

    private static LockWait noWait() {
      return LockWait.noWait("it");
    }

    private boolean isChanged(int store, byte[] key) {
      Delta delta = own.getOrDefault(store, new Delta());
      if (transaction.isolation() == IsolationLevel.READ_COMMITTED
          || delta.cleared
          || delta.writes.containsKey(key)) {
        return false;
      }
      boolean seen = model.get(store, key, snapshot) != null;
      return model.get(store, key, model.commit()) == null
          ? seen
          : seen && model.changed(store, key) > snapshot;
    }

    /** Others have written, or are bound to, since a serializable transaction began. */
    private boolean mayFail() {
      return transaction.isolation() == IsolationLevel.SERIALIZABLE
          && (model.commit() > snapshot || !model.prepared().isEmpty());
    }

    private byte[] lockRow(int store, byte[] key, RowLockMode mode) throws Refused {
      boolean free = model.lock(owner, Lock.row(store, key, mode));
      LockWait wait =
          switch (random.nextInt(40)) {
            case 0 -> free ? LockWait.BLOCK : new LockWait.Timed(1);
            case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> LockWait.SKIP;
            default -> noWait();
          };
      try {
        byte[] found = transaction.lockRow(id(store), key, mode, wait);
        if (free) {
          assertFalse(isChanged(store, key));
          assertArrayEquals(latest(store, key), found);
          return found;
        }
        assertSame(Transaction.SKIPPED, found);
      } catch (PgException e) {
        if (free) {
          failures++;
          assertEquals(SqlState.T_R_SERIALIZATION_FAILURE, e.state(), e::toString);
          assertTrue(isChanged(store, key) || mayFail(), e::toString);
        } else {
          assertEquals(SqlState.LOCK_NOT_AVAILABLE, e.state(), e::toString);
        }
      }
      refused++;
      throw new Refused();
    }

    private Delta own(int store) {
      return own.computeIfAbsent(store, s -> new Delta());
    }

    private void put(int store, byte[] key, byte[] value) {
      transaction.put(id(store), key, value);
      own(store).writes.put(key, value);
    }

    private void delete(int store, byte[] key) {
      transaction.delete(id(store), key);
      own(store).writes.put(key, null);
    }

    /** As a subtransaction, so that it can fail by itself. */
    void attempt(Operation operation) {
      Mark mark = mark();
      try {
        operation.run();
      } catch (Refused e) {
        rollbackTo(mark);
      }
      transaction.release(mark.savepoint);
    }

    void write() throws Refused {
      int store = random.nextInt(PLAIN_STORES);
      byte[] key = key(store);
      lock(new LockTag.Relation(id(store)), LockMode.ROW_EXCLUSIVE);
      var _ = lockRow(store, key, RowLockMode.UPDATE);
      if (random.nextInt(3) == 0) {
        delete(store, key);
      } else {
        int limit = random.nextInt(50) == 0 ? random.nextInt(50) == 0 ? 600_000 : 3000 : 30;
        byte[] value = new byte[random.nextInt(limit)];
        random.nextBytes(value);
        put(store, key, value);
      }
    }

    void clear() throws Refused {
      int store = random.nextInt(PLAIN_STORES);
      lock(new LockTag.Relation(id(store)), LockMode.ACCESS_EXCLUSIVE);
      transaction.clearStore(id(store));
      own(store).cleared = true;
      own(store).writes.clear();
    }

    void lockOnly() throws Refused {
      switch (random.nextInt(3)) {
        case 0 -> {
          int store = random.nextInt(STORES);
          RowLockMode mode = ROW_MODES[random.nextInt(ROW_MODES.length)];
          var _ = lockRow(store, key(store), mode);
        }
        case 1 ->
            lock(
                new LockTag.Advisory(random.nextInt(5)),
                random.nextBoolean() ? LockMode.SHARE : LockMode.ACCESS_EXCLUSIVE);
        default ->
            lock(
                new LockTag.Relation(id(random.nextInt(PLAIN_STORES))),
                random.nextInt(3) == 0 ? LockMode.SHARE : LockMode.ROW_EXCLUSIVE);
      }
    }

    /** Inserts, updates or deletes a row and keeps its indexes, as a table does. */
    void changeRow() throws Refused {
      byte[] primary = key(ROWS);
      byte[] old = lockRow(ROWS, primary, RowLockMode.UPDATE);
      boolean deletes = random.nextInt(4) == 0;
      byte[] changed = new byte[3 + random.nextInt(20)];
      random.nextBytes(changed);
      System.arraycopy(key(UNIQUE), 0, changed, 0, 2);
      changed[2] = (byte) random.nextInt(4);
      if (old != null) {
        byte[] unique = Arrays.copyOf(old, 2);
        var _ = lockRow(UNIQUE, unique, RowLockMode.UPDATE);
        delete(UNIQUE, unique);
        delete(INDEX, indexKey(old, primary));
      }
      if (deletes) {
        delete(ROWS, primary);
        return;
      }
      byte[] unique = Arrays.copyOf(changed, 2);
      if (lockRow(UNIQUE, unique, RowLockMode.UPDATE) != null) {
        violations++;
        throw new Refused();
      }
      put(ROWS, primary, changed);
      put(UNIQUE, unique, primary);
      put(INDEX, indexKey(changed, primary), new byte[0]);
    }

    private Mark mark() {
      return new Mark(transaction.savepoint(), copy(own), owner.locks.size());
    }

    void savepoint() {
      savepoints.add(mark());
    }

    private void rollbackTo(Mark mark) {
      transaction.rollbackTo(mark.savepoint);
      own = copy(mark.own);
      model.releaseAfter(owner, mark.locks);
      if (!keeping) {
        sight = new Sight(sight.snapshot, copy(own));
      }
    }

    void rollbackTo() {
      if (!savepoints.isEmpty()) {
        int at = random.nextInt(savepoints.size());
        rollbackTo(savepoints.get(at));
        savepoints.subList(at + 1, savepoints.size()).clear();
      }
    }

    void release() {
      if (!savepoints.isEmpty()) {
        int at = random.nextInt(savepoints.size());
        transaction.release(savepoints.get(at).savepoint);
        savepoints.subList(at, savepoints.size()).clear();
      }
    }

    private void closeKept() {
      kept.forEach(each -> each.view.close());
    }

    void rollback() {
      transaction.rollback();
      closeKept();
      model.releaseAfter(owner, 0);
    }

    void end() {
      switch (random.nextInt(16)) {
        case 0, 1, 2, 3 -> rollback();
        case 4 -> prepare();
        default -> commit();
      }
      assertFalse(transaction.isActive());
    }

    private boolean readsStand() {
      return reads.stream()
          .allMatch(read -> model.isUnchanged(read.store, read.from, read.to, snapshot));
    }

    private void commit() {
      long number = own.isEmpty() ? model.commit() : model.commit() + 1;
      if (!own.isEmpty()) {
        transaction.put(
            COUNTER_STORE, COUNTER, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
      }
      try {
        Commit commit = transaction.commit(random.nextBoolean());
        if (!own.isEmpty()) {
          assertTrue(readsStand());
          model.commit(own);
          pending.add(new Pending(number, commit));
        }
        if (random.nextInt(20) == 0) {
          commit.await();
          assertTrue(commit.isDurable());
        }
      } catch (PgException e) {
        failed(e);
      }
      closeKept();
      model.releaseAfter(owner, 0);
    }

    private void failed(PgException e) {
      failures++;
      assertEquals(SqlState.T_R_SERIALIZATION_FAILURE, e.state(), e::toString);
      assertTrue(mayFail(), e::toString);
    }

    private void prepare() {
      String gid = "gid" + gids++;
      try {
        Commit commit = transaction.prepare(gid, gid.getBytes(UTF_8));
        assertTrue(readsStand());
        model.prepare(gid, own, owner);
        settle(commit);
      } catch (PgException e) {
        if (e.state() == SqlState.FEATURE_NOT_SUPPORTED) {
          spilled++;
        } else {
          failed(e);
        }
        model.releaseAfter(owner, 0);
      }
      closeKept();
    }
  }

  /** What is done by two phases has no number of its own, so it is waited for. */
  private void settle(Commit commit) {
    commit.await();
    durable = model.commit();
    pending.clear();
  }

  private static byte[] indexKey(byte[] row, byte[] primary) {
    return ByteBuffer.allocate(1 + primary.length).put(row[2]).put(primary).array();
  }

  /** Half of them from a few, which many want. */
  private byte[] key(int store) {
    if (store >= ROWS) {
      byte[] key = new byte[store == INDEX ? 3 : 2];
      key[0] = (byte) random.nextInt(store == INDEX ? 4 : 25);
      key[1] = (byte) random.nextInt(25);
      return key;
    }
    byte[] key = new byte[1 + random.nextInt(3)];
    boolean hot = random.nextBoolean();
    for (int i = 0; i < key.length; i++) {
      key[i] =
          (byte) (random.nextInt(3) == 0 ? random.nextInt(4) - 2 : random.nextInt(hot ? 5 : 30));
    }
    return key;
  }

  private void finishPrepared() {
    List<PreparedTransaction> waiting = database.prepared();
    Set<String> gids = waiting.stream().map(PreparedTransaction::gid).collect(Collectors.toSet());
    assertEquals(model.prepared().keySet(), gids);
    if (!waiting.isEmpty()) {
      PreparedTransaction chosen = waiting.get(random.nextInt(waiting.size()));
      assertArrayEquals(chosen.gid().getBytes(UTF_8), chosen.note());
      boolean commits = random.nextInt(3) > 0;
      Commit commit = commits ? chosen.commit() : chosen.rollback();
      model.finish(chosen.gid(), commits);
      settle(commit);
    }
  }

  private static IsolationLevel isolation(int choice) {
    return switch (choice) {
      case 0 -> IsolationLevel.SERIALIZABLE;
      case 1, 2 -> IsolationLevel.REPEATABLE_READ;
      default -> IsolationLevel.READ_COMMITTED;
    };
  }

  private HeapOptions options() {
    return TransactionTest.options()
        .withTransactionBytes(transactionBytes)
        .withCacheBytes(16 << 20)
        .withLog(256 << 10, 4 << 20)
        .withDeadlockTimeout(Duration.ofMillis(50));
  }

  private void open() {
    heap = memory == null ? Heap.open(directory, options()) : memory.open(options());
  }

  /** Nothing is lost. */
  private void restart() {
    abandonActors();
    heap.close();
    open();
    database = heap.open(1);
    durable = model.commit();
    assertTrue(counter() <= durable);
    model.crash(durable);
    pending.clear();
    byStamp.clear();
    compare();
  }

  /** Until the {@link #losePower} that follows, files stay, so that it can copy them. */
  private void beforePowerLoss() {
    if (memory == null) {
      backup = heap.startBackup();
    }
  }

  /** What nobody was told to be durable may be lost; what comes before what is there may not. */
  private void losePower() throws IOException {
    while (!pending.isEmpty() && pending.getFirst().commit.isDurable()) {
      durable = pending.removeFirst().number;
    }
    Path before = directory;
    if (memory == null) {
      directory = temporary.resolve("data" + model.commit() + "after");
      PowerLoss.copy(before, directory, random);
      backup.close();
    } else {
      memory = memory.afterPowerLoss(random);
    }
    abandonActors();
    heap.close();
    if (memory == null) {
      delete(before);
    }
    open();
    database = heap.open(1);
    long left = Math.max(counter(), durable);
    assertTrue(left <= model.commit());
    lost += (int) (model.commit() - left);
    model.crash(left);
    durable = left;
    pending.clear();
    byStamp.clear();
    compare();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private void abandonActors() {
    for (int i = 0; i < TRANSACTIONS; i++) {
      if (actors[i] != null) {
        actors[i].transaction.rollback();
        actors[i].closeKept();
        actors[i] = null;
      }
    }
  }

  private long counter() {
    Transaction reader = database.begin(IsolationLevel.READ_COMMITTED, true);
    byte[] counter = reader.get(COUNTER_STORE, COUNTER);
    reader.rollback();
    return counter == null ? 0 : ByteBuffer.wrap(counter).getLong();
  }

  /** Everything with the model, and the indexes with the rows. */
  private void compare() {
    Transaction reader = database.begin(IsolationLevel.READ_COMMITTED, true);
    for (int store = 0; store < STORES; store++) {
      var expected = model.scan(store, null, null, false, model.commit(), new Delta());
      try (Cursor cursor = reader.scan(id(store), null, null, false)) {
        while (cursor.next()) {
          assertTrue(expected.hasNext());
          Map.Entry<byte[], byte[]> entry = expected.next();
          assertArrayEquals(entry.getKey(), cursor.key());
          assertArrayEquals(entry.getValue(), cursor.value());
        }
        assertFalse(expected.hasNext());
      }
    }
    Map<ByteBuffer, ByteBuffer> unique = new TreeMap<>();
    Set<ByteBuffer> index = new HashSet<>();
    try (Cursor rows = reader.scan(id(ROWS), null, null, false)) {
      while (rows.next()) {
        byte[] key = Arrays.copyOf(rows.value(), 2);
        assertEquals(null, unique.put(ByteBuffer.wrap(key), ByteBuffer.wrap(rows.key())));
        index.add(ByteBuffer.wrap(indexKey(rows.value(), rows.key())));
      }
    }
    try (Cursor entries = reader.scan(id(UNIQUE), null, null, false)) {
      while (entries.next()) {
        assertEquals(
            ByteBuffer.wrap(entries.value()), unique.remove(ByteBuffer.wrap(entries.key())));
      }
    }
    try (Cursor entries = reader.scan(id(INDEX), null, null, false)) {
      while (entries.next()) {
        assertTrue(index.remove(ByteBuffer.wrap(entries.key())));
      }
    }
    assertTrue(unique.isEmpty() && index.isEmpty());
    reader.rollback();
  }

  private void step() {
    if (random.nextInt(200) == 0) {
      finishPrepared();
      return;
    }
    int number = random.nextInt(TRANSACTIONS);
    if (actors[number] == null) {
      actors[number] = new Actor(isolation(random.nextInt(8)));
    }
    Actor actor = actors[number];
    switch (random.nextInt(80)) {
      case 0, 1 -> {
        actor.end();
        actors[number] = null;
      }
      case 2, 3, 4, 5, 6, 7 -> actor.statement();
      case 8, 9 -> actor.savepoint();
      case 10 -> actor.rollbackTo();
      case 11 -> actor.release();
      case 12 -> actor.keep();
      case 13 -> actor.resume();
      case 14, 15, 16, 17, 18, 19 -> actor.scan();
      case 20 -> actor.scanExtents();
      case 21, 22, 23, 24, 25, 26, 27, 28, 29, 30 -> actor.read();
      case 31, 32 -> actor.attempt(actor::lockOnly);
      case 33 -> {
        if (random.nextInt(40) == 0) {
          actor.attempt(actor::clear);
        }
      }
      default -> actor.attempt(random.nextInt(4) == 0 ? actor::changeRow : actor::write);
    }
  }

  @AfterEach
  void close() {
    heap.close();
  }

  @ParameterizedTest
  @CsvSource({
    "DIRECTORY, 1, 32000000",
    "DIRECTORY, 2, 400",
    "MEMORY, 1, 32000000",
    "MEMORY, 2, 4000",
    "MEMORY, 3, 400"
  })
  void behavesLikeTheModel(Medium medium, long seed, long budget) throws IOException {
    transactionBytes = budget;
    random = new Random(SEED + seed);
    directory = temporary.resolve("data");
    memory = medium == Medium.MEMORY ? new MemoryMedium() : null;
    model = new HeapModel(STORES);
    open();
    database = heap.create(1);
    for (int step = 0; step < STEPS; step++) {
      step();
      if (step % 2_000 == 0) {
        heap.checkpoint();
      }
      switch (step % 12_000) {
        case 5_999 -> restart();
        case 11_500 -> beforePowerLoss();
        case 11_999 -> losePower();
        default -> {}
      }
    }
    restart();
    String seen =
        "%d prepared, %d stamps, %d refused, %d duplicates, %d serialization failures, %d lost,"
            .concat(" %d too large to prepare")
            .formatted(gids, stamped, refused, violations, failures, lost, spilled);
    for (long count : new long[] {gids, stamped, refused, violations, failures}) {
      assertTrue(count > STEPS / 20_000, seen);
    }
    assertEquals(transactionBytes < 1 << 20, spilled > 0, seen);
    assertTrue(lost > 0 || STEPS < 1_000_000, seen);
  }
}
