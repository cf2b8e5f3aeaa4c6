package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Columns come and go without a row being written, while others read and write. */
@Timeout(120)
final class AddColumnTest {
  private static final int ROWS = 50_000;
  private static final int COLUMNS = 20;

  /** Much more than a change of the catalog needs, much less than the rows. */
  private static final long CATALOG_BYTES = 100_000;

  private volatile boolean stop;

  @Test
  void writesNoRow() throws Exception {
    try (EmbeddedHeapgres server = EmbeddedHeapgres.start();
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      fill(statement);
      // With a backup under way, the log tells its length and keeps its files.
      statement.execute("SELECT pg_backup_start('log')");
      for (String change :
          List.of(
              "ADD COLUMN b int NOT NULL DEFAULT 7",
              "ADD COLUMN c text DEFAULT 'something', ADD COLUMN d timestamptz DEFAULT now()",
              "RENAME COLUMN b TO e",
              "DROP COLUMN c",
              "ALTER COLUMN v TYPE varchar(100)")) {
        assertTrue(written(statement, "ALTER TABLE t " + change) < CATALOG_BYTES, change);
      }
      assertEquals(7L * ROWS, number(statement, "SELECT sum(e) FROM t WHERE d <= now()"));
      String rewrite = "ALTER TABLE t ALTER COLUMN a TYPE bigint USING a * 2";
      assertTrue(written(statement, rewrite) > CATALOG_BYTES);
    }
  }

  private static void fill(Statement statement) throws SQLException {
    statement.execute("CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, v varchar(50))");
    statement.execute(
        "INSERT INTO t SELECT i, i % 100, 'row ' || i FROM generate_series(1, " + ROWS + ") i");
  }

  /** How many bytes a statement brings into the log. */
  private static long written(Statement statement, String sql) throws SQLException {
    String size = "SELECT sum(size) FROM pg_ls_waldir()";
    long before = number(statement, size);
    statement.execute(sql);
    return number(statement, size) - before;
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void othersGoOn() throws Exception {
    try (EmbeddedHeapgres server = EmbeddedHeapgres.start();
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      fill(statement);
      List<CompletableFuture<Integer>> others = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        SplittableRandom random = new SplittableRandom(i);
        others.add(CompletableFuture.supplyAsync(() -> repeat(server, s -> read(s, random))));
        others.add(CompletableFuture.supplyAsync(() -> repeat(server, s -> write(s, random))));
      }
      for (int i = 0; i < COLUMNS; i++) {
        statement.execute("ALTER TABLE t ADD COLUMN c" + i + " int NOT NULL DEFAULT " + i);
        assertEquals(ROWS, number(statement, "SELECT count(*) FROM t WHERE c" + i + " = " + i));
      }
      stop = true;
      for (CompletableFuture<Integer> other : others) {
        assertTrue(other.get(60, TimeUnit.SECONDS) > 0);
      }
    }
  }

  private interface Work {
    void run(Statement statement) throws SQLException;
  }

  private int repeat(EmbeddedHeapgres server, Work work) {
    int count = 0;
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      while (!stop || count == 0) {
        work.run(statement);
        count++;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return count;
  }

  /** However many columns there are, each has its default. */
  private static void read(Statement statement, SplittableRandom random) throws SQLException {
    int id = 1 + random.nextInt(ROWS);
    try (ResultSet row = statement.executeQuery("SELECT * FROM t WHERE id = " + id)) {
      assertTrue(row.next());
      assertEquals("row " + id, row.getString("v"));
      for (int column = 4; column <= row.getMetaData().getColumnCount(); column++) {
        assertEquals(column - 4, row.getInt(column));
      }
    }
  }

  private static void write(Statement statement, SplittableRandom random) throws SQLException {
    int id = 1 + random.nextInt(ROWS);
    assertEquals(1, statement.executeUpdate("UPDATE t SET a = a + 1 WHERE id = " + id));
  }
}
