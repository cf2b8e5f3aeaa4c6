package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.Test;

/**
 * Random queries whose results check each other: the rows for which a predicate is true, false and
 * unknown are all rows (ternary logic partitioning, Rigger and Su 2020), and as many rows pass a
 * filter as a projection of its condition says (no-optimisation equivalence, the same authors).
 * {@code -Dfuzz.seconds} and {@code -Dfuzz.seed} say how long and which.
 */
final class QueryFuzzTest {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 4);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int QUERIES_PER_SCHEMA = 60;

  private static final Map<String, List<String>> COLUMNS =
      Map.of(
          "int4", List.of("a.k", "a.i", "b.k", "b.i"),
          "text", List.of("a.t", "b.t"),
          "numeric", List.of("a.n"),
          "bool", List.of("a.b"),
          "date", List.of("b.d"),
          "int4range", List.of("b.r"),
          "jsonb", List.of("a.j"));

  private static final List<String> JOINS =
      List.of(
          "a, b",
          "a JOIN b ON a.k = b.k",
          "a LEFT JOIN b ON a.i = b.i",
          "a FULL JOIN b ON a.k = b.k",
          "a LEFT JOIN b ON a.t = b.t AND b.i > 1",
          "(SELECT DISTINCT * FROM a) a JOIN b ON b.k = a.i",
          "a JOIN LATERAL (SELECT * FROM b WHERE b.i >= a.i OR b.d IS NULL) b ON true",
          "(SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.k = a.k)) a, b",
          "(SELECT * FROM a WHERE i IN (SELECT i FROM b)) a LEFT JOIN b ON b.k = a.k");

  private final Random random = new Random(SEED);
  private final RandomExpressions expressions = new RandomExpressions(random, COLUMNS);

  @Test
  void partitionsAddUp() throws SQLException {
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    List<String> wrong = new ArrayList<>();
    try (EmbeddedHeapgres heapgres = EmbeddedHeapgres.start();
        Connection connection = DriverManager.getConnection(heapgres.jdbcUrl());
        Statement statement = connection.createStatement()) {
      while (System.nanoTime() < end && wrong.isEmpty()) {
        createTables(statement);
        for (int i = 0; i < QUERIES_PER_SCHEMA && System.nanoTime() < end; i++) {
          check(statement, wrong);
        }
      }
    }
    assertEquals(List.of(), wrong, "seed " + SEED);
  }

  private void createTables(Statement statement) throws SQLException {
    statement.execute("DROP TABLE IF EXISTS a, b");
    statement.execute(
        "CREATE TABLE a (k int PRIMARY KEY, i int, t text, n numeric, b bool, j jsonb)");
    statement.execute("CREATE TABLE b (k int, i int, t text, d date, r int4range)");
    for (String index : List.of("a (i)", "a (t, i)", "b (k)", "b (i DESC)", "b (d)", "b (t)")) {
      if (random.nextBoolean()) {
        statement.execute("CREATE INDEX ON " + index);
      }
    }
    RandomExpressions values = new RandomExpressions(random, Map.of());
    for (int k = 0; k < 12; k++) {
      insert(
          statement,
          "a VALUES (" + k + ", " + small() + ", ",
          values,
          "text",
          "numeric",
          "bool",
          "jsonb");
      insert(
          statement,
          "b VALUES (" + small() + ", " + small() + ", ",
          values,
          "text",
          "date",
          "int4range");
    }
    if (random.nextBoolean()) {
      statement.execute("ANALYZE");
    }
  }

  private String small() {
    return random.nextInt(6) == 0 ? "NULL" : Integer.toString(random.nextInt(5));
  }

  private static void insert(
      Statement statement, String start, RandomExpressions values, String... types)
      throws SQLException {
    List<String> items = new ArrayList<>();
    for (String type : types) {
      items.add(values.next(type, 0));
    }
    statement.execute("INSERT INTO " + start + String.join(", ", items) + ")");
  }

  private void check(Statement statement, List<String> wrong) {
    String from = JOINS.get(random.nextInt(JOINS.size()));
    String predicate = expressions.next("bool", 3);
    String select = "SELECT a.k, a.i, a.t, b.k, b.d FROM " + from;
    try {
      List<String> all = rows(statement, select);
      List<String> parts = new ArrayList<>();
      for (String test : List.of("(%s)", "NOT (%s)", "(%s) IS NULL")) {
        parts.addAll(rows(statement, select + " WHERE " + test.replace("%s", predicate)));
      }
      Collections.sort(parts);
      if (!all.equals(parts)) {
        wrong.add(select + " WHERE " + predicate + "\n  all " + all + "\n  parts " + parts);
      }
      String filtered =
          rows(statement, "SELECT count(*) FROM " + from + " WHERE " + predicate).getFirst();
      String counted =
          rows(
                  statement,
                  "SELECT coalesce(sum(CASE WHEN p THEN 1 ELSE 0 END), 0) FROM (SELECT ("
                      + predicate
                      + ") AS p FROM "
                      + from
                      + " OFFSET 0) s")
              .getFirst();
      if (!filtered.equals(counted)) {
        wrong.add(from + " WHERE " + predicate + "\n  " + filtered + " or " + counted);
      }
    } catch (SQLException e) {
      // an expression may overflow, and a filter need not come across the row that makes it
      if (e.getSQLState() != null && e.getSQLState().startsWith("XX")) {
        wrong.add(select + " WHERE " + predicate + "\n  " + e.getMessage());
      }
    }
  }

  private static List<String> rows(Statement statement, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int c = 1; c <= width; c++) {
          row.append(result.getString(c)).append('|');
        }
        rows.add(row.toString());
      }
    }
    Collections.sort(rows);
    return rows;
  }
}
