package org.heapgres.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills a process that commits, again and again on the same directory: what it acknowledged is
 * there, transactions are there wholly or not at all.
 */
@Timeout(120)
class CrashTest {
  private static final int ROUNDS = 5;
  private static final int WRITERS = 4;
  private static final int STORE = 1000;

  /** A writer's number of commits. */
  private static final int COUNTERS = 1001;

  private static final int SLOTS = 500;

  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void place() {
    directory = temporary.resolve("data");
  }

  private static HeapOptions options() {
    // Small, so that segments change, checkpoints happen and the overlay fills in every round.
    HeapOptions options =
        TransactionTest.options().withLog(1 << 20, 2 << 20).withOverlayBytes(1 << 20);
    return options.withDeadlockTimeout(Duration.ofSeconds(1));
  }

  private static byte[] key(int writer, long number) {
    return ByteBuffer.allocate(12).putInt(writer).putLong(number).array();
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  private static long number(byte[] value) {
    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
  }

  /** The content of a slot follows from the commit that wrote it. */
  private static byte[] content(int writer, long commit) {
    byte[] content = new byte[50 + (int) (commit % 300)];
    new Random(writer * 1_000_003L + commit).nextBytes(content);
    return content;
  }

  /** The process that is killed: prints {@code writer commit} for each acknowledged commit. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      Heap heap = Heap.open(Path.of(args[0]), options());
      Database database = heap.databases().isEmpty() ? heap.create(1) : heap.open(1);
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        Thread.ofPlatform().start(() -> write(database, writer));
      }
    }

    private static void write(Database database, int writer) {
      Transaction reader = database.begin(IsolationLevel.READ_COMMITTED, true);
      long commit = number(reader.get(COUNTERS, key(writer, 0)));
      reader.commit();
      SplittableRandom random = new SplittableRandom();
      while (true) {
        commit++;
        Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
        transaction.put(COUNTERS, key(writer, 0), number(commit));
        for (int copy = 0; copy < 3; copy++) {
          transaction.put(STORE, key(writer, commit % SLOTS * 3 + copy), content(writer, commit));
        }
        boolean synchronous = random.nextInt(10) != 0;
        Commit done = transaction.commit(synchronous);
        if (synchronous) {
          done.await();
          String line = writer + " " + commit + "\n";
          System.out.print(line);
        }
      }
    }
  }

  @Test
  void acknowledgedCommitsSurviveKill() throws Exception {
    long[] acknowledged = new long[WRITERS];
    for (int round = 0; round < ROUNDS; round++) {
      run(acknowledged, 700 + round * 100L);
      try (Heap heap = Heap.open(directory, options())) {
        Transaction reader = heap.open(1).begin(IsolationLevel.READ_COMMITTED, true);
        for (int writer = 0; writer < WRITERS; writer++) {
          acknowledged[writer] = verify(reader, writer, acknowledged[writer]);
        }
        reader.commit();
      }
    }
  }

  private static long verify(Transaction reader, int writer, long acknowledged) {
    long last = number(reader.get(COUNTERS, key(writer, 0)));
    assertTrue(last >= acknowledged, "writer " + writer + " lost " + acknowledged + " > " + last);
    for (long commit = Math.max(1, last - SLOTS + 1); commit <= last; commit++) {
      for (int copy = 0; copy < 3; copy++) {
        byte[] found = reader.get(STORE, key(writer, commit % SLOTS * 3 + copy));
        assertArrayEquals(content(writer, commit), found, "commit " + commit + " of " + last);
      }
    }
    return last;
  }

  /** A small file system of its own, which this user may not be allowed to mount. */
  private void mount(String options) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString()));
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }

  @Test
  void aFullDiskStopsTheProcessAndLosesNothing() throws Exception {
    mount("size=24m");
    try {
      String printed = runUntilItStops(command());
      assertTrue(printed.contains("No space left on device"), printed);
      assertTrue(succeeds("mount", "-o", "remount,size=256m", directory.toString()));
      verifyLedger();
      assertTrue(succeeds("mount", "-o", "remount,ro", directory.toString()));
      PgException readOnly = assertThrows(PgException.class, () -> Heap.open(directory, options()));
      assertTrue(readOnly.getMessage().contains("Read-only file system"), readOnly.getMessage());
    } finally {
      succeeds("umount", directory.toString());
    }
  }

  /**
   * One sync fails, and all after it would not: a process that tried again would live on with what
   * the kernel has thrown away.
   */
  @ParameterizedTest
  @CsvSource({
    "log/0000000000000001.log,50",
    "db/1/00000000000.xd,9",
    "db/1/00000000000.xd,10",
    "db/1/manifest.new,4"
  })
  void aFailedSyncStopsTheProcessAndLosesNothing(String file, int which) throws Exception {
    String call = file.endsWith(".new") ? "fsync" : "fdatasync";
    Path trace = directory.resolveSibling("trace");
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "--seccomp-bpf"));
    command.addAll(List.of("-o", trace.toString(), "-P", directory.resolve(file).toString()));
    command.addAll(List.of("-e", "trace=" + call));
    command.addAll(List.of("-e", "inject=" + call + ":error=EIO:when=" + which));
    // Not everybody has it, or may use it.
    assumeTrue(succeeds("strace", "-f", "--seccomp-bpf", "-e", "trace=fsync", "true"));
    command.addAll(command());
    String printed = runUntilItStops(command);
    assertTrue(printed.contains("Input/output error"), printed);
    assertTrue(Files.readString(trace).contains("INJECTED"));
    verifyLedger();
  }

  /** What it printed; it says why it stopped. */
  private String runUntilItStops(List<String> command) throws IOException, InterruptedException {
    Path errors = directory.resolveSibling("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ledger().toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertTrue(process.waitFor(100, TimeUnit.SECONDS), "it did not stop");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String printed = Files.readString(errors) + Files.readString(ledger());
    assertEquals(1, process.exitValue(), printed);
    assertTrue(printed.contains("PANIC: could not "), printed);
    return printed;
  }

  private Path ledger() {
    return directory.resolveSibling("ledger");
  }

  private void verifyLedger() throws IOException {
    long[] acknowledged = new long[WRITERS];
    count(acknowledged, ledger());
    try (Heap heap = Heap.open(directory, options())) {
      Transaction reader = heap.open(1).begin(IsolationLevel.READ_COMMITTED, true);
      for (int writer = 0; writer < WRITERS; writer++) {
        verify(reader, writer, acknowledged[writer]);
      }
      reader.commit();
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Writer.class.getName(), directory.toString()));
    return command;
  }

  private void run(long[] acknowledged, long millis) throws IOException, InterruptedException {
    Path ledger = ledger();
    Process process =
        new ProcessBuilder(command())
            .redirectOutput(ledger.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    while (Files.size(ledger) == 0) {
      assertTrue(process.isAlive(), "the writer did not start");
      Thread.sleep(5);
    }
    Thread.sleep(millis);
    process.destroyForcibly();
    assertEquals(137, process.waitFor());
    assertTrue(count(acknowledged, ledger) > 10, "hardly any commits");
  }

  /** Returns how many lines of writers there are. */
  private static int count(long[] acknowledged, Path ledger) throws IOException {
    String written = Files.readString(ledger, StandardCharsets.US_ASCII);
    // The last line may be cut.
    List<String> lines =
        written
            .substring(0, written.lastIndexOf('\n'))
            .lines()
            .filter(line -> line.matches("\\d+ \\d+"))
            .toList();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      int writer = Integer.parseInt(words[0]);
      acknowledged[writer] = Math.max(acknowledged[writer], Long.parseLong(words[1]));
    }
    return lines.size();
  }
}
