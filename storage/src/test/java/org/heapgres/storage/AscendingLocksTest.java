package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A transaction that locks many rows in the order of their keys excludes others all the same. */
@Timeout(120)
class AscendingLocksTest {
  private static final int STORE = 1000;
  private static final int ROWS = 3000;
  private static final Executor EACH_APART = task -> Thread.ofPlatform().start(task);

  @TempDir Path directory;
  private Heap heap;
  private Database database;
  private Transaction loading;
  private Transaction other;

  @BeforeEach
  void open() {
    heap = Heap.open(directory.resolve("data"), TransactionTest.options());
    database = heap.create(1);
    loading = database.begin(IsolationLevel.READ_COMMITTED, false);
    other = database.begin(IsolationLevel.READ_COMMITTED, false);
  }

  @AfterEach
  void close() {
    loading.rollback();
    other.rollback();
    assertEquals(List.of(), database.locks());
    heap.close();
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  /** Every other row, so that there is room between them. */
  private void load(int from, int to) {
    for (int number = from; number < to; number += 2) {
      assertNull(loading.lockRow(STORE, key(number), RowLockMode.UPDATE, LockWait.BLOCK));
      loading.put(STORE, key(number), new byte[1]);
    }
  }

  private boolean canLock(int number, RowLockMode mode) {
    return other.lockRow(STORE, key(number), mode, LockWait.SKIP) != Transaction.SKIPPED;
  }

  @Test
  void excludeOthersFromTheRowsAndFromNoMore() {
    load(0, ROWS);
    for (int number = 0; number < ROWS; number += 2) {
      assertTrue(
          !canLock(number, RowLockMode.KEY_SHARE) && canLock(number + 1, RowLockMode.UPDATE));
    }
    assertTrue(canLock(ROWS + 2, RowLockMode.UPDATE));
    loading.commit();
    for (int number = 0; number < ROWS; number += 2) {
      assertTrue(canLock(number, RowLockMode.UPDATE));
    }
  }

  @Test
  void waitForThoseWhoCameFirst() throws Exception {
    int taken = ROWS - 100;
    assertNull(other.lockRow(STORE, key(taken), RowLockMode.UPDATE, LockWait.BLOCK));
    CompletableFuture<Void> load = CompletableFuture.runAsync(() -> load(0, ROWS));
    while (database.locks().stream().allMatch(LockInfo::granted)) {
      Thread.onSpinWait();
    }
    other.rollback();
    load.get(1, TimeUnit.MINUTES);
    other = database.begin(IsolationLevel.READ_COMMITTED, false);
    assertTrue(!canLock(taken, RowLockMode.SHARE));
  }

  @Test
  void areGivenBackWithASavepoint() throws Exception {
    load(0, 2000);
    Savepoint savepoint = loading.savepoint();
    load(2000, ROWS);
    CompletableFuture<byte[]> waiting =
        CompletableFuture.supplyAsync(
            () -> other.lockRow(STORE, key(2500), RowLockMode.UPDATE, LockWait.BLOCK));
    while (database.locks().stream().allMatch(LockInfo::granted)) {
      Thread.onSpinWait();
    }
    loading.rollbackTo(savepoint);
    assertNull(waiting.get(1, TimeUnit.MINUTES));
    assertTrue(canLock(2000, RowLockMode.UPDATE) && !canLock(1998, RowLockMode.UPDATE));
    load(2002, 2200);
    assertTrue(!canLock(2100, RowLockMode.UPDATE) && canLock(2200, RowLockMode.UPDATE));
  }

  @Test
  void takePartInDeadlocks() throws Exception {
    load(0, ROWS);
    assertNull(other.lockRow(STORE, key(1), RowLockMode.UPDATE, LockWait.BLOCK));
    CompletableFuture<byte[]> waiting =
        CompletableFuture.supplyAsync(
            () -> other.lockRow(STORE, key(2), RowLockMode.UPDATE, LockWait.BLOCK), EACH_APART);
    CompletableFuture<byte[]> loadingWaits =
        CompletableFuture.supplyAsync(
            () -> loading.lockRow(STORE, key(1), RowLockMode.UPDATE, LockWait.BLOCK), EACH_APART);
    CompletableFuture.anyOf(waiting, loadingWaits)
        .exceptionally(_ -> null)
        .get(1, TimeUnit.MINUTES);
    CompletableFuture<byte[]> failed = waiting.isDone() ? waiting : loadingWaits;
    Exception failure = assertThrows(Exception.class, () -> failed.get(1, TimeUnit.MINUTES));
    assertEquals(SqlState.T_R_DEADLOCK_DETECTED, ((PgException) failure.getCause()).state());
    (failed == waiting ? other : loading).rollback();
    (failed == waiting ? loadingWaits : waiting).get(1, TimeUnit.MINUTES);
  }

  @Test
  void comeWithAPreparedTransaction() {
    load(0, ROWS);
    loading.prepare("gid", new byte[0]).await();
    for (int number = 0; number < ROWS; number += 2) {
      assertSame(
          Transaction.SKIPPED,
          other.lockRow(STORE, key(number), RowLockMode.KEY_SHARE, LockWait.SKIP));
    }
    database.prepared().getFirst().rollback();
    assertTrue(canLock(ROWS - 2, RowLockMode.UPDATE));
  }
}
