package org.heapgres.planner.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements from text to rows; the answers are PostgreSQL 18's. */
class StatementTest {
  @TempDir Path directory;
  private PlanFixture database;

  @BeforeEach
  void open() {
    database = new PlanFixture(directory);
    database
        .draft("t")
        .column("id", "int4")
        .column("name", "text")
        .column("n", "int8")
        .column("x", "float8")
        .primaryKey("id")
        .index("t_n", false, "n")
        .create();
    database
        .draft("u")
        .column("id", "int4")
        .column("tid", "int4")
        .column("v", "numeric")
        .primaryKey("id")
        .create();
    database.rows(
        "INSERT INTO t VALUES (1,'one',10,1.5),(2,'two',20,2.5),(3,'three',NULL,3.5),(4,'four',"
            + "NULL,NULL)");
    database.rows("INSERT INTO u SELECT g, g % 4, g * 1.5 FROM generate_series(1,20) g");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void check(String sql, String... lines) {
    String expected = lines.length == 0 ? "" : String.join("\n", lines) + "\n";
    assertEquals(expected, database.text(sql), sql);
  }

  @Test
  void readsByKeyRangeAndIndex() {
    check("SELECT name FROM t WHERE id = 2", "two");
    check("SELECT name FROM t WHERE n = 20", "two");
    check("SELECT id FROM t WHERE id IN (3,1,99,1) ORDER BY id", "1", "3");
    check("SELECT id FROM t WHERE id = 1 OR id = 4 ORDER BY id", "1", "4");
    check("SELECT id FROM t WHERE id BETWEEN 2 AND 3", "2", "3");
    check("SELECT id FROM t WHERE id > 1 AND id < 3", "2");
    check("SELECT id FROM t WHERE id = 3000000000");
    check("SELECT id FROM t WHERE id < 3000000000 ORDER BY id DESC LIMIT 1", "4");
    check("SELECT id FROM t WHERE n < 20", "1");
    check("SELECT id FROM t ORDER BY id DESC LIMIT 2 OFFSET 1", "3", "2");
    check("SELECT id, n FROM t ORDER BY n DESC, id", "3|", "4|", "2|20", "1|10");
    check("SELECT id, n FROM t ORDER BY n NULLS FIRST, id DESC", "4|", "3|", "1|10", "2|20");
  }

  @Test
  void explainsAccessPaths() {
    assertEquals(
        "Index Scan using t_pkey on t\n  Index Cond: (id = 2)",
        database.explain("SELECT name FROM t WHERE id = 2"));
    assertEquals(
        "Limit\n  ->  Index Scan Backward using t_pkey on t",
        database.explain("SELECT * FROM t ORDER BY id DESC LIMIT 2"));
    assertEquals(
        "Nested Loop Semi Join\n  ->  Seq Scan on u\n  ->  Index Scan using t_pkey on t\n"
            + "        Index Cond: (id = u.tid)\n        Filter: (name ~~ 't%'::text)",
        database.explain("SELECT id FROM u WHERE tid IN (SELECT id FROM t WHERE name LIKE 't%')"));
  }

  @Test
  void evaluatesLazily() {
    check("SELECT CASE WHEN id > 0 THEN id ELSE 1 / (id - id) END FROM t WHERE id < 3", "1", "2");
    check("SELECT coalesce(id, 1 / (id - id)) FROM t WHERE id = 1", "1");
    check("SELECT count(*) FROM t WHERE id > 0 OR 1 / (id - id) = 1", "4");
    check("SELECT (NULL AND false) IS NULL, (NULL OR true), NOT NULL::bool", "false|true|");
  }

  @Test
  void joins() {
    check(
        "SELECT t.name, count(*), sum(u.v) FROM t JOIN u ON u.tid = t.id GROUP BY t.name ORDER BY 1",
        "one|5|67.5",
        "three|5|82.5",
        "two|5|75.0");
    check(
        "SELECT t.id, u.id FROM t LEFT JOIN u ON u.tid = t.id AND u.v > 25 ORDER BY 1, 2",
        "1|17",
        "2|18",
        "3|19",
        "4|");
    check(
        "SELECT a.id, b.id FROM t a FULL JOIN (SELECT id FROM u WHERE id > 18 OR id < 2) b"
            + " ON a.id = b.id ORDER BY 1, 2",
        "1|1",
        "2|",
        "3|",
        "4|",
        "|19",
        "|20");
    check("SELECT count(*) FROM t a CROSS JOIN t b, t c WHERE c.id < b.id", "24");
    check(
        "SELECT t.id, s.uid FROM t, LATERAL (SELECT u.id AS uid FROM u WHERE u.tid = t.id"
            + " ORDER BY u.id LIMIT 1) s ORDER BY 1",
        "1|1",
        "2|2",
        "3|3");
    check(
        "SELECT a.id, b.id, c.id FROM t a, t b, u c, u d WHERE a.id = c.tid AND b.id = d.tid"
            + " AND c.id = d.id AND c.id < 4 ORDER BY 3",
        "1|1|1",
        "2|2|2",
        "3|3|3");
  }

  @Test
  void answersSubQueries() {
    check(
        "SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.tid = t.id AND u.v > 28) ORDER BY 1",
        "3");
    check("SELECT id FROM t WHERE id NOT IN (SELECT tid FROM u) ORDER BY 1", "4");
    check("SELECT id FROM t WHERE id NOT IN (SELECT n FROM t)");
    check(
        "SELECT id FROM u WHERE NOT EXISTS (SELECT 1 FROM t WHERE u.tid = t.id) AND id < 9"
            + " ORDER BY 1",
        "4",
        "8");
    check(
        "SELECT id, (SELECT max(v) FROM u WHERE u.tid = t.id) FROM t ORDER BY id",
        "1|25.5",
        "2|27.0",
        "3|28.5",
        "4|");
    check("SELECT ARRAY(SELECT id FROM t ORDER BY id DESC)", "[4, 3, 2, 1]");
    check("SELECT id FROM t WHERE id > ALL (SELECT tid FROM u) ORDER BY 1", "4");
  }

  @Test
  void aggregates() {
    check(
        "SELECT count(*), sum(id), sum(n), avg(x), min(name), max(x) FROM t",
        "4|10|30|2.5|four|3.5");
    check("SELECT count(*), sum(id) FROM t WHERE id > 9", "0|");
    check(
        "SELECT string_agg(name, ',' ORDER BY id DESC), count(DISTINCT n),"
            + " count(*) FILTER (WHERE id > 1) FROM t",
        "four,three,two,one|2|3");
    check(
        "SELECT tid, count(*), grouping(tid) FROM u GROUP BY ROLLUP (tid) ORDER BY 1",
        "0|5|0",
        "1|5|0",
        "2|5|0",
        "3|5|0",
        "|20|1");
    check("SELECT tid FROM u GROUP BY tid HAVING sum(v) > 80 ORDER BY 1", "0", "3");
  }

  @Test
  void computesWindows() {
    check(
        "SELECT tid, id, row_number() OVER (PARTITION BY tid ORDER BY id DESC),"
            + " sum(id) OVER (PARTITION BY tid ORDER BY id), lag(id) OVER (ORDER BY id)"
            + " FROM u WHERE id < 6 ORDER BY tid, id",
        "0|4|1|4|3",
        "1|1|2|1|",
        "1|5|1|6|4",
        "2|2|1|2|1",
        "3|3|1|3|2");
    check(
        "SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM t"
            + " ORDER BY id",
        "1|3",
        "2|6",
        "3|9",
        "4|7");
  }

  @Test
  void combinesSets() {
    check("SELECT id FROM t UNION SELECT tid FROM u ORDER BY 1", "0", "1", "2", "3", "4");
    check("SELECT id FROM t EXCEPT SELECT tid FROM u", "4");
    check("SELECT id FROM t INTERSECT SELECT tid FROM u ORDER BY 1", "1", "2", "3");
    check("SELECT tid FROM u EXCEPT ALL SELECT id FROM u ORDER BY 1 LIMIT 3", "0", "0", "0");
    check(
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r WHERE n < 5)"
            + " SELECT sum(n) FROM r",
        "15");
    check(
        "SELECT DISTINCT ON (tid) tid, id FROM u ORDER BY tid, id DESC",
        "0|20",
        "1|17",
        "2|18",
        "3|19");
    check("SELECT generate_series(1,2), id FROM t WHERE id = 1", "1|1", "2|1");
  }

  @Test
  void changesRows() {
    check("INSERT INTO t(id, name) VALUES (5, 'five') RETURNING id, name, n", "5|five|");
    check(
        "UPDATE t SET name = name || '!', n = id WHERE id > 3 RETURNING name, n",
        "four!|4",
        "five!|5");
    check("SELECT id FROM t WHERE n = 4", "4");
    check("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING RETURNING id");
    check(
        "INSERT INTO t VALUES (1,'new',7) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
            + " n = t.n + excluded.n RETURNING *",
        "1|new|17|1.5");
    check("UPDATE t SET id = 50 WHERE id = 5 RETURNING id", "50");
    check("SELECT name FROM t WHERE id = 5");
    check("SELECT name FROM t WHERE n = 5", "five!");
    check("DELETE FROM t WHERE id >= 50 RETURNING name", "five!");
    check("SELECT count(*) FROM t WHERE n = 5", "0");
    check("WITH d AS (DELETE FROM u WHERE id > 15 RETURNING id) SELECT count(*) FROM d", "5");
    check("SELECT count(*) FROM u", "15");
    check(
        "UPDATE t SET n = s.c FROM (SELECT tid, count(*) c FROM u GROUP BY tid) s"
            + " WHERE s.tid = t.id RETURNING t.id, t.n",
        "1|4",
        "2|4",
        "3|4");
    check("DELETE FROM t USING u WHERE u.tid = t.id RETURNING t.id", "1", "2", "3");
  }
}
