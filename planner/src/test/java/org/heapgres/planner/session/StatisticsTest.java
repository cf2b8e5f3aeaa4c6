package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What ANALYZE finds, when it comes by itself, and what the optimiser makes of it. */
@Timeout(120)
class StatisticsTest {
  private static final Pattern ROWS = Pattern.compile("rows=(\\d+)");

  @TempDir Path directory;

  private static void fill(TestServer.Client client) {
    client.run(
        """
        CREATE TABLE t (id int PRIMARY KEY, k int, day date, name text, amount numeric, maybe int);
        INSERT INTO t SELECT i, i % 100, date '2020-01-01' + i % 1000, 'name ' || i,
            CASE WHEN i % 2 = 0 THEN 1.5 ELSE i END, CASE WHEN i % 4 = 0 THEN i END
          FROM generate_series(1, 10000) AS i;
        CREATE TABLE small (k int PRIMARY KEY, word text);
        INSERT INTO small SELECT i, 'word ' || i FROM generate_series(0, 49) AS i;
        ANALYZE t, small""");
  }

  /** What EXPLAIN says of the first node. */
  private static long rows(TestServer.Client client, String query) {
    Matcher matcher = ROWS.matcher(client.run("EXPLAIN " + query).getFirst());
    assertTrue(matcher.find());
    return Long.parseLong(matcher.group(1));
  }

  private static void assertAbout(long expected, long actual) {
    assertTrue(
        Math.abs(actual - expected) <= 1 + expected / 10,
        () -> actual + " rows are not about " + expected);
  }

  @Test
  void estimatesRows() {
    try (TestServer server = new TestServer(directory);
        TestServer.Client client = server.connect()) {
      fill(client);
      assertAbout(10_000, rows(client, "SELECT * FROM t"));
      assertAbout(1, rows(client, "SELECT * FROM t WHERE id = 77"));
      assertAbout(100, rows(client, "SELECT * FROM t WHERE k = 7"));
      assertAbout(300, rows(client, "SELECT * FROM t WHERE k IN (1, 2, 3)"));
      assertAbout(9_900, rows(client, "SELECT * FROM t WHERE k <> 7"));
      assertAbout(2_500, rows(client, "SELECT * FROM t WHERE id <= 2500"));
      assertAbout(1_000, rows(client, "SELECT * FROM t WHERE id > 2000 AND id <= 3000"));
      assertAbout(
          1_000,
          rows(
              client,
              "SELECT * FROM t WHERE day >= '2020-02-01' AND day < timestamp '2020-05-11'"));
      assertAbout(5_000, rows(client, "SELECT * FROM t WHERE amount = 1.50"));
      assertAbout(7_500, rows(client, "SELECT * FROM t WHERE maybe IS NULL"));
      assertAbout(2_500, rows(client, "SELECT * FROM t WHERE maybe IS NOT NULL"));
      assertAbout(1_250, rows(client, "SELECT * FROM t WHERE maybe > 5000"));
      assertAbout(1_111, rows(client, "SELECT * FROM t WHERE name LIKE 'name 2%'"));
      assertAbout(5_050, rows(client, "SELECT * FROM t WHERE k = 7 OR amount = 1.5"));
      assertAbout(1, rows(client, "SELECT * FROM t WHERE k = NULL"));
      assertAbout(5_000, rows(client, "SELECT * FROM t JOIN small USING (k)"));
      assertAbout(
          5_000,
          rows(client, "SELECT * FROM t WHERE EXISTS (SELECT 1 FROM small s WHERE s.k = t.k)"));
      assertAbout(
          5_000,
          rows(client, "SELECT * FROM t WHERE NOT EXISTS (SELECT 1 FROM small s WHERE s.k = t.k)"));
      assertAbout(100, rows(client, "SELECT k, count(*) FROM t GROUP BY k"));
      assertAbout(10, rows(client, "SELECT * FROM t LIMIT 10"));
    }
  }

  @Test
  void joinsTheSelectiveTablesFirst() {
    try (TestServer server = new TestServer(directory);
        TestServer.Client client = server.connect()) {
      fill(client);
      List<String> plan =
          client.run(
              "EXPLAIN (COSTS OFF) SELECT count(*) FROM t a JOIN t b ON a.k = b.k"
                  + " JOIN small s ON s.k = b.id WHERE s.word = 'word 3'");
      int small = indexOf(plan, "Seq Scan on small");
      int join = indexOf(plan, "Nested Loop");
      int outer = indexOf(plan, "Hash Join");
      assertTrue(outer < join && join < small, () -> String.join("\n", plan));
    }
  }

  private static int indexOf(List<String> plan, String text) {
    for (int i = 0; i < plan.size(); i++) {
      if (plan.get(i).contains(text)) {
        return i;
      }
    }
    throw new AssertionError("no " + text + " in\n" + String.join("\n", plan));
  }

  @Test
  void outlivesARestart() {
    try (TestServer server = new TestServer(directory);
        TestServer.Client client = server.connect()) {
      fill(client);
      client.run("BEGIN; INSERT INTO small VALUES (1000, 'more'); ANALYZE small; ROLLBACK");
    }
    try (TestServer server = new TestServer(directory);
        TestServer.Client client = server.connect()) {
      assertEquals(
          List.of("50|1", "SELECT 1"),
          client.run("SELECT reltuples, relpages FROM pg_class WHERE relname = 'small'"));
      assertAbout(100, rows(client, "SELECT * FROM t WHERE k = 7"));
      client.run("DROP TABLE small");
      assertEquals(
          List.of("SELECT 0"), client.run("SELECT 1 FROM pg_stats WHERE tablename = 'small'"));
    }
  }

  @Test
  void comesByItself() throws InterruptedException {
    try (TestServer server = new TestServer(directory, Map.of("autovacuum_naptime", "1"));
        TestServer.Client client = server.connect()) {
      client.run(
          """
          CREATE TABLE busy (id int PRIMARY KEY, k int);
          CREATE TABLE idle (id int PRIMARY KEY) WITH (autovacuum_enabled = off);
          INSERT INTO busy SELECT i, i % 10 FROM generate_series(1, 500) AS i;
          INSERT INTO idle SELECT i FROM generate_series(1, 500) AS i""");
      String asked =
          "SELECT reltuples FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid"
              + " WHERE c.relname = 'busy' AND last_autoanalyze IS NOT NULL";
      while (client.run(asked).size() < 2) {
        Thread.sleep(Duration.ofMillis(50));
      }
      assertEquals(List.of("500", "SELECT 1"), client.run(asked));
      assertEquals(
          List.of("10", "SELECT 1"),
          client.run("SELECT n_distinct FROM pg_stats WHERE tablename = 'busy' AND attname = 'k'"));
      assertEquals(
          List.of("500|NULL|0", "SELECT 1"),
          client.run(
              "SELECT n_mod_since_analyze, last_autoanalyze, autoanalyze_count"
                  + " FROM pg_stat_user_tables WHERE relname = 'idle'"));
    }
  }
}
