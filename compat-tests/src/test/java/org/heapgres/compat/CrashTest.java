package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real server in the middle of its work: what it acknowledged is there when it comes
 * back.
 */
final class CrashTest {
  @TempDir Path data;

  @Test
  void acknowledgedCommitsSurviveKill() throws Exception {
    Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      execute(
          server,
          "CREATE TABLE ledger (id int PRIMARY KEY, twice int NOT NULL)",
          "CREATE INDEX ON ledger (twice)");
    }
    for (int round = 0; round < 3; round++) {
      try (HeapgresProcess server = HeapgresProcess.start(data)) {
        verify(server, acknowledged);
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 4; w++) {
          int first = round * 4_000_000 + w * 1_000_000;
          writers.add(Thread.ofPlatform().start(() -> write(server, first, acknowledged)));
        }
        int before = acknowledged.size();
        while (acknowledged.size() < before + 200) {
          Thread.sleep(10);
        }
        server.kill();
        for (Thread writer : writers) {
          writer.join();
        }
      }
    }
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      verify(server, acknowledged);
      assertEquals(0, server.stop());
    }
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      verify(server, acknowledged);
    }
  }

  /**
   * One insert a transaction until the server goes away; each id is recorded once its commit was
   * acknowledged.
   */
  private static void write(HeapgresProcess server, int first, Set<Integer> acknowledged) {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO ledger VALUES (?, ?)")) {
      for (int id = first; ; id++) {
        insert.setInt(1, id);
        insert.setInt(2, 2 * id);
        insert.executeUpdate();
        acknowledged.add(id);
      }
    } catch (SQLException e) {
      assertTrue(
          e.getSQLState().startsWith("08") || e.getSQLState().startsWith("57P"), e.toString());
    }
  }

  private static void verify(HeapgresProcess server, Set<Integer> acknowledged)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, twice FROM ledger")) {
      Set<Integer> found = ConcurrentHashMap.newKeySet();
      while (rows.next()) {
        assertEquals(2 * rows.getInt(1), rows.getInt(2));
        found.add(rows.getInt(1));
      }
      assertTrue(found.containsAll(acknowledged), "acknowledged commits are missing");
    }
  }

  @Test
  void pgbenchSumsAgreeAfterKill() throws Exception {
    assumeTrue(Pgbench.installed(), "pgbench is not installed");
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      assertEquals(0, Pgbench.start(server.port(), "-i", "-s", "1").waitFor());
      assertEquals(0, Pgbench.start(server.port(), "-n", "-c", "4", "-T", "2").waitFor());
      assertSumsAgree(server);
      Process running = Pgbench.start(server.port(), "-n", "-c", "4", "-T", "60");
      assertTrue(!running.waitFor(2, TimeUnit.SECONDS), "pgbench ended early");
      server.kill();
      running.waitFor();
    }
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      assertSumsAgree(server);
    }
  }

  private static void assertSumsAgree(HeapgresProcess server) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet sums =
            statement.executeQuery(
                "SELECT (SELECT sum(abalance) FROM pgbench_accounts), (SELECT sum(tbalance) FROM pgbench_tellers),"
                    + " (SELECT sum(bbalance) FROM pgbench_branches), (SELECT sum(delta) FROM pgbench_history)")) {
      assertTrue(sums.next());
      assertEquals(sums.getLong(1), sums.getLong(2));
      assertEquals(sums.getLong(1), sums.getLong(3));
      assertEquals(sums.getLong(1), sums.getLong(4));
    }
  }

  private static void execute(HeapgresProcess server, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
