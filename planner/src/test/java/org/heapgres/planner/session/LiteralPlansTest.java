package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A query whose literals became parameters does what the same query does with its literals in
 * place, which is how it runs when another statement stands in front of it.
 */
final class LiteralPlansTest extends SessionTest {
  private static final String IN_FRONT = "SELECT 0;";

  @BeforeEach
  void prepare() {
    client.run(
        "CREATE TABLE t (id int PRIMARY KEY, s smallint, b bigint, n numeric(8,2), f float8,"
            + " name varchar(5), c char(4), d date, ts timestamptz, u uuid, j jsonb, a int[],"
            + " ok bool)");
    client.run(
        "INSERT INTO t SELECT i, i, i, i / 4.0, i / 8.0, 'n' || i, 'c' || i, date '2020-01-01' + i,"
            + " '2020-01-01 00:00:00+00', null, '{\"k\": 1}', array[i, i + 1], i % 2 = 0"
            + " FROM generate_series(1, 9) i");
    client.run("CREATE TABLE p (id int, state text)");
    client.run("CREATE INDEX ON p (id) WHERE state = 'open'");
    client.run("INSERT INTO p VALUES (1, 'open'), (2, 'closed')");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, name FROM t WHERE id = 3",
        "SELECT id, name FROM t WHERE id = '3'",
        "SELECT id FROM t WHERE id = '3x'",
        "SELECT id FROM t WHERE id = 99999999999",
        "SELECT id FROM t WHERE id = 99999999999999999999999",
        "SELECT id FROM t WHERE id = 2.0",
        "SELECT id FROM t WHERE id < 2.5 ORDER BY 1",
        "SELECT id FROM t WHERE s = 3 AND b = 3",
        "SELECT id FROM t WHERE n = 0.75",
        "SELECT id FROM t WHERE n = 0.750",
        "SELECT id FROM t WHERE f = 0.375",
        "SELECT id FROM t WHERE f > 1",
        "SELECT id FROM t WHERE name = 'n3'",
        "SELECT id FROM t WHERE name = 'n3  '",
        "SELECT id FROM t WHERE c = 'c3'",
        "SELECT id FROM t WHERE c = 'c3    '",
        "SELECT id FROM t WHERE d = '2020-01-04'",
        "SELECT id FROM t WHERE d = 'soon'",
        "SELECT id FROM t WHERE ts < 'now' AND id = 1",
        "SELECT id FROM t WHERE ok = 'yes' ORDER BY id",
        "SELECT id FROM t WHERE j = '{\"k\": 1}' AND id < 3 ORDER BY id",
        "SELECT id FROM t WHERE a = '{3,4}'",
        "SELECT id FROM t WHERE id IN (1, 3, 77) ORDER BY id",
        "SELECT id FROM t WHERE name IN ('n1', 'n2', '') ORDER BY id",
        "SELECT id FROM t WHERE id BETWEEN 2 AND 4 ORDER BY id",
        "SELECT id FROM t WHERE id + 1 = 3",
        "SELECT id, 5, 'x' FROM t WHERE id = 5",
        "SELECT count(*), 1 FROM t WHERE id > 1 GROUP BY 2",
        "SELECT id FROM t WHERE id > 1 ORDER BY 1 LIMIT 2 OFFSET 1",
        "SELECT nothing FROM t WHERE id = 1",
        "SELECT id FROM nothing WHERE id = 1",
        "SELECT id FROM t WHERE id = 1 AND",
        "SELECT id FROM t WHERE name = 1",
        "SELECT id / 0 FROM t WHERE id = 1",
        "SELECT t.id FROM t, p WHERE t.id = p.id AND p.state = 'open' AND t.id = 1",
        "SELECT id FROM p WHERE state = 'open' AND id = 1",
        "UPDATE t SET name = 'new', n = 1.25, f = f + 1 WHERE id = 1 RETURNING id, name, n, f",
        "UPDATE t SET name = 'too long' WHERE id = 1",
        "UPDATE t SET s = 70000 WHERE id = 1",
        "UPDATE t SET n = 12345678.9 WHERE id = 1",
        "DELETE FROM t WHERE id = 2 RETURNING *",
        "INSERT INTO t (id, name, n, d) VALUES (20, 'x', 7, '2021-02-03') RETURNING id, name, n, d",
        "INSERT INTO t (id, name) VALUES (20, 'x'), (21, 'y') RETURNING id, name",
        "INSERT INTO t (id, name) VALUES (1, 'x')",
        "INSERT INTO t (id, u) VALUES (30, 'no uuid')",
        "INSERT INTO t (id, ok) VALUES (30, 1)",
        "INSERT INTO t (id, s) VALUES (30, 1.6) RETURNING s",
      })
  void doesWhatLiteralsDo(String sql) {
    String expected = outcome(IN_FRONT + sql, IN_FRONT.length());
    assertEquals(expected, outcome(sql, 0));
    assertEquals(expected, outcome(sql, 0));
  }

  /** Rows and tag, or the error; nothing of it stays. */
  private String outcome(String sql, int shift) {
    client.run("BEGIN");
    try {
      List<String> lines = client.run(sql);
      return String.join("\n", shift == 0 ? lines : lines.subList(2, lines.size()));
    } catch (PgException e) {
      client.session().failed(e);
      int position = e.position();
      return e.state() + " " + e.getMessage() + " " + (position == 0 ? 0 : position - shift);
    } finally {
      client.run("ROLLBACK");
    }
  }

  @Test
  void onePlanServesAllConstants() {
    Session session = (Session) client.session();
    var first = session.database().literalPlans().find(session, "SELECT f FROM t WHERE id = 1");
    assertTrue(first.isPresent());
    assertEquals(List.of("0.125"), client.drain(first.orElseThrow().next()).subList(0, 1));
    var other = session.database().literalPlans().find(session, "SELECT f FROM t WHERE id = 2");
    assertEquals(List.of("0.25"), client.drain(other.orElseThrow().next()).subList(0, 1));
  }

  @Test
  void aPartialIndexNeedsItsConstants() {
    Session session = (Session) client.session();
    assertTrue(
        session
            .database()
            .literalPlans()
            .find(session, "SELECT id FROM p WHERE state = 'open' AND id = 1")
            .isEmpty());
  }
}
