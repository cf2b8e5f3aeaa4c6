package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.heapgres.wire.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ways to end a server, and what {@code heapgres status} and {@code stop} say meanwhile. */
@Timeout(300)
final class ShutdownTest {
  private static final int NOT_RUNNING = 3;
  private static final int NO_HEAP = 4;

  @TempDir Path directory;

  private record Output(int status, String text) {}

  private static Output heapgres(String... arguments) {
    StringWriter text = new StringWriter();
    int status = Main.execute(new PrintWriter(text), arguments);
    return new Output(status, text.toString());
  }

  private Path data() {
    return directory.resolve("data");
  }

  @Test
  void smartWaitsForClientsAndLetsNobodyIn() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data())) {
      try (Connection client = DriverManager.getConnection(server.jdbcUrl())) {
        client.createStatement().execute("CREATE TABLE t (i int); INSERT INTO t VALUES (1)");
        server.signal("TERM");
        assertEquals("57P03", refusal(server));
        client.createStatement().execute("INSERT INTO t VALUES (2)");
      }
      assertEquals(0, server.awaitEnd());
      assertEquals(NOT_RUNNING, heapgres("status", data().toString()).status());
    }
    assertRows(2);
  }

  @Test
  void fastEndsSessions() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data());
        Connection client = DriverManager.getConnection(server.jdbcUrl())) {
      client.createStatement().execute("CREATE TABLE t (i int); INSERT INTO t VALUES (1)");
      client.setAutoCommit(false);
      client.createStatement().execute("INSERT INTO t VALUES (2)");
      server.signal("INT");
      assertEquals(0, server.awaitEnd());
      SQLException ended =
          assertThrows(SQLException.class, () -> client.createStatement().execute("SELECT 1"));
      assertEquals("57P01", ended.getSQLState());
    }
    assertRows(1);
  }

  @Test
  void fastAfterSmartDoesNotWaitForClients() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data());
        Connection client = DriverManager.getConnection(server.jdbcUrl())) {
      server.signal("TERM");
      assertEquals("57P03", refusal(server));
      assertEquals(0, heapgres("stop", data().toString()).status());
      assertThrows(SQLException.class, () -> client.createStatement().execute("SELECT 1"));
    }
  }

  @Test
  void immediateLosesNothing() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data());
        RawClient client = RawClient.connected(server.port(), "postgres")) {
      client.query("CREATE TABLE t (i int); INSERT INTO t VALUES (1)").untilReady();
      Output stopped = heapgres("stop", data().toString(), "--mode", "immediate");
      assertEquals(new Output(0, "server stopped\n"), stopped);
      String last = client.untilClosed();
      assertTrue(last.contains("57P01"), last);
      assertTrue(last.contains("terminating connection due to immediate shutdown command"), last);
      assertEquals(1, server.awaitEnd());
      assertTrue(Files.exists(data().resolve("postmaster.pid")));
      assertEquals(NOT_RUNNING, heapgres("status", data().toString()).status());
    }
    assertRows(1);
  }

  @Test
  void statusSaysWhatTheServerDoes() throws Exception {
    assertEquals(NO_HEAP, heapgres("status", directory.toString()).status());
    assertEquals(1, heapgres("stop", data().toString()).status());
    try (HeapgresProcess server = HeapgresProcess.start(data());
        Connection client = DriverManager.getConnection(server.jdbcUrl())) {
      client.setAutoCommit(false);
      client.createStatement().execute("SELECT 1");
      Output status = heapgres("status", data().toString());
      assertEquals(0, status.status());
      assertTrue(status.text().contains("on port " + server.port() + " of 127.0.0.1\n"));
      assertTrue(status.text().contains("1 of 10000"), status::text);
      assertTrue(status.text().contains("  idle in transaction  1\n"), status::text);
      assertTrue(status.text().contains("of postgres in postgres, idle in transaction"));
      assertTrue(status.text().contains("database postgres "), status::text);
      String url = "postgresql://postgres@127.0.0.1:" + server.port() + "/postgres";
      assertEquals(0, heapgres("status", url).status());
      Files.writeString(data().resolve("pg_hba.conf"), "host all all 127.0.0.1/32 reject\n");
      client.createStatement().execute("SELECT pg_reload_conf()");
      Output unseen = heapgres("status", data().toString());
      assertEquals(0, unseen.status());
      assertTrue(unseen.text().contains("It says no more: "), unseen::text);
    }
    assertEquals(NOT_RUNNING, heapgres("status", data().toString()).status());
  }

  /** A signal takes a moment to be heard: the SQLSTATE of the first connection that fails. */
  private static String refusal(HeapgresProcess server) {
    while (true) {
      try {
        DriverManager.getConnection(server.jdbcUrl()).close();
      } catch (SQLException e) {
        return e.getSQLState();
      }
    }
  }

  private void assertRows(int count) throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data());
        Connection client = DriverManager.getConnection(server.jdbcUrl());
        var rows = client.createStatement().executeQuery("SELECT count(*) FROM t")) {
      assertTrue(rows.next());
      assertEquals(count, rows.getInt(1));
      assertFalse(rows.next());
    }
  }
}
