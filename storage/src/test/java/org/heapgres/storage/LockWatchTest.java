package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Those who may not wait for a lock are told when they can have it. */
@Timeout(120)
class LockWatchTest {
  private static final int STORE = 1000;
  private static final byte[] KEY = {1};
  private static final byte[] OTHER_KEY = {2};
  private static final Executor EACH_APART = task -> Thread.ofPlatform().start(task);

  @TempDir Path directory;
  private Heap heap;
  private Database database;
  private Transaction holder;

  /** A session that may not wait, its transaction, and how often it was told. */
  private final class Impatient implements AutoCloseable {
    private final Semaphore told = new Semaphore(0);
    private final LockSession session;
    private Transaction transaction;

    Impatient(Duration lockTimeout) {
      session =
          database.lockSession(
              1,
              new LockLimits() {
                @Override
                public Duration lockTimeout() {
                  return lockTimeout;
                }

                @Override
                public Duration deadlockTimeout() {
                  return Duration.ofSeconds(1);
                }
              });
      session.whenFree(told::release);
      session.waiting(false);
      transaction = begin();
    }

    private Transaction begin() {
      return database.begin(IsolationLevel.READ_COMMITTED, false, session);
    }

    void lock(byte[] key) {
      var _ = transaction.lockRow(STORE, key, RowLockMode.UPDATE, LockWait.BLOCK);
    }

    void fails() {
      assertThrows(LockNotFree.class, () -> lock(KEY));
    }

    void endTransaction() {
      transaction.rollback();
      transaction = begin();
    }

    @Override
    public void close() {
      transaction.rollback();
      session.close();
    }
  }

  @BeforeEach
  void open() {
    heap = Heap.open(directory.resolve("data"), TransactionTest.options());
    database = heap.create(1);
    holder = lockedBy(RowLockMode.UPDATE);
  }

  @AfterEach
  void close() {
    holder.rollback();
    assertEquals(List.of(), database.locks());
    heap.close();
  }

  private Transaction lockedBy(RowLockMode mode) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    var _ = transaction.lockRow(STORE, KEY, mode, LockWait.BLOCK);
    return transaction;
  }

  @Test
  void areToldInTurn() {
    try (Impatient first = new Impatient(Duration.ZERO);
        Impatient second = new Impatient(Duration.ZERO)) {
      first.fails();
      second.fails();
      assertTrue(first.session.isWatching());
      assertEquals(0, first.told.availablePermits());
      holder.rollback();
      assertEquals(1, first.told.availablePermits());
      assertEquals(0, second.told.availablePermits());
      assertFalse(first.session.isWatching());
      first.lock(KEY);
      assertEquals(0, second.told.availablePermits());
      first.endTransaction();
      assertEquals(1, second.told.availablePermits());
      second.lock(KEY);
    }
  }

  @Test
  void mayFindTheLockTakenByOthers() {
    try (Impatient watching = new Impatient(Duration.ZERO)) {
      watching.fails();
      holder.rollback();
      holder = lockedBy(RowLockMode.UPDATE);
      watching.fails();
      holder.rollback();
      assertEquals(2, watching.told.availablePermits());
      watching.lock(KEY);
    }
  }

  @Test
  void areNotToldWhileSomebodyElseHoldsIt() {
    holder.rollback();
    holder = lockedBy(RowLockMode.SHARE);
    Transaction another = lockedBy(RowLockMode.SHARE);
    try (Impatient watching = new Impatient(Duration.ZERO)) {
      watching.fails();
      holder.rollback();
      assertEquals(0, watching.told.availablePermits());
      another.rollback();
      assertEquals(1, watching.told.availablePermits());
    }
  }

  @Test
  void areForgottenWhenTheyAskForSomethingElseOrEnd() {
    try (Impatient busy = new Impatient(Duration.ZERO);
        Impatient last = new Impatient(Duration.ZERO)) {
      try (Impatient ended = new Impatient(Duration.ZERO)) {
        busy.fails();
        ended.fails();
      }
      last.fails();
      busy.lock(OTHER_KEY);
      assertFalse(busy.session.isWatching());
      holder.rollback();
      assertEquals(0, busy.told.availablePermits());
      assertEquals(1, last.told.availablePermits());
    }
  }

  @Test
  void doNotWatchWhatHasATimeLimit() {
    try (Impatient limited = new Impatient(Duration.ofSeconds(1))) {
      limited.fails();
      assertFalse(limited.session.isWatching());
    }
  }

  /** Each one that is told takes the lock sooner or later, so that none is forgotten. */
  @Test
  void goOnForEver() {
    holder.rollback();
    int[] count = {0};
    List<CompletableFuture<Void>> sessions = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sessions.add(CompletableFuture.runAsync(() -> countTo(1000, count), EACH_APART));
    }
    sessions.forEach(CompletableFuture::join);
    assertEquals(8000, count[0]);
  }

  private void countTo(int limit, int[] count) {
    try (Impatient session = new Impatient(Duration.ZERO)) {
      for (int i = 0; i < limit; i++) {
        lockPatiently(session);
        count[0]++;
        session.endTransaction();
      }
    }
  }

  private static void lockPatiently(Impatient session) {
    while (true) {
      try {
        session.lock(KEY);
        return;
      } catch (LockNotFree _) {
        session.told.acquireUninterruptibly();
      }
    }
  }
}
