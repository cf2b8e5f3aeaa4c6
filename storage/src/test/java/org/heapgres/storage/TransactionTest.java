package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Transaction} promises, one promise a test. */
@Timeout(30)
@SuppressWarnings("EnumOrdinal") // matrices in the order of the enums
class TransactionTest {
  private static final int STORE = 1000;

  @TempDir Path directory;
  private Heap heap;
  private Database database;

  static HeapOptions options() {
    return HeapOptions.defaults()
        .withCacheBytes(64 << 20)
        .withLog(1 << 20, 64 << 20)
        .withDeadlockTimeout(Duration.ofMillis(50));
  }

  @BeforeEach
  void open() {
    heap = Heap.open(directory, options());
    database = heap.create(5);
  }

  @AfterEach
  void close() {
    heap.close();
  }

  private void reopen() {
    heap.close();
    heap = Heap.open(directory, options());
    database = heap.open(5);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  private Transaction begin() {
    return database.begin(IsolationLevel.READ_COMMITTED, false);
  }

  private void put(String key, String value) {
    Transaction transaction = begin();
    transaction.put(STORE, bytes(key), bytes(value));
    transaction.commit().await();
  }

  private static String get(Transaction transaction, String key) {
    return text(transaction.get(STORE, bytes(key)));
  }

  private String get(String key) {
    Transaction transaction = begin();
    try {
      return get(transaction, key);
    } finally {
      transaction.rollback();
    }
  }

  private static String lock(Transaction transaction, String key) {
    return text(transaction.lockRow(STORE, bytes(key), RowLockMode.UPDATE, LockWait.BLOCK));
  }

  private static String scan(Transaction transaction, String from, String to, boolean reverse) {
    StringBuilder result = new StringBuilder();
    try (Cursor cursor =
        transaction.scan(
            STORE, from == null ? null : bytes(from), to == null ? null : bytes(to), reverse)) {
      while (cursor.next()) {
        result.append(text(cursor.key())).append('=').append(text(cursor.value())).append(' ');
      }
    }
    return result.toString().strip();
  }

  private static SqlState failure(Runnable action) {
    return assertThrows(PgException.class, action::run).state();
  }

  @Test
  void committedWritesAreSeenByLaterStatements() {
    Transaction reader = begin();
    assertNull(get(reader, "a"));
    put("a", "1");
    assertNull(get(reader, "a"));
    reader.beginStatement();
    assertEquals("1", get(reader, "a"));
    reader.commit();
  }

  @Test
  void aStatementDoesNotSeeItsOwnWrites() {
    put("a", "1");
    Transaction writer = begin();
    writer.beginStatement();
    writer.put(STORE, bytes("a"), bytes("2"));
    writer.put(STORE, bytes("b"), bytes("3"));
    assertEquals("1", get(writer, "a"));
    assertEquals("a=1", scan(writer, null, null, false));
    assertEquals("2", lock(writer, "a"));
    assertEquals("2", text(writer.latest(STORE, bytes("a"))));
    writer.beginStatement();
    assertEquals("a=2 b=3", scan(writer, null, null, false));
    assertEquals("b=3 a=2", scan(writer, null, null, true));
    writer.delete(STORE, bytes("a"));
    assertEquals("2", get(writer, "a"));
    writer.beginStatement();
    assertNull(get(writer, "a"));
    writer.commit();
    assertNull(get("a"));
  }

  @Test
  void rollbackLeavesNothing() {
    Transaction writer = begin();
    writer.put(STORE, bytes("a"), bytes("1"));
    writer.rollback();
    assertFalse(writer.isActive());
    assertNull(get("a"));
  }

  @Test
  void rangesAreHalfOpenInBothDirections() {
    for (String key : List.of("a", "b", "c", "d")) {
      put(key, key);
    }
    for (int round = 0; round < 2; round++) {
      Transaction reader = begin();
      assertEquals("b=b c=c", scan(reader, "b", "d", false));
      assertEquals("c=c b=b", scan(reader, "b", "d", true));
      assertEquals("d=d c=c", scan(reader, "bb", null, true));
      assertEquals("a=a", scan(reader, null, "aa", true));
      assertEquals("", scan(reader, "x", null, false));
      assertEquals("", scan(reader, "x", null, true));
      reader.commit();
      reopen();
    }
  }

  @Test
  void savepointsUndoWritesAndLocks() {
    Transaction writer = begin();
    writer.put(STORE, bytes("a"), bytes("1"));
    Savepoint first = writer.savepoint();
    lock(writer, "b");
    writer.put(STORE, bytes("a"), bytes("2"));
    writer.put(STORE, bytes("b"), bytes("2"));
    Savepoint second = writer.savepoint();
    writer.delete(STORE, bytes("a"));
    writer.rollbackTo(second);
    writer.beginStatement();
    assertEquals("a=2 b=2", scan(writer, null, null, false));
    writer.rollbackTo(first);
    writer.rollbackTo(first);
    writer.beginStatement();
    assertEquals("a=1", scan(writer, null, null, false));
    Transaction other = begin();
    assertNull(other.lockRow(STORE, bytes("b"), RowLockMode.UPDATE, LockWait.noWait("row")));
    other.rollback();
    assertThrows(IllegalStateException.class, () -> writer.rollbackTo(second));
    writer.release(first);
    assertThrows(IllegalStateException.class, () -> writer.rollbackTo(first));
    writer.commit();
    assertEquals("1", get("a"));
  }

  @Test
  void aKeptViewGoesOnAfterLaterStatements() {
    put("a", "1");
    Transaction transaction = begin();
    StatementView first = transaction.beginStatement();
    transaction.keep();
    put("a", "2");
    transaction.beginStatement();
    assertEquals("2", get(transaction, "a"));
    transaction.resume(first);
    assertEquals("1", get(transaction, "a"));
    first.close();
    transaction.beginStatement();
    assertEquals("2", get(transaction, "a"));
    transaction.commit();
  }

  @Test
  void cursorsStayValidWhenTheTransactionWritesAndCommits() {
    for (int i = 0; i < 100; i++) {
      put("k" + (100 + i), "v");
    }
    Transaction transaction = begin();
    Cursor cursor = transaction.scan(STORE, null, null, false);
    assertTrue(cursor.next());
    for (int i = 0; i < 100; i++) {
      transaction.delete(STORE, bytes("k" + (100 + i)));
    }
    int seen = 1;
    while (cursor.next()) {
      seen++;
    }
    cursor.close();
    assertEquals(100, seen);
    transaction.commit();
    assertNull(get("k150"));
  }

  @Test
  void lockRowWaitsAndReturnsTheLatestVersion() throws Exception {
    put("a", "1");
    Transaction first = begin();
    lock(first, "a");
    Transaction second = begin();
    second.beginStatement();
    CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> lock(second, "a"));
    Thread.sleep(20);
    assertFalse(waiting.isDone());
    first.put(STORE, bytes("a"), bytes("2"));
    first.commit();
    assertEquals("2", waiting.get(5, TimeUnit.SECONDS));
    assertEquals("1", get(second, "a"));
    second.rollback();
  }

  @Test
  void lockWaitsEndAsAsked() throws Exception {
    Transaction holder = begin();
    lock(holder, "a");
    Transaction other = begin();
    byte[] key = bytes("a");
    assertSame(
        Transaction.SKIPPED, other.lockRow(STORE, key, RowLockMode.KEY_SHARE, LockWait.SKIP));
    PgException refused =
        assertThrows(
            PgException.class,
            () ->
                other.lockRow(
                    STORE, key, RowLockMode.UPDATE, LockWait.noWait("row in relation \"t\"")));
    assertEquals("could not obtain lock on row in relation \"t\"", refused.getMessage());
    assertEquals("55P03", refused.code());
    PgException late =
        assertThrows(
            PgException.class,
            () -> other.lockRow(STORE, key, RowLockMode.UPDATE, new LockWait.Timed(20_000_000)));
    assertEquals("canceling statement due to lock timeout", late.getMessage());
    other.beginStatement();
    CompletableFuture<SqlState> waiting =
        CompletableFuture.supplyAsync(() -> failure(() -> lock(other, "a")));
    Thread.sleep(20);
    other.cancel(
        new PgException(SqlState.QUERY_CANCELED, "canceling statement due to user request"));
    assertEquals(SqlState.QUERY_CANCELED, waiting.get(5, TimeUnit.SECONDS));
    holder.commit();
    assertNull(lock(other, "a"));
    other.rollback();
  }

  @Test
  void rowLockModesConflictAsInPostgres() {
    boolean[][] conflicts = {
      {false, false, false, true},
      {false, false, true, true},
      {false, true, true, true},
      {true, true, true, true}
    };
    for (RowLockMode held : RowLockMode.values()) {
      for (RowLockMode wanted : RowLockMode.values()) {
        Transaction first = begin();
        Transaction second = begin();
        first.lockRow(STORE, bytes("a"), held, LockWait.BLOCK);
        boolean refused =
            second.lockRow(STORE, bytes("a"), wanted, LockWait.SKIP) == Transaction.SKIPPED;
        assertEquals(conflicts[held.ordinal()][wanted.ordinal()], refused, held + " " + wanted);
        first.rollback();
        second.rollback();
      }
    }
  }

  @Test
  void tableLockModesConflictAsInPostgres() {
    String[] conflicts = {
      "7", "67", "4567", "34567", "23567", "234567", "1234567", "01234567",
    };
    LockTag tag = new LockTag.Relation(17);
    for (LockMode held : LockMode.values()) {
      for (LockMode wanted : LockMode.values()) {
        Transaction first = begin();
        Transaction second = begin();
        assertTrue(first.lock(tag, held, LockWait.BLOCK));
        boolean expected = !conflicts[held.ordinal()].contains("" + wanted.ordinal());
        assertEquals(expected, second.lock(tag, wanted, LockWait.SKIP), held + " " + wanted);
        assertTrue(first.lock(tag, LockMode.ACCESS_SHARE, LockWait.BLOCK));
        first.rollback();
        second.rollback();
      }
    }
    assertEquals(List.of(), database.locks());
  }

  @Test
  void deadlocksEndWithAnError() throws Exception {
    Transaction first = begin();
    Transaction second = begin();
    lock(first, "a");
    lock(second, "b");
    Supplier<SqlState> crossing =
        () -> {
          try {
            lock(first, "b");
            return null;
          } catch (PgException e) {
            first.rollback();
            return e.state();
          }
        };
    CompletableFuture<SqlState> waiting = CompletableFuture.supplyAsync(crossing);
    SqlState here = null;
    try {
      lock(second, "a");
    } catch (PgException e) {
      here = e.state();
      assertTrue(e.detail().orElseThrow().contains("blocked by process"));
    }
    second.rollback();
    SqlState there = waiting.get(5, TimeUnit.SECONDS);
    assertTrue(here == SqlState.T_R_DEADLOCK_DETECTED ^ there == SqlState.T_R_DEADLOCK_DETECTED);
    first.rollback();
  }

  @Test
  void sessionLocksOutliveTransactionsAndAreCounted() {
    LockTag tag = new LockTag.Advisory(42);
    LockLimits limits =
        new LockLimits() {
          @Override
          public Duration lockTimeout() {
            return Duration.ofMillis(20);
          }

          @Override
          public Duration deadlockTimeout() {
            return Duration.ofSeconds(1);
          }
        };
    LockSession session = database.lockSession(77, limits);
    assertTrue(session.lock(tag, LockMode.EXCLUSIVE, LockWait.BLOCK));
    assertTrue(session.lock(tag, LockMode.EXCLUSIVE, LockWait.BLOCK));
    Transaction own = database.begin(IsolationLevel.READ_COMMITTED, false, session);
    assertTrue(own.lock(tag, LockMode.EXCLUSIVE, LockWait.SKIP));
    own.rollback();
    Transaction other = begin();
    assertFalse(other.lock(tag, LockMode.SHARE, LockWait.SKIP));
    assertTrue(session.unlock(tag, LockMode.EXCLUSIVE));
    assertFalse(other.lock(tag, LockMode.SHARE, LockWait.SKIP));
    assertTrue(session.unlock(tag, LockMode.EXCLUSIVE));
    assertFalse(session.unlock(tag, LockMode.EXCLUSIVE));
    assertTrue(other.lock(tag, LockMode.SHARE, LockWait.SKIP));
    PgException late =
        assertThrows(
            PgException.class, () -> session.lock(tag, LockMode.EXCLUSIVE, LockWait.BLOCK));
    assertEquals("canceling statement due to lock timeout", late.getMessage());
    other.rollback();
    session.close();
  }

  @Test
  void repeatableReadKeepsItsSnapshotAndRefusesChangedRows() {
    put("a", "1");
    put("b", "1");
    for (boolean applied : new boolean[] {false, true}) {
      Transaction reader = database.begin(IsolationLevel.REPEATABLE_READ, false);
      assertEquals("1", get(reader, "a"));
      put("a", "1");
      Transaction remover = begin();
      remover.delete(STORE, bytes("b"));
      remover.put(STORE, bytes("new"), bytes("1"));
      remover.commit().await();
      if (applied) {
        heap.checkpoint();
      }
      reader.beginStatement();
      assertEquals("a=1 b=1", scan(reader, null, null, false));
      assertEquals(SqlState.T_R_SERIALIZATION_FAILURE, failure(() -> lock(reader, "a")));
      assertEquals(SqlState.T_R_SERIALIZATION_FAILURE, failure(() -> lock(reader, "b")));
      assertEquals("1", lock(reader, "new"));
      reader.rollback();
      put("b", "1");
      Transaction undo = begin();
      undo.delete(STORE, bytes("new"));
      undo.commit();
    }
  }

  @Test
  void serializableRefusesWriteSkewOverKeysAndRanges() {
    put("a", "1");
    put("b", "1");
    Transaction first = database.begin(IsolationLevel.SERIALIZABLE, false);
    Transaction second = database.begin(IsolationLevel.SERIALIZABLE, false);
    get(first, "a");
    get(second, "b");
    lock(first, "b");
    first.put(STORE, bytes("b"), bytes("0"));
    lock(second, "a");
    second.put(STORE, bytes("a"), bytes("0"));
    first.commit();
    assertEquals(SqlState.T_R_SERIALIZATION_FAILURE, failure(second::commit));

    Transaction counting = database.begin(IsolationLevel.SERIALIZABLE, false);
    scan(counting, "c", "d", false);
    counting.put(STORE, bytes("count"), bytes("0"));
    put("c1", "phantom");
    assertEquals(SqlState.T_R_SERIALIZATION_FAILURE, failure(counting::commit));

    Transaction elsewhere = database.begin(IsolationLevel.SERIALIZABLE, false);
    try (Cursor cursor = elsewhere.scan(STORE, null, null, false)) {
      assertTrue(cursor.next());
    }
    elsewhere.put(STORE, bytes("count"), bytes("0"));
    put("z", "beyond what was read");
    elsewhere.commit();
  }

  @Test
  void renewedSnapshotOfSerializableTransactionThatHasNotReadSeesLaterCommits() {
    put("a", "1");
    Transaction fresh = database.begin(IsolationLevel.SERIALIZABLE, false);
    fresh.beginStatement();
    Transaction reader = database.begin(IsolationLevel.SERIALIZABLE, false);
    assertEquals("1", get(reader, "a"));
    put("a", "2");

    fresh.renewSnapshot();
    reader.renewSnapshot();

    assertEquals("2", get(fresh, "a"));
    assertEquals("1", get(reader, "a"));
    assertEquals("2", lock(fresh, "a"));
    fresh.put(STORE, bytes("a"), bytes("3"));
    fresh.commit().await();
    reader.rollback();
    assertEquals("3", get("a"));
  }

  @Test
  void clearedStoresAreEmptyAndCanBeFilledAgain() {
    put("a", "1");
    for (int round = 0; round < 3; round++) {
      Transaction transaction = begin();
      transaction.clearStore(STORE);
      transaction.put(STORE, bytes("b" + round), bytes("2"));
      transaction.beginStatement();
      assertEquals("b" + round + "=2", scan(transaction, null, null, false));
      assertNull(lock(transaction, "a"));
      Savepoint savepoint = transaction.savepoint();
      transaction.dropStore(STORE);
      transaction.rollbackTo(savepoint);
      transaction.commit().await();
      assertEquals("b" + round + "=2", scan(begin(), null, null, false));
      if (round == 1) {
        heap.checkpoint();
        assertEquals("b" + round + "=2", scan(begin(), null, null, true));
      }
    }
    reopen();
    assertEquals("b2=2", scan(begin(), null, null, false));
  }

  @Test
  void readOnlyTransactionsDoNotWrite() {
    Transaction reader = database.begin(IsolationLevel.READ_COMMITTED, true);
    assertEquals(
        SqlState.READ_ONLY_SQL_TRANSACTION,
        failure(() -> reader.put(STORE, bytes("a"), bytes("1"))));
    reader.commit().await();
  }

  @Test
  void largeValuesAreKeptReplacedAndRemoved() {
    byte[] large = new byte[3_000_000];
    new Random(1).nextBytes(large);
    byte[] shorter = Arrays.copyOf(large, 300_000);
    byte[] key = bytes("large");
    for (byte[] value : List.of(large, shorter, bytes("small"), large)) {
      Transaction writer = begin();
      writer.put(STORE, key, value);
      writer.commit().await();
      heap.checkpoint();
      assertArrayEquals(value, begin().get(STORE, key));
    }
    reopen();
    assertArrayEquals(large, begin().get(STORE, key));
    Transaction remover = begin();
    remover.delete(STORE, key);
    remover.commit();
    heap.checkpoint();
    assertNull(begin().get(STORE, key));
  }

  @Test
  void aCommitBecomesDurableAndTellsSo() throws Exception {
    Transaction writer = begin();
    writer.put(STORE, bytes("a"), bytes("1"));
    Commit commit = writer.commit();
    CompletableFuture<Void> told = new CompletableFuture<>();
    commit.whenDurable(() -> told.complete(null));
    told.get(5, TimeUnit.SECONDS);
    assertTrue(commit.isDurable());
    commit.await();
    Transaction reader = begin();
    assertEquals("1", get(reader, "a"));
    assertTrue(reader.commit().isDurable());
  }

  @Test
  void aReaderWaitsForWhatItReadUnlessThatWasAsynchronous() {
    Transaction writer = begin();
    writer.put(STORE, bytes("a"), bytes("1"));
    Commit pending = writer.commit();
    Transaction reader = begin();
    get(reader, "a");
    // unless the log's own thread has just written it
    assertTrue(reader.observed().sequence() == pending.sequence() || pending.isDurable());
    Commit read = reader.commit();
    assertTrue(read.sequence() == pending.sequence() || pending.isDurable());
    read.await();
    assertTrue(pending.isDurable());

    Transaction relaxed = begin();
    relaxed.put(STORE, bytes("b"), bytes("1"));
    relaxed.commit(false);
    Transaction second = begin();
    get(second, "b");
    assertEquals(0, second.commit().sequence());
  }

  @Test
  void asynchronousCommitsReachTheDiskByThemselves() throws Exception {
    Transaction writer = begin();
    writer.put(STORE, bytes("a"), bytes("1"));
    Commit commit = writer.commit(false);
    for (int i = 0; i < 500 && !commit.isDurable(); i++) {
      Thread.sleep(10);
    }
    assertTrue(commit.isDurable());
  }

  @Test
  void databasesAreSeparateAndComeBack() {
    Database other = heap.create(6);
    Transaction writer = other.begin(IsolationLevel.READ_COMMITTED, false);
    writer.put(STORE, bytes("a"), bytes("other"));
    writer.commit();
    put("a", "1");
    assertEquals(SqlState.DUPLICATE_DATABASE, failure(() -> heap.create(6)));
    reopen();
    assertEquals(java.util.Set.of(5, 6), heap.databases());
    assertEquals("1", get("a"));
    Transaction reader = heap.open(6).begin(IsolationLevel.READ_COMMITTED, true);
    assertEquals("other", get(reader, "a"));
    assertEquals(SqlState.OBJECT_IN_USE, failure(() -> heap.drop(6)));
    reader.rollback();
    heap.drop(6);
    assertEquals(SqlState.INVALID_CATALOG_NAME, failure(() -> heap.open(6)));
    Transaction fresh = heap.create(6).begin(IsolationLevel.READ_COMMITTED, true);
    assertNull(get(fresh, "a"));
    fresh.rollback();
    reopen();
    assertEquals("1", get("a"));
  }

  @Test
  void countsAreApproximate() {
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      put("k" + i, "v");
    }
    counts.add((int) database.approximateCount(STORE));
    heap.checkpoint();
    counts.add((int) database.approximateCount(STORE));
    assertEquals(List.of(10, 10), counts);
    assertTrue(database.diskSize() > 0);
  }
}
