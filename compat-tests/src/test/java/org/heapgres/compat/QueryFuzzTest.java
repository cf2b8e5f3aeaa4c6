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
 * unknown are all rows, with DISTINCT and in aggregates too (ternary logic partitioning, Rigger and
 * Su 2020), as many rows pass a filter as a projection of its condition says (no-optimisation
 * equivalence, the same authors), and memory does not matter. Tables are plain or partitioned, with
 * and without indexes and statistics; their rows are wide enough not to fit into the least
 * work_mem. {@code -Dfuzz.seconds} and {@code -Dfuzz.seed} say how long and which.
 */
final class QueryFuzzTest {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 4);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int QUERIES_PER_SCHEMA = 60;

  /** What wide values begin with. */
  private static final String WIDE = "wwwwwwwwww";

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
          "a RIGHT JOIN b ON a.t = b.t AND a.i = b.k",
          "a LEFT JOIN b ON a.t = b.t AND b.i > 1",
          "a LEFT JOIN b ON a.k < b.k AND b.i IS NOT NULL",
          "(SELECT DISTINCT * FROM a) a JOIN b ON b.k = a.i",
          "(SELECT DISTINCT ON (i) * FROM a ORDER BY i, k) a LEFT JOIN b ON b.k = a.i",
          "a JOIN LATERAL (SELECT * FROM b WHERE b.i >= a.i OR b.d IS NULL) b ON true",
          "a JOIN LATERAL (SELECT * FROM b WHERE b.k = a.k ORDER BY d LIMIT 2) b ON true",
          "(SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.k = a.k)) a, b",
          "(SELECT * FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.k = a.i AND b.t = a.t)) a, b",
          "(SELECT * FROM a WHERE i IN (SELECT i FROM b)) a LEFT JOIN b ON b.k = a.k",
          "(SELECT * FROM a UNION SELECT * FROM a WHERE i > 2) a JOIN b ON b.i = a.i",
          "(SELECT * FROM a UNION ALL SELECT * FROM a WHERE i > 2) a JOIN b ON b.i = a.i",
          "(SELECT * FROM a EXCEPT SELECT * FROM a WHERE k > 6) a FULL JOIN b ON b.i = a.i",
          "(SELECT * FROM a INTERSECT ALL SELECT * FROM a WHERE i IS NOT NULL) a, b",
          "(SELECT a.*, row_number() OVER (PARTITION BY t ORDER BY k) AS r, sum(i) OVER (ORDER BY k)"
              + " AS s FROM a) a LEFT JOIN b ON a.r = b.k",
          "(SELECT max(k) AS k, i, t, max(n) AS n, bool_or(b) AS b, NULL::jsonb AS j, count(*) AS c"
              + " FROM a GROUP BY i, t) a LEFT JOIN b ON a.c = b.k",
          "(SELECT max(k) AS k, i, t, max(n) AS n, bool_or(b) AS b, NULL::jsonb AS j FROM a"
              + " GROUP BY GROUPING SETS ((i), (t), (i, t))) a LEFT JOIN b ON a.i = b.i",
          "(WITH c AS MATERIALIZED (SELECT * FROM a) SELECT x.* FROM c x JOIN c y ON x.k = y.k) a"
              + " LEFT JOIN b ON a.k = b.i",
          "(WITH RECURSIVE c AS (SELECT * FROM a WHERE k < 3 UNION SELECT a.* FROM a JOIN c ON"
              + " a.k = c.k + 3) SELECT * FROM c) a JOIN b ON a.k >= b.i",
          "(SELECT a.* FROM a JOIN a x ON x.k = a.k JOIN b y ON y.i = a.i) a JOIN b ON b.k = a.i",
          "(SELECT * FROM a ORDER BY t, k LIMIT 9 OFFSET 1) a LEFT JOIN b ON b.k = a.k");

  /** How a table may be stored; {@code $} stands for its name. */
  private static final List<String> PARTITIONS =
      List.of(
          "",
          "",
          " PARTITION BY LIST (i); CREATE TABLE $1 PARTITION OF $ FOR VALUES IN (0, 1);"
              + " CREATE TABLE $2 PARTITION OF $ FOR VALUES IN (2, NULL);"
              + " CREATE TABLE $3 PARTITION OF $ DEFAULT",
          " PARTITION BY RANGE (k); CREATE TABLE $1 PARTITION OF $ FOR VALUES FROM (MINVALUE) TO (3);"
              + " CREATE TABLE $2 PARTITION OF $ FOR VALUES FROM (3) TO (7);"
              + " CREATE TABLE $3 PARTITION OF $ DEFAULT",
          " PARTITION BY HASH (i); CREATE TABLE $1 PARTITION OF $ FOR VALUES WITH (MODULUS 2,"
              + " REMAINDER 0); CREATE TABLE $2 PARTITION OF $ FOR VALUES WITH (MODULUS 2,"
              + " REMAINDER 1)");

  /** Queries over {@code $}, a FROM and a WHERE, whose results do not depend on an order. */
  private static final List<String> SHAPES =
      List.of(
          "SELECT a.*, b.* FROM $",
          "SELECT DISTINCT a.w, a.k, b.w, b.i FROM $",
          "SELECT a.w, a.i, count(*), sum(b.k), max(b.w) FROM $ GROUP BY a.w, a.i",
          "SELECT a.i, b.i, count(DISTINCT a.w || a.k), count(*) FROM $ GROUP BY CUBE (a.i, b.i)",
          "SELECT a.k, b.w FROM $ UNION SELECT a.i, a.w FROM $",
          "SELECT a.w, b.k FROM $ EXCEPT ALL SELECT a.w, a.i FROM $",
          "SELECT a.w, b.k FROM $ INTERSECT SELECT b.w, b.k FROM $",
          "SELECT a.w, b.k, sum(a.k) OVER (PARTITION BY b.k, a.w), count(*) OVER (PARTITION BY a.t)"
              + " FROM $",
          "SELECT x.k, y.i FROM (SELECT a.k, a.w FROM $) x LEFT JOIN (SELECT a.k, b.i, b.w FROM $) y"
              + " ON x.k = y.k AND x.w = y.w",
          "WITH c AS MATERIALIZED (SELECT a.k, a.w, b.i FROM $) SELECT x.k, y.w FROM c x FULL JOIN c"
              + " y ON x.k = y.i");

  private final Random random = new Random(SEED);
  private final RandomExpressions expressions = new RandomExpressions(random, COLUMNS);

  /** The query that was sent last. */
  private String last;

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
    String key = random.nextBoolean() ? " PRIMARY KEY" : "";
    String partitions = key.isEmpty() ? any(PARTITIONS) : "";
    statement.execute(
        ("CREATE TABLE $ (k int" + key + ", i int, t text, n numeric, b bool, j jsonb, w text)")
                .replace("$", "a")
            + partitions.replace("$", "a"));
    statement.execute(
        "CREATE TABLE b (k int, i int, t text, d date, r int4range, w text)"
            + any(PARTITIONS).replace("$", "b"));
    for (String index :
        List.of(
            "a (i)", "a (t, i)", "a (k)", "b (k)", "b (i DESC)", "b (d)", "b (t)", "b (i, k)")) {
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

  private String any(List<String> list) {
    return list.get(random.nextInt(list.size()));
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
    statement.execute(
        "INSERT INTO " + start + String.join(", ", items) + ", repeat('" + WIDE + "', 900))");
  }

  private void check(Statement statement, List<String> wrong) {
    String from = any(JOINS);
    String predicate = expressions.next("bool", 3);
    String where = from + " WHERE " + predicate;
    try {
      statement.execute("SET work_mem = " + (random.nextBoolean() ? "64" : "1048576"));
      partitioned(statement, "SELECT a.k, a.i, a.t, b.k, b.d FROM " + from, predicate, wrong);
      distinct(statement, "SELECT DISTINCT a.i, b.k, b.t FROM " + from, predicate, wrong);
      aggregated(statement, from, predicate, wrong);
      String filtered = rows(statement, "SELECT count(*) FROM " + where).getFirst();
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
        wrong.add(where + "\n  " + filtered + " or " + counted);
      }
      memory(statement, any(SHAPES).replace("$", where), wrong);
    } catch (SQLException e) {
      // an expression may overflow, and a filter need not come across the row that makes it
      if (e.getSQLState() != null && e.getSQLState().startsWith("XX")) {
        wrong.add(last + "\n  " + e.getMessage());
      }
    }
  }

  private List<String> parts(Statement statement, String select, String predicate)
      throws SQLException {
    List<String> parts = new ArrayList<>();
    for (String test : List.of("(%s)", "NOT (%s)", "(%s) IS NULL")) {
      parts.addAll(rows(statement, select + " WHERE " + test.replace("%s", predicate)));
    }
    Collections.sort(parts);
    return parts;
  }

  private void partitioned(Statement statement, String select, String predicate, List<String> wrong)
      throws SQLException {
    List<String> all = rows(statement, select);
    List<String> parts = parts(statement, select, predicate);
    if (!all.equals(parts)) {
      wrong.add(select + " WHERE " + predicate + "\n  all " + all + "\n  parts " + parts);
    }
  }

  private void distinct(Statement statement, String select, String predicate, List<String> wrong)
      throws SQLException {
    List<String> all = rows(statement, select);
    List<String> parts = parts(statement, select, predicate).stream().distinct().toList();
    if (!all.equals(parts)) {
      wrong.add(select + " WHERE " + predicate + "\n  all " + all + "\n  parts " + parts);
    }
  }

  private void aggregated(Statement statement, String from, String predicate, List<String> wrong)
      throws SQLException {
    String aggregates = "SELECT count(*) AS c, sum(a.k + b.i) AS s, min(a.t) AS l, max(b.d) AS g";
    List<String> all = rows(statement, aggregates + " FROM " + from);
    List<String> selects = new ArrayList<>();
    for (String test : List.of("(%s)", "NOT (%s)", "(%s) IS NULL")) {
      selects.add(aggregates + " FROM " + from + " WHERE " + test.replace("%s", predicate));
    }
    List<String> parts =
        rows(
            statement,
            "SELECT sum(c), sum(s), min(l), max(g) FROM ("
                + String.join(" UNION ALL ", selects)
                + ") parts");
    if (!all.equals(parts)) {
      wrong.add(from + " WHERE " + predicate + "\n  all " + all + "\n  parts " + parts);
    }
  }

  private void memory(Statement statement, String query, List<String> wrong) throws SQLException {
    statement.execute("SET work_mem = 64; SET hash_mem_multiplier = 1");
    List<String> little = rows(statement, query);
    statement.execute("SET work_mem = 1048576");
    List<String> much = rows(statement, query);
    if (!little.equals(much)) {
      wrong.add(query + "\n  with little memory " + little + "\n  with much " + much);
    }
  }

  private List<String> rows(Statement statement, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    last = sql;
    try (ResultSet result = statement.executeQuery(sql)) {
      int width = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int c = 1; c <= width; c++) {
          String value = result.getString(c);
          row.append(value != null && value.startsWith(WIDE) ? "wide" : value).append('|');
        }
        rows.add(row.toString());
      }
    }
    Collections.sort(rows);
    return rows;
  }
}
