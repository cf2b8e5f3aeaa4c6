package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Money moves between accounts on many threads; its sum never changes, whoever looks. With little
 * memory for transactions, every write and every lock goes to a file.
 */
@Timeout(60)
class ConcurrencyTest {
  private static final int STORE = 1000;
  private static final int ACCOUNTS = 50;
  private static final int THREADS = 8;

  @TempDir Path directory;

  private static byte[] key(int account) {
    return ByteBuffer.allocate(4).putInt(account).array();
  }

  private static byte[] value(long balance) {
    return ByteBuffer.allocate(8).putLong(balance).array();
  }

  private static long balance(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  @ParameterizedTest
  @CsvSource({
    "READ_COMMITTED, 1500, 32000000",
    "REPEATABLE_READ, 1500, 32000000",
    "SERIALIZABLE, 1500, 32000000",
    "READ_COMMITTED, 100, 10",
    "SERIALIZABLE, 100, 10"
  })
  void transfersKeepTheSum(IsolationLevel isolation, int transfers, long transactionBytes)
      throws Exception {
    HeapOptions options = TransactionTest.options().withTransactionBytes(transactionBytes);
    long retries = 0;
    try (Heap heap = Heap.open(directory, options);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
      Database database = heap.create(1);
      Transaction setup = database.begin(IsolationLevel.READ_COMMITTED, false);
      for (int i = 0; i < ACCOUNTS; i++) {
        setup.put(STORE, key(i), value(1000));
      }
      setup.commit().await();
      AtomicBoolean done = new AtomicBoolean();
      Future<Integer> watcher = threads.submit(() -> watch(database, done));
      List<Callable<Long>> work = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        work.add(() -> transfer(database, isolation, transfers, random));
      }
      for (Future<Long> result : threads.invokeAll(work)) {
        retries += result.get();
      }
      done.set(true);
      assertTrue(watcher.get(10, TimeUnit.SECONDS) > 0);
      assertEquals(1000L * ACCOUNTS, sum(database));
      assertEquals(List.of(), database.locks());
    }
    assertTrue(isolation != IsolationLevel.READ_COMMITTED || retries == 0, "retries " + retries);
    try (Heap heap = Heap.open(directory, options)) {
      assertEquals(1000L * ACCOUNTS, sum(heap.open(1)));
    }
  }

  private static long transfer(
      Database database, IsolationLevel isolation, int transfers, SplittableRandom random) {
    long retries = 0;
    for (int i = 0; i < transfers; i++) {
      int from = random.nextInt(ACCOUNTS);
      int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      while (true) {
        Transaction transaction = database.begin(isolation, false);
        try {
          // In key order under READ COMMITTED, so that it never needs to retry.
          boolean ordered = from < to || isolation != IsolationLevel.READ_COMMITTED;
          int first = ordered ? from : to;
          int second = ordered ? to : from;
          transaction.beginStatement();
          long one = balance(lock(transaction, first));
          transaction.put(STORE, key(first), value(one - (first == from ? 1 : -1)));
          transaction.beginStatement();
          long other = balance(lock(transaction, second));
          transaction.put(STORE, key(second), value(other - (second == from ? 1 : -1)));
          Commit commit = transaction.commit();
          if (i % 10 == 0) {
            commit.await();
          }
          break;
        } catch (PgException e) {
          assertTrue(
              e.state() == SqlState.T_R_SERIALIZATION_FAILURE
                  || e.state() == SqlState.T_R_DEADLOCK_DETECTED,
              e.toString());
          transaction.rollback();
          retries++;
        }
      }
    }
    return retries;
  }

  private static byte[] lock(Transaction transaction, int account) {
    return transaction.lockRow(STORE, key(account), RowLockMode.UPDATE, LockWait.BLOCK);
  }

  private static long sum(Database database) {
    Transaction reader = database.begin(IsolationLevel.READ_COMMITTED, true);
    long sum = 0;
    try (Cursor cursor = reader.scan(STORE, null, null, false)) {
      while (cursor.next()) {
        sum += balance(cursor.value());
      }
    }
    reader.commit().await();
    return sum;
  }

  private static int watch(Database database, AtomicBoolean done) {
    int looks = 0;
    while (!done.get()) {
      assertEquals(1000L * ACCOUNTS, sum(database));
      looks++;
    }
    return looks;
  }
}
