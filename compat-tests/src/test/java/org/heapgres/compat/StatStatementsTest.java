package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.Test;

/** What pg_stat_statements tells of the same statements on PostgreSQL and here. */
final class StatStatementsTest {
  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE counted (id int PRIMARY KEY, v text, n numeric)",
          "INSERT INTO counted VALUES (1, 'a', 1.5), (2, 'b', NULL)",
          "INSERT INTO counted VALUES (3, 'c', -1.5), (4, 'd', NULL)",
          "SELECT v FROM counted WHERE id = 1",
          "SELECT v FROM counted WHERE id = 2",
          "select  v from counted -- with a comment\n where id = -3;",
          "SELECT 'x', v, true, NULL FROM counted WHERE id > 1 ORDER BY id LIMIT 2",
          "SELECT * FROM counted WHERE id IN (1, 2, 3)",
          "SELECT * FROM counted WHERE id IN (4, 5, 6, 7)",
          "SELECT * FROM counted WHERE n IS NULL AND v IS NOT NULL",
          "UPDATE counted SET v = v || '!' WHERE id < 3",
          "UPDATE counted SET v = v || '?' WHERE id < 3 RETURNING id",
          "DELETE FROM counted WHERE id = 99",
          "WITH c AS (SELECT 1 AS a) SELECT a + 1 FROM c",
          "BEGIN",
          "DECLARE c CURSOR FOR SELECT id FROM counted",
          "FETCH 2 FROM c",
          "MOVE 1 FROM c",
          "COMMIT",
          "SET work_mem = '5MB'",
          "SET work_mem = '6MB'",
          "SELECT 1; SELECT 2 + 3",
          "SET pg_stat_statements.track_utility = off",
          "DROP TABLE counted",
          "SET pg_stat_statements.track = 'none'",
          "SELECT 'not counted', 1, 2");

  private static List<String> account(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url + "&preferQueryMode=simple");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION pg_stat_statements");
      statement.execute("SELECT pg_stat_statements_reset()");
      for (String sql : STATEMENTS) {
        statement.execute(sql);
      }
      extended(url);
      List<String> account = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT query, calls, rows, toplevel, queryid <> 0, userid = 10, dbid = (SELECT oid FROM"
                  + " pg_database WHERE datname = current_database()), total_exec_time > 0,"
                  + " min_exec_time <= mean_exec_time AND mean_exec_time <= max_exec_time,"
                  + " stddev_exec_time >= 0, stats_since < now(), plans"
                  + " FROM pg_stat_statements WHERE query !~ 'extra_float_digits|application_name'"
                  + " ORDER BY query COLLATE \"C\"")) {
        while (rows.next()) {
          StringBuilder line = new StringBuilder();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            line.append(rows.getString(i)).append(" | ");
          }
          account.add(line.toString());
        }
      }
      try (ResultSet reset =
          statement.executeQuery(
              "SELECT count(*) FROM pg_stat_statements_reset(), pg_stat_statements,"
                  + " pg_stat_statements_info WHERE dealloc = 0 AND stats_reset <= now()")) {
        reset.next();
        account.add(reset.getString(1));
      }
      return account;
    }
  }

  private static void extended(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement select =
            connection.prepareStatement("SELECT ?::int + 1 AS s, 'x' FROM generate_series(1, 7)")) {
      for (int i = 0; i < 3; i++) {
        select.setInt(1, i);
        select.execute();
      }
    }
  }

  @Test
  void countsAsPostgresDoes() throws SQLException {
    try (PostgresServer postgres =
            PostgresServer.start("shared_preload_libraries=pg_stat_statements");
        EmbeddedHeapgres heapgres = EmbeddedHeapgres.start()) {
      assertEquals(
          String.join("\n", account(postgres.jdbcUrl("postgres"))),
          String.join("\n", account(heapgres.jdbcUrl())));
    }
  }
}
