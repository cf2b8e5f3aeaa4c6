package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.heapgres.wire.Main;
import org.heapgres.wire.Server;
import org.heapgres.wire.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the real server under a mixed load, round after round on the same directory, and compares
 * it with a ledger kept outside; then damages copies of what a kill left behind. The Maven profile
 * {@code crash} makes the number of rounds large; {@code -Dcrash.seed} repeats a run's choices, so
 * far as the clients leave it the same files.
 */
final class LedgerCrashTest {
  private static final Logger logger = LoggerFactory.getLogger(LedgerCrashTest.class);
  private static final int CRASHES = Integer.getInteger("crash.rounds", 2);
  private static final int DAMAGES = Integer.getInteger("crash.damages", 4);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final int COMMITS_PER_ROUND = 300;

  /** For a client to notice that its server is gone. */
  private static final Duration FAREWELL = Duration.ofMinutes(2);

  /** Nearly every transaction is too large for that. */
  private static final String[] SMALL_MEMORY = {"--transaction-memory", "4"};

  @TempDir Path temporary;
  private final Ledger ledger = new Ledger();
  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void acknowledgedCommitsSurviveAndDamageIsFound() throws Exception {
    logger.info("-Dcrash.seed={}", SEED);
    Path data = temporary.resolve("data");
    for (int round = 0; round < CRASHES; round++) {
      crash(data, round);
      assertEquals("No damage found.\n", check(data));
      logger.info("round {}: {} commits acknowledged in all", round + 1, ledger.commits());
    }
    // Once more without a check, which would leave no log to be damaged.
    crash(data, CRASHES);
    int detected = 0;
    for (int round = 0; round < DAMAGES; round++) {
      Path copy = temporary.resolve("copy");
      copy(data, copy);
      String damage = damage(copy);
      logger.info("{}", damage);
      boolean found = damageIsFoundOrHarmless(copy, damage);
      detected += found ? 1 : 0;
      logger.info("{}", found ? "detected" : "harmless");
      delete(copy);
    }
    logger.info("{} of {} damages detected, the others harmless", detected, DAMAGES);
  }

  /** Verifies, loads, kills. */
  private void crash(Path data, int round) throws Exception {
    String[] options = round % 2 == 0 ? new String[0] : SMALL_MEMORY;
    try (HeapgresProcess server = HeapgresProcess.start(data, options)) {
      if (round == 0) {
        Ledger.create(server.jdbcUrl());
      }
      ledger.verify(server.jdbcUrl(), true);
      long before = ledger.commits();
      long enough = before + random.nextInt(COMMITS_PER_ROUND / 2, COMMITS_PER_ROUND * 2);
      List<Thread> clients = ledger.start(server.jdbcUrl());
      while (ledger.commits() < enough) {
        assertTrue(clients.stream().anyMatch(Thread::isAlive), "all clients have failed");
        Thread.sleep(1);
      }
      server.kill();
      for (Thread client : clients) {
        assertTrue(client.join(FAREWELL), "a client has not noticed that the server is gone");
      }
    }
  }

  private static String check(Path data) {
    StringWriter printed = new StringWriter();
    int status = Main.execute(new PrintWriter(printed), "check", data.toString());
    assertEquals(printed.toString().equals("No damage found.\n") ? 0 : 2, status);
    return printed.toString();
  }

  /**
   * Cuts the log's last file, or flips one bit of any file but the rules of access, which are the
   * user's own text.
   */
  private String damage(Path data) throws IOException {
    List<Path> files =
        files(data).stream().filter(file -> !file.toString().endsWith(".conf")).toList();
    if (random.nextInt(5) == 0) {
      Path last =
          files.stream().filter(f -> f.toString().endsWith(".log")).reduce((a, b) -> b).get();
      long used = used(last);
      long cut = random.nextLong(used);
      try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
        file.setLength(cut);
      }
      return "%s cut at %d of %d".formatted(data.relativize(last), cut, used);
    }
    Path file = files.get(random.nextInt(files.size()));
    file.toFile().setWritable(true);
    long at = random.nextLong(used(file));
    int bit = random.nextInt(8);
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
      content.seek(at);
      int old = content.read();
      content.seek(at);
      content.write(old ^ (1 << bit));
    }
    return "%s flipped at %d, bit %d".formatted(data.relativize(file), at, bit);
  }

  /** Up to the last byte that is not zero, since a log file is mostly empty. */
  private static long used(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    int end = content.length;
    while (end > 1 && content[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private boolean damageIsFoundOrHarmless(Path data, String damage) throws Exception {
    if (!check(data).equals("No damage found.\n")) {
      return true;
    }
    boolean endMayBeMissing = damage.contains("log");
    try (Server server = Server.start(ServerOptions.local(data))) {
      ledger.verify(server.jdbcUrl(), !endMayBeMissing);
    } catch (RuntimeException e) {
      throw new AssertionError("check found nothing after " + damage, e);
    }
    return false;
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(f -> Files.isRegularFile(f) && f.toFile().length() > 0).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
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
}
