package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.Test;

/**
 * Random expressions of every type on PostgreSQL and on Heapgres: the same text or the same
 * SQLSTATE. {@code -Dfuzz.expressions} and {@code -Dfuzz.seed} say how many and which.
 */
final class ExpressionFuzzTest {
  private static final int COUNT = Integer.getInteger("fuzz.expressions", 400);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int SHOWN = 20;

  @Test
  void expressionsHavePostgresValues() throws SQLException {
    RandomExpressions expressions = new RandomExpressions(new Random(SEED), Map.of());
    List<String> types = RandomExpressions.types();
    List<String> differences = new ArrayList<>();
    try (PostgresServer postgres = PostgresServer.start();
        EmbeddedHeapgres heapgres = EmbeddedHeapgres.start();
        Connection theirs = connect(postgres.jdbcUrl("postgres"));
        Connection ours = connect(heapgres.jdbcUrl())) {
      for (int i = 0; i < COUNT && differences.size() < SHOWN; i++) {
        String sql = "SELECT (" + expressions.next(types.get(i % types.size()), 3) + ")::text";
        String expected = outcome(theirs, sql);
        String actual = outcome(ours, sql);
        if (!expected.equals(actual)) {
          differences.add(sql + "\n  expected " + expected + "\n  but was  " + actual);
        }
      }
    }
    assertEquals("", String.join("\n", differences), "seed " + SEED);
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(
        url
            + (url.indexOf('?') < 0 ? "?" : "&")
            + "preferQueryMode=simple&options=-c%20TimeZone=UTC");
  }

  private static String outcome(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    } catch (SQLException e) {
      return "error " + e.getSQLState();
    }
  }
}
