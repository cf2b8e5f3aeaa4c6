package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
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
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.heapgres.wire.Main;
import org.heapgres.wire.Server;
import org.heapgres.wire.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Indexes that are made, rebuilt and dropped while others write: afterwards each holds exactly what
 * its table does, which {@code heapgres check} says.
 */
final class ConcurrentIndexTest {
  private static final int ROWS = 5_000;
  private static final String BUILT =
      "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('t_unique')";

  @TempDir Path data;
  private volatile boolean stop;
  private final AtomicReference<SQLException> failure = new AtomicReference<>();

  @Test
  void holdsWhatTheTableHolds() throws Exception {
    try (Server server = Server.start(ServerOptions.local(data));
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      fill(statement, ROWS);
      List<Thread> writers = startWriters(server.jdbcUrl());
      for (int round = 0; round < 2; round++) {
        statement.execute("CREATE INDEX CONCURRENTLY t_plain ON t (a)");
        statement.execute("CREATE UNIQUE INDEX CONCURRENTLY t_unique ON t (b)");
        statement.execute("CREATE INDEX CONCURRENTLY t_part ON t (lower(c), a DESC) WHERE a > 50");
        statement.execute("REINDEX INDEX CONCURRENTLY t_unique");
        statement.execute("REINDEX TABLE CONCURRENTLY t");
        assertEquals("t", text(statement, BUILT));
        statement.execute("DROP INDEX CONCURRENTLY t_plain");
        if (round < 1) {
          statement.execute("DROP INDEX CONCURRENTLY t_unique");
          statement.execute("DROP INDEX CONCURRENTLY t_part");
        }
      }
      join(writers);
      assertNull(failure.get(), "a writer failed");
    }
    assertEquals("No damage found.\n", check());
  }

  @Test
  void waitsForWritersButStopsNone() throws Exception {
    try (Server server = Server.start(ServerOptions.local(data));
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Connection writer = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        Statement open = writer.createStatement()) {
      fill(statement, 100);
      writer.setAutoCommit(false);
      open.execute("INSERT INTO t VALUES (-1, 1, -1, 'open')");
      String pid = text(open, "SELECT pg_backend_pid()");
      CompletableFuture<Void> build = build(server.jdbcUrl());
      String progress =
          "SELECT concat_ws(',', command, phase, lockers_total, lockers_done, current_locker_pid)"
              + " FROM pg_stat_progress_create_index"
              + " WHERE relid = 't'::regclass AND current_locker_pid > 0";
      assertEquals(
          "CREATE INDEX CONCURRENTLY,waiting for writers before build,1,0," + pid,
          awaitRow(statement, progress));
      statement.execute("UPDATE t SET b = -b - 2 WHERE id = 5");
      statement.execute("DELETE FROM t WHERE id = 6");
      assertEquals("f", text(statement, BUILT));
      writer.commit();
      build.join();
      assertEquals("t", text(statement, BUILT));
      assertEquals("-1", text(statement, "SELECT id FROM t WHERE b = -1"));
      assertEquals("5", text(statement, "SELECT id FROM t WHERE b = -52"));
    }
    assertEquals("No damage found.\n", check());
  }

  @Test
  void cancelLeavesAnInvalidIndex() throws Exception {
    try (Server server = Server.start(ServerOptions.local(data));
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Connection writer = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        Statement open = writer.createStatement()) {
      fill(statement, 100);
      writer.setAutoCommit(false);
      open.execute("UPDATE t SET a = 0 WHERE id = 1");
      CompletableFuture<Void> build = build(server.jdbcUrl());
      String waiting = "SELECT pid FROM pg_stat_progress_create_index WHERE current_locker_pid > 0";
      statement.execute("SELECT pg_cancel_backend(" + awaitRow(statement, waiting) + ")");
      CompletionException cancelled = assertThrows(CompletionException.class, build::join);
      assertEquals("57014", ((SQLException) cancelled.getCause()).getSQLState());
      writer.commit();
      assertEquals("f", text(statement, BUILT));
      statement.execute("INSERT INTO t VALUES (-1, 1, -1, 'kept up to date')");
      statement.execute("REINDEX INDEX t_unique");
      assertEquals("t", text(statement, BUILT));
      assertEquals("-1", text(statement, "SELECT id FROM t WHERE b = -1"));
    }
    assertEquals("No damage found.\n", check());
  }

  @Test
  void killInTheMiddleLosesNothing() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data);
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      fill(statement, 4 * ROWS);
      List<Thread> writers = startWriters(server.jdbcUrl());
      CompletableFuture<Void> build = build(server.jdbcUrl());
      awaitRow(
          statement, "SELECT tuples_done FROM pg_stat_progress_create_index WHERE tuples_done > 0");
      server.kill();
      join(writers);
      assertThrows(ExecutionException.class, build::get);
      assertNull(failure.get(), "a writer failed");
    }
    assertEquals("No damage found.\n", check());
    try (HeapgresProcess server = HeapgresProcess.start(data);
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      assertEquals("f", text(statement, BUILT));
      List<Thread> writers = startWriters(server.jdbcUrl());
      statement.execute("REINDEX INDEX CONCURRENTLY t_unique");
      assertEquals("t", text(statement, BUILT));
      join(writers);
      assertNull(failure.get(), "a writer failed");
      server.stop();
    }
    assertEquals("No damage found.\n", check());
  }

  @Test
  void longCommandsTellHowFarTheyAre() throws Exception {
    try (Server server = Server.start(ServerOptions.local(data));
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Connection looking = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        Statement look = looking.createStatement()) {
      fill(statement, 10);
      CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY t FROM STDIN");
      byte[] row = "100\t1\t100\ttext\n".getBytes(StandardCharsets.UTF_8);
      copy.writeToCopy(row, 0, row.length);
      copy.flushCopy();
      String progress =
          "SELECT concat_ws(',', relid::regclass, command, type, bytes_processed, tuples_processed)"
              + " FROM pg_stat_progress_copy WHERE tuples_processed > 0";
      assertEquals("t,COPY FROM,PIPE," + row.length + ",1", awaitRow(look, progress));
      copy.endCopy();
      assertNull(text(look, "SELECT pid FROM pg_stat_progress_copy"));
      statement.execute("ALTER TABLE t ALTER a TYPE bigint");
      statement.execute("ANALYZE t");
      for (String view : new String[] {"cluster", "analyze", "vacuum", "create_index"}) {
        assertEquals("0", text(look, "SELECT count(*) FROM pg_stat_progress_" + view));
      }
    }
  }

  private static void fill(Statement statement, int rows) throws SQLException {
    statement.execute("CREATE TABLE t (id bigint PRIMARY KEY, a int, b bigint, c text)");
    statement.execute(
        "INSERT INTO t SELECT g, g % 100, 10 * g, 'Text ' || g FROM generate_series(1, "
            + rows
            + ") g");
  }

  private static CompletableFuture<Void> build(String url) {
    return CompletableFuture.runAsync(
        () -> {
          try (Connection connection = DriverManager.getConnection(url);
              Statement statement = connection.createStatement()) {
            statement.execute("CREATE UNIQUE INDEX CONCURRENTLY t_unique ON t (b)");
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        });
  }

  private List<Thread> startWriters(String url) {
    stop = false;
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      int number = w;
      writers.add(Thread.ofPlatform().start(() -> write(url, number)));
    }
    return writers;
  }

  private void join(List<Thread> writers) throws InterruptedException {
    stop = true;
    for (Thread writer : writers) {
      writer.join();
    }
  }

  /** Changes rows in all ways: values, keys, primary keys, and what is rolled back. */
  private void write(String url, int number) {
    SplittableRandom random = new SplittableRandom(number);
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      long next = 1_000_000_000L * (number + 1);
      while (!stop) {
        try {
          for (int i = random.nextInt(1, 4); i > 0; i--) {
            change(connection, random, next++);
          }
          if (random.nextInt(5) == 0) {
            connection.rollback();
          } else {
            connection.commit();
          }
        } catch (SQLException e) {
          // Two who take the same rows in opposite order, or a key that another one has taken.
          if (!Set.of("40P01", "23505").contains(String.valueOf(e.getSQLState()))) {
            throw e;
          }
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!state.startsWith("08") && !state.startsWith("57P")) {
        failure.compareAndSet(null, e);
      }
    }
  }

  private static void change(Connection connection, SplittableRandom random, long fresh)
      throws SQLException {
    String sql =
        switch (random.nextInt(6)) {
          case 0 -> "INSERT INTO t VALUES (? + 1, 1, ?, 'New')";
          case 1 -> "DELETE FROM t WHERE id = ? OR id = ?";
          case 2 -> "UPDATE t SET a = a + 1, c = upper(c) WHERE id = ? OR b = ?";
          case 3 -> "UPDATE t SET id = ?, a = 77 WHERE id = ? % 5000 + 1";
          case 4 -> "UPDATE t SET b = ? WHERE id = ? % 5000 + 1";
          default -> "UPDATE t SET c = 'Same key' WHERE id BETWEEN ? AND ? % 5000 + 5";
        };
    long row = random.nextLong(ROWS);
    boolean old = sql.startsWith("DELETE") || sql.contains("a + 1") || sql.contains("BETWEEN");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, old ? row : fresh);
      statement.setLong(2, old || sql.contains("%") ? row : fresh);
      statement.executeUpdate();
    }
  }

  private static String awaitRow(Statement statement, String sql)
      throws SQLException, InterruptedException {
    for (String row = text(statement, sql); ; row = text(statement, sql)) {
      if (row != null) {
        return row;
      }
      Thread.sleep(1);
    }
  }

  /** The first column of the first row; null without one. */
  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private String check() {
    StringWriter printed = new StringWriter();
    int status = Main.execute(new PrintWriter(printed), "check", data.toString());
    assertFalse(printed.toString().isEmpty());
    assertTrue(status == 0 || status == 2, printed.toString());
    return printed.toString();
  }
}
