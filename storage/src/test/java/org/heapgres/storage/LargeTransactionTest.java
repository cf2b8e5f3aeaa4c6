package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.heapgres.storage.internal.PowerLoss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that are far larger than their share of memory. */
@Timeout(120)
class LargeTransactionTest {
  private static final int STORE = 1000;
  private static final int RECORDS = 60_000;
  private static final HeapOptions OPTIONS =
      TransactionTest.options().withTransactionBytes(256 << 10);

  @TempDir Path temporary;
  private Path directory;
  private Heap heap;
  private Database database;
  private final Random random = new Random(1);
  private final Map<Integer, byte[]> expected = new TreeMap<>();

  @BeforeEach
  void open() {
    directory = temporary.resolve("data");
    heap = Heap.open(directory, OPTIONS);
    database = heap.create(1);
  }

  @AfterEach
  void close() {
    heap.close();
  }

  private void reopen() {
    heap.close();
    heap = Heap.open(directory, OPTIONS);
    database = heap.open(1);
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private Transaction begin() {
    return database.begin(IsolationLevel.READ_COMMITTED, false);
  }

  private void write(Transaction transaction, int count) {
    for (int i = 0; i < count; i++) {
      int number = random.nextInt(RECORDS);
      var _ = transaction.lockRow(STORE, key(number), RowLockMode.UPDATE, LockWait.BLOCK);
      byte[] value = random.nextInt(5) == 0 ? null : new byte[random.nextInt(100)];
      if (value == null) {
        transaction.delete(STORE, key(number));
        expected.remove(number);
      } else {
        random.nextBytes(value);
        transaction.put(STORE, key(number), value);
        expected.put(number, value);
      }
    }
  }

  private void assertHas(Transaction reader, Map<Integer, byte[]> records) {
    reader.beginStatement();
    for (boolean reverse : new boolean[] {false, true}) {
      List<Map.Entry<Integer, byte[]>> inOrder = new ArrayList<>(records.entrySet());
      try (Cursor cursor = reader.scan(STORE, null, null, reverse)) {
        for (Map.Entry<Integer, byte[]> record : reverse ? inOrder.reversed() : inOrder) {
          assertTrue(cursor.next());
          assertArrayEquals(key(record.getKey()), cursor.key());
          assertArrayEquals(record.getValue(), cursor.value());
        }
        assertFalse(cursor.next());
      }
    }
    for (int i = 0; i < 1000; i++) {
      int number = random.nextInt(RECORDS);
      assertArrayEquals(records.get(number), reader.get(STORE, key(number)));
    }
  }

  private List<Path> runs() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("log"))) {
      return files.filter(file -> file.toString().endsWith(".run")).toList();
    }
  }

  @Test
  void isSeenAsAWholeWhenItCommits() throws IOException {
    Transaction first = begin();
    write(first, 20_000);
    first.commit().await();
    Map<Integer, byte[]> before = new TreeMap<>(expected);
    Transaction snapshot = database.begin(IsolationLevel.REPEATABLE_READ, true);
    assertHas(snapshot, before);
    Transaction large = begin();
    write(large, RECORDS);
    assertHas(large, expected);
    assertHas(snapshot, before);
    Savepoint savepoint = large.savepoint();
    Map<Integer, byte[]> saved = new TreeMap<>(expected);
    write(large, RECORDS / 2);
    assertHas(large, expected);
    large.rollbackTo(savepoint);
    expected.clear();
    expected.putAll(saved);
    assertHas(large, expected);
    write(large, 10_000);
    large.commit().await();
    Transaction reader = database.begin(IsolationLevel.READ_COMMITTED, true);
    assertHas(reader, expected);
    assertHas(snapshot, before);
    heap.checkpoint();
    assertHas(reader, expected);
    assertHas(snapshot, before);
    snapshot.rollback();
    reader.rollback();
    reopen();
    Transaction later = database.begin(IsolationLevel.READ_COMMITTED, true);
    assertHas(later, expected);
    later.rollback();
    assertEquals(List.of(), runs());
  }

  @Test
  void leavesNothingWhenItIsRolledBack() throws IOException {
    Transaction large = begin();
    write(large, RECORDS);
    assertFalse(runs().isEmpty());
    large.rollback();
    assertEquals(List.of(), runs());
    assertEquals(List.of(), database.locks());
    Transaction reader = begin();
    assertHas(reader, Map.of());
    reader.rollback();
  }

  @Test
  void replacesWhatItClears() {
    Transaction first = begin();
    write(first, 20_000);
    first.commit();
    Transaction large = begin();
    large.clearStore(STORE);
    expected.clear();
    write(large, 20_000);
    large.clearStore(STORE);
    expected.clear();
    write(large, 20_000);
    assertHas(large, expected);
    large.commit().await();
    Transaction reader = begin();
    assertHas(reader, expected);
    heap.checkpoint();
    assertHas(reader, expected);
    reader.rollback();
  }

  @Test
  void keepsItsLocksInFiles() throws Exception {
    Transaction large = begin();
    var _ = large.lockRow(STORE, key(-1), RowLockMode.KEY_SHARE, LockWait.BLOCK);
    for (int number = 0; number < RECORDS; number += 2) {
      var _ = large.lockRow(STORE, key(number), RowLockMode.UPDATE, LockWait.BLOCK);
    }
    Savepoint savepoint = large.savepoint();
    for (int number = RECORDS; number < 2 * RECORDS; number++) {
      var _ = large.lockRow(STORE, key(number), RowLockMode.SHARE, LockWait.BLOCK);
    }
    assertTrue(runs().size() > 10);
    Transaction other = begin();
    for (int number = 0; number < RECORDS; number += 99) {
      byte[] found = other.lockRow(STORE, key(number), RowLockMode.KEY_SHARE, LockWait.SKIP);
      assertSame(number % 2 == 0 ? Transaction.SKIPPED : null, found);
      byte[] shared =
          other.lockRow(STORE, key(RECORDS + number), RowLockMode.KEY_SHARE, LockWait.SKIP);
      assertNull(shared);
    }
    assertSame(
        Transaction.SKIPPED, other.lockRow(STORE, key(-1), RowLockMode.UPDATE, LockWait.SKIP));
    assertNull(other.lockRow(STORE, key(-1), RowLockMode.SHARE, LockWait.SKIP));
    byte[] last = key(2 * RECORDS - 1);
    CompletableFuture<byte[]> waiting =
        CompletableFuture.supplyAsync(
            () -> other.lockRow(STORE, last, RowLockMode.UPDATE, LockWait.BLOCK));
    while (database.locks().stream().allMatch(LockInfo::granted)) {
      Thread.onSpinWait();
    }
    large.rollbackTo(savepoint);
    assertNull(waiting.get(1, TimeUnit.MINUTES));
    assertSame(Transaction.SKIPPED, other.lockRow(STORE, key(0), RowLockMode.SHARE, LockWait.SKIP));
    large.rollback();
    assertNull(other.lockRow(STORE, key(0), RowLockMode.UPDATE, LockWait.SKIP));
    other.rollback();
    assertEquals(List.of(), database.locks());
    assertEquals(List.of(), runs());
  }

  @Test
  void damageOfItsFilesIsReported() throws IOException {
    heap.checkpoint();
    Transaction large = begin();
    write(large, RECORDS);
    large.commit().await();
    List<Path> files = runs();
    Path copy = directory.resolveSibling("copy");
    PowerLoss.copy(directory, copy, random);
    Path damaged = copy.resolve(directory.relativize(files.getFirst()));
    byte[] whole = Files.readAllBytes(damaged);
    try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
      file.seek(whole.length / 2);
      file.write(whole[whole.length / 2] ^ 4);
    }
    assertDamaged(copy, damaged);
    Files.write(damaged, Arrays.copyOf(whole, whole.length - 1));
    assertDamaged(copy, damaged);
    Files.delete(damaged);
    assertDamaged(copy, damaged);
    Files.write(damaged, whole);
    List<Damage> damages = new ArrayList<>();
    Heap.checkFiles(copy, damages::add);
    assertEquals(List.of(), damages);
    try (Heap recovered = Heap.open(copy, OPTIONS)) {
      Transaction reader = recovered.open(1).begin(IsolationLevel.READ_COMMITTED, true);
      assertHas(reader, expected);
      reader.rollback();
    }
  }

  private static void assertDamaged(Path directory, Path file) {
    List<Damage> damages = new ArrayList<>();
    Heap.checkFiles(directory, damages::add);
    assertEquals(1, damages.size(), damages::toString);
    assertTrue(damages.getFirst().toString().contains(file.getFileName().toString()));
    PgException failure =
        assertThrows(PgException.class, () -> Heap.open(directory, OPTIONS).close());
    assertEquals(SqlState.DATA_CORRUPTED, failure.state());
    assertTrue(failure.getMessage().contains(file.getFileName().toString()), failure::toString);
  }

  @Test
  void isNotPrepared() {
    Transaction large = begin();
    write(large, RECORDS);
    PgException failure = assertThrows(PgException.class, () -> large.prepare("gid", new byte[0]));
    assertEquals(SqlState.FEATURE_NOT_SUPPORTED, failure.state());
    assertEquals(List.of(), database.prepared());
  }
}
