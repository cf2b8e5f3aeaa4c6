package org.heapgres.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/**
 * {@code heapgres rehearse}: a short life of a server, for the JVM to watch.
 *
 * <p>The launcher runs it once after a build with {@code -XX:AOTCacheOutput} (JEP 514), so that
 * every later start finds the classes loaded and linked that a server needs to start, on a new heap
 * and on one that it finds, and to answer its first statements. It goes through a socket on
 * purpose: the cache knows what ran, and nothing else.
 */
@Command(
    name = "rehearse",
    description = "Serve a small workload in a temporary heap, then end.",
    hidden = true)
final class RehearseCommand implements Callable<Integer> {
  private static final String SCRIPT = "rehearsal.sql";

  /** More than once: what a first run keeps, others use, by other classes. */
  private static final int ROUNDS = 5;

  private static final int LOADED_ROWS = 30_000;
  private static final int BATCH_ROWS = 500;

  @Override
  public Integer call() throws IOException {
    String[] lives = script().split("\n====\n", -1);
    try (EmbeddedHeapgres server = EmbeddedHeapgres.start()) {
      live(server, statements(lives[0]));
      load(server);
      server.restart();
      live(server, statements(lives[1]));
    }
    return command();
  }

  /** What only {@code start} does. It comes last, since signals end this process no more then. */
  private static int command() throws IOException {
    Path directory = Files.createTempDirectory("heapgres");
    try {
      var start = new StartCommand(shutdown -> shutdown.request(ShutdownMode.FAST));
      return Main.commandLine(start, List.of())
          .setOut(new PrintWriter(Writer.nullWriter()))
          .execute("start", "--port", "0", "--data", directory.toString());
    } finally {
      EmbeddedHeapgres.delete(directory);
    }
  }

  private static void live(EmbeddedHeapgres server, List<String> statements) throws IOException {
    try (RehearsalClient client = new RehearsalClient(server.port())) {
      statements.forEach(client::simple);
      for (int i = 0; i < ROUNDS; i++) {
        statements.stream().filter(RehearseCommand::canRepeat).forEach(client::simple);
        client.extended("SELECT email, city FROM customers WHERE id = $1", String.valueOf(i + 1));
        client.extended("UPDATE customers SET city = 'Nice' WHERE id = $1", String.valueOf(i + 1));
      }
    }
  }

  /** What loading a table takes: rows first and the key afterwards, or the other way round. */
  private static void load(EmbeddedHeapgres server) throws IOException {
    List<List<String>> rows =
        IntStream.range(0, LOADED_ROWS).mapToObj(RehearseCommand::row).toList();
    List<String> lines = rows.stream().map(row -> String.join("\t", row) + "\n").toList();
    try (RehearsalClient client = new RehearsalClient(server.port())) {
      client.simple("BEGIN; TRUNCATE readings");
      client.copyIn("COPY readings FROM STDIN WITH (FREEZE ON)", lines);
      client.simple("COMMIT");
      client.simple("VACUUM ANALYZE readings");
      client.simple("ALTER TABLE readings ADD PRIMARY KEY (id)");
      client.simple("TRUNCATE readings");
      client.copyIn("COPY readings FROM STDIN", lines);
      client.simple("TRUNCATE readings");
      for (int from = 0; from < LOADED_ROWS; from += BATCH_ROWS) {
        client.batch(
            "INSERT INTO readings VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            rows.subList(from, from + BATCH_ROWS));
      }
    }
  }

  private static List<String> row(int i) {
    return List.of(
        String.valueOf(i),
        String.valueOf(i % 1000 - 500),
        "sensor-" + i % 20,
        i % 977 + "." + i % 1000,
        i % 9973 + "." + i % 100,
        "2026-01-%02d %02d:%02d:%02d".formatted(1 + i % 28, i % 24, i % 60, i % 59),
        "2026-02-%02d".formatted(1 + i % 28),
        "remark " + i);
  }

  private static boolean canRepeat(String statement) {
    return statement.startsWith("SELECT") || statement.startsWith("WITH");
  }

  private static List<String> statements(String life) {
    return List.of(life.split("\n--\n", -1));
  }

  private static String script() throws IOException {
    try (InputStream script = RehearseCommand.class.getResourceAsStream(SCRIPT)) {
      return new String(script.readAllBytes(), UTF_8);
    }
  }
}
