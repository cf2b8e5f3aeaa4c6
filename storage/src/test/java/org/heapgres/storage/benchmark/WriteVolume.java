package org.heapgres.storage.benchmark;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.heapgres.storage.Database;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.Transaction;

/**
 * Overwrites a live set many times over and says how large the files grow and how long commits
 * take: {@code WriteVolume DIRECTORY LIVE_MB WRITTEN_MB hold|free}. With {@code hold} one
 * REPEATABLE READ transaction stays open from beginning to end.
 */
final class WriteVolume {
  private static final int STORE = 1000;
  private static final int VALUE = 1000;
  private static final int ROWS_PER_COMMIT = 20;
  private static final int WRITERS = 4;

  private WriteVolume() {}

  private static byte[] key(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    long rows = Long.parseLong(args[1]) * 1_000_000 / VALUE;
    long commits = Long.parseLong(args[2]) * 1_000_000 / VALUE / ROWS_PER_COMMIT;
    Files.createDirectories(directory);
    try (Heap heap = Heap.open(directory, HeapOptions.defaults())) {
      Database database = heap.create(1);
      for (long row = 0; row < rows; row += 1000) {
        Transaction load = database.begin(IsolationLevel.READ_COMMITTED, false);
        for (long at = row; at < row + 1000; at++) {
          load.put(STORE, key(at), value(new SplittableRandom(at)));
        }
        load.commit().await();
      }
      Transaction held = database.begin(IsolationLevel.REPEATABLE_READ, true);
      byte[] before = args[3].equals("hold") ? held.get(STORE, key(0)) : null;
      AtomicLong peak = new AtomicLong();
      AtomicLong peakWithLog = new AtomicLong();
      Thread watcher = watch(database, directory, peak, peakWithLog);
      long[] micros = run(database, rows, commits);
      watcher.interrupt();
      watcher.join();
      System.out.printf(
          "peak: %,d MB in the store, %,d MB with the log%n",
          peak.get() >> 20, peakWithLog.get() >> 20);
      if (before != null && !Arrays.equals(before, held.get(STORE, key(0)))) {
        throw new AssertionError("the held snapshot has changed");
      }
      System.out.printf("while held: %,d MB on disk%n", database.diskSize() >> 20);
      held.rollback();
      heap.checkpoint();
      System.out.printf("at the end: %,d MB on disk%n", database.diskSize() >> 20);
      Arrays.sort(micros);
      for (double percentile : new double[] {50, 90, 99, 99.9, 99.99, 100}) {
        int index = (int) Math.ceil(micros.length * percentile / 100) - 1;
        System.out.printf("p%s %,d us%n", percentile, micros[index]);
      }
    }
  }

  private static Thread watch(
      Database database, Path directory, AtomicLong peak, AtomicLong peakWithLog) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                while (true) {
                  Thread.sleep(100);
                  long store = database.diskSize();
                  peak.accumulateAndGet(store, Math::max);
                  peakWithLog.accumulateAndGet(store + size(directory.resolve("log")), Math::max);
                }
              } catch (InterruptedException e) {
                // The run is over.
              }
            });
  }

  private static long size(Path directory) {
    File[] files = directory.toFile().listFiles();
    return Arrays.stream(files).mapToLong(File::length).sum();
  }

  private static byte[] value(SplittableRandom random) {
    byte[] value = new byte[VALUE];
    random.nextBytes(value);
    return value;
  }

  private static long[] run(Database database, long rows, long commits) throws Exception {
    long[] micros = new long[(int) commits];
    AtomicLong next = new AtomicLong();
    Thread[] writers = new Thread[WRITERS];
    for (int w = 0; w < WRITERS; w++) {
      SplittableRandom random = new SplittableRandom(w);
      writers[w] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    long number = next.getAndIncrement();
                    while (number < commits) {
                      long start = System.nanoTime();
                      Transaction writer = database.begin(IsolationLevel.READ_COMMITTED, false);
                      for (int i = 0; i < ROWS_PER_COMMIT; i++) {
                        writer.put(STORE, key(random.nextLong(rows)), value(random));
                      }
                      writer.commit().await();
                      micros[(int) number] = (System.nanoTime() - start) / 1000;
                      if (number % (commits / 12) == 0) {
                        System.out.printf(
                            "%,d of %,d commits: %,d MB on disk%n",
                            number, commits, database.diskSize() >> 20);
                      }
                      number = next.getAndIncrement();
                    }
                  });
    }
    for (Thread writer : writers) {
      writer.join();
    }
    return micros;
  }
}
