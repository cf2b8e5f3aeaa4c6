package org.heapgres.storage.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Database;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.Transaction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** The store under pgbench's shapes, without SQL and wire: {@code -jvmArgs} as in the root pom. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx3g", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"})
public class StorageBenchmark {
  private static final int ACCOUNTS = 1000;
  private static final int TELLERS = 1001;
  private static final int BRANCHES = 1002;
  private static final int HISTORY = 1003;

  @Param("10")
  private int scale;

  private Path directory;
  private Heap heap;
  private Database database;
  private final AtomicLong history = new AtomicLong();
  private final LockTag relation = new LockTag.Relation(1);

  /** A thread's random numbers and a transaction that only reads. */
  @State(Scope.Thread)
  public static class Session {
    private final SplittableRandom random = new SplittableRandom();
    private Transaction reader;

    @Setup
    public void begin(StorageBenchmark benchmark) {
      reader = benchmark.database.begin(IsolationLevel.READ_COMMITTED, true);
    }

    @TearDown
    public void end() {
      reader.commit();
    }
  }

  @Setup(Level.Trial)
  public void fill() throws IOException {
    directory = Files.createTempDirectory(Path.of(System.getProperty("bench.dir", "/tmp")), "heap");
    heap = Heap.open(directory, HeapOptions.defaults());
    database = heap.create(1);
    for (int batch = 0; batch < scale * 2; batch++) {
      Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
      for (int i = 0; i < 50_000; i++) {
        transaction.put(ACCOUNTS, key(batch * 50_000L + i), new byte[100]);
      }
      transaction.commit().await();
    }
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    for (int i = 0; i < 10 * scale; i++) {
      transaction.put(TELLERS, key(i), new byte[80]);
      transaction.put(BRANCHES, key(i / 10), new byte[80]);
    }
    transaction.commit().await();
    heap.checkpoint();
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    heap.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(9).put((byte) 2).putLong(number).array();
  }

  private byte[] account(SplittableRandom random) {
    return key(random.nextInt(100_000 * scale));
  }

  @Benchmark
  public byte[] get(Session session) {
    return session.reader.get(ACCOUNTS, account(session.random));
  }

  /** A statement of its own, as autocommit has it. */
  @Benchmark
  public byte[] select(Session session) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, true);
    transaction.beginStatement();
    transaction.lock(relation, LockMode.ACCESS_SHARE, LockWait.BLOCK);
    byte[] value = transaction.get(ACCOUNTS, account(session.random));
    transaction.commit().await();
    return value;
  }

  /** 1000 rows; divide by that. */
  @Benchmark
  public long range(Session session) {
    long sum = 0;
    try (Cursor cursor = session.reader.scan(ACCOUNTS, account(session.random), null, false)) {
      for (int i = 0; i < 1000 && cursor.next(); i++) {
        sum += cursor.key()[8] + cursor.value()[0];
      }
    }
    return sum;
  }

  @Benchmark
  public void lockRow(Session session) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, true);
    transaction.lock(relation, LockMode.ROW_EXCLUSIVE, LockWait.BLOCK);
    transaction.rollback();
  }

  private static void update(Transaction transaction, int store, byte[] key, int delta) {
    transaction.beginStatement();
    byte[] value =
        transaction.lockRow(store, key, RowLockMode.NO_KEY_UPDATE, LockWait.BLOCK).clone();
    ByteBuffer.wrap(value).putInt(0, ByteBuffer.wrap(value).getInt(0) + delta);
    transaction.put(store, key, value);
  }

  private void tpcb(Session session) {
    SplittableRandom random = session.random;
    int teller = random.nextInt(10 * scale);
    int delta = random.nextInt(-5000, 5001);
    byte[] account = account(random);
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    update(transaction, ACCOUNTS, account, delta);
    transaction.beginStatement();
    transaction.get(ACCOUNTS, account);
    update(transaction, TELLERS, key(teller), delta);
    update(transaction, BRANCHES, key(random.nextInt(scale)), delta);
    transaction.beginStatement();
    transaction.put(HISTORY, key(history.incrementAndGet()), new byte[50]);
    transaction.commit().await();
  }

  @Benchmark
  public void commit1(Session session) {
    tpcb(session);
  }

  @Benchmark
  @Threads(8)
  public void commit8(Session session) {
    tpcb(session);
  }

  @Benchmark
  @Threads(32)
  public void commit32(Session session) {
    tpcb(session);
  }
}
