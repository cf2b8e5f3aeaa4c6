package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen of a server from outside: its metrics, its events for the flight recorder. */
final class MetricsTest {
  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  @TempDir Path directory;

  private static EmbeddedHeapgres withMetrics() {
    return EmbeddedHeapgres.start(o -> o.withSettings(Map.of("heapgres.metrics_port", "0")));
  }

  private static void work(EmbeddedHeapgres heapgres) throws SQLException {
    try (Connection connection = DriverManager.getConnection(heapgres.jdbcUrl())) {
      for (String sql :
          List.of(
              "CREATE TABLE t (id int PRIMARY KEY, b text)",
              "INSERT INTO t SELECT g, 'x' FROM generate_series(1, 100) g",
              "SELECT b FROM t WHERE id = 5",
              "SELECT count(b) FROM t",
              "UPDATE t SET b = 'y' WHERE id < 11",
              "DELETE FROM t WHERE id = 1",
              "BEGIN",
              "INSERT INTO t VALUES (1, 'z')",
              "ROLLBACK",
              "CHECKPOINT")) {
        connection.createStatement().execute(sql);
      }
    }
  }

  private static HttpResponse<String> get(InetSocketAddress address, String accept)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri).header("Accept", accept).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** By name with labels. */
  private static Map<String, Double> samples(String text) {
    Map<String, Double> result = new TreeMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int end = line.lastIndexOf(' ');
              result.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
            });
    return result;
  }

  @Test
  void countersSayWhatWasDone() throws Exception {
    try (EmbeddedHeapgres heapgres = withMetrics()) {
      InetSocketAddress address = heapgres.metricsAddress().orElseThrow();
      Map<String, Double> before = samples(get(address, "text/plain").body());
      work(heapgres);
      try (Connection waiting = DriverManager.getConnection(heapgres.jdbcUrl())) {
        waiting.setAutoCommit(false);
        waiting.createStatement().execute("SELECT 1");
        Map<String, Double> after = samples(get(address, "text/plain").body());
        Map<String, Double> gained =
            Map.of("xact_rollback", 1.0, "tup_updated", 10.0, "tup_deleted", 1.0, "deadlocks", 0.0);
        gained.forEach(
            (name, count) -> {
              String sample = "pg_stat_database_" + name + "_total{datname=\"postgres\"}";
              assertEquals(count, after.get(sample) - before.get(sample), name);
            });
        for (String grows :
            List.of(
                "pg_stat_database_xact_commit_total{datname=\"postgres\"}",
                "pg_stat_database_tup_returned_total{datname=\"postgres\"}",
                "pg_stat_database_tup_fetched_total{datname=\"postgres\"}",
                "heapgres_commits_total",
                "heapgres_log_bytes_total",
                "heapgres_log_write_seconds_count",
                "heapgres_commit_wait_seconds_sum",
                "heapgres_query_seconds_count",
                "heapgres_checkpoint_seconds_count",
                "heapgres_connections_accepted_total")) {
          assertTrue(after.get(grows) > before.get(grows), grows);
        }
        assertEquals(
            1.0,
            after.get(
                "pg_stat_activity_count{datname=\"postgres\",state=\"idle in transaction\"}"));
        assertTrue(after.containsKey("jvm_memory_used_bytes{area=\"heap\"}"));
        assertTrue(after.containsKey("heapgres_overlay_bytes"));
      }
    }
  }

  @Test
  void histogramsAreCumulative() throws Exception {
    try (EmbeddedHeapgres heapgres = withMetrics()) {
      work(heapgres);
      String text = get(heapgres.metricsAddress().orElseThrow(), "text/plain").body();
      List<Double> buckets =
          text.lines()
              .filter(line -> line.startsWith("heapgres_log_write_seconds_bucket"))
              .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
              .toList();
      assertEquals(buckets.stream().sorted().toList(), buckets);
      assertEquals(buckets.getLast(), samples(text).get("heapgres_log_write_seconds_count"));
    }
  }

  @Test
  void openMetricsForThoseWhoAskForIt() throws Exception {
    try (EmbeddedHeapgres heapgres = withMetrics()) {
      HttpResponse<String> response = get(heapgres.metricsAddress().orElseThrow(), OPEN_METRICS);
      assertEquals(200, response.statusCode());
      assertTrue(
          response
              .headers()
              .firstValue("Content-Type")
              .orElseThrow()
              .startsWith("application/openmetrics-text"));
      assertTrue(response.body().endsWith("# EOF\n"));
      assertTrue(response.body().contains("# TYPE heapgres_log_bytes counter\n"));
    }
  }

  @Test
  void nothingListensUnlessAskedFor() {
    try (EmbeddedHeapgres heapgres = EmbeddedHeapgres.start()) {
      assertTrue(heapgres.metricsAddress().isEmpty());
    }
  }

  @Test
  void theFlightRecorderIsToldOfTheWork() throws Exception {
    Path file = directory.resolve("recording.jfr");
    Set<String> names =
        Set.of("Statement", "Commit", "Apply", "Checkpoint", "LockWait", "Connection");
    try (Recording recording = new Recording()) {
      names.forEach(n -> recording.enable("org.heapgres." + n).withThreshold(Duration.ZERO));
      recording.start();
      try (EmbeddedHeapgres heapgres = EmbeddedHeapgres.start()) {
        work(heapgres);
        waitForLock(heapgres);
      }
      recording.stop();
      recording.dump(file);
    }
    Set<String> recorded = new TreeSet<>();
    Set<String> statements = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      String name = event.getEventType().getName().replace("org.heapgres.", "");
      recorded.add(name);
      switch (name) {
        case "Statement" -> statements.add(event.getString("text"));
        case "LockWait" -> {
          assertTrue(event.getString("lock").startsWith("Advisory"), event.getString("lock"));
          assertTrue(event.getBoolean("granted"));
          assertTrue(event.getDuration().isPositive());
        }
        case "Connection" -> assertEquals("postgres", event.getString("database"));
        default -> {}
      }
    }
    assertTrue(recorded.containsAll(names), () -> "only " + recorded);
    assertTrue(statements.contains("SELECT count(b) FROM t"), statements::toString);
  }

  /** To get it ready would make the first client wait, and the first statement. */
  @Test
  void theFlightRecorderIsLeftAloneUntilAskedFor() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.withOptions("", directory.resolve("data"))) {
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl())) {
        connection.createStatement().execute("SELECT 1");
      }
      assertTrue(server.hasObjectOf("java.lang.String"));
      assertFalse(server.hasObjectOf("jdk.jfr.internal.MetadataRepository"));
    }
  }

  private static void waitForLock(EmbeddedHeapgres heapgres) throws Exception {
    try (Connection holder = DriverManager.getConnection(heapgres.jdbcUrl());
        Connection waiter = DriverManager.getConnection(heapgres.jdbcUrl())) {
      holder.createStatement().execute("SELECT pg_advisory_lock(1)");
      Thread waiting =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      waiter.createStatement().execute("SELECT pg_advisory_lock(1)");
                    } catch (SQLException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      try (var waits = holder.prepareStatement("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
        boolean seen = false;
        while (!seen) {
          try (var row = waits.executeQuery()) {
            row.next();
            seen = row.getInt(1) == 1;
          }
        }
      }
      holder.createStatement().execute("SELECT pg_advisory_unlock(1)");
      waiting.join();
    }
  }
}
