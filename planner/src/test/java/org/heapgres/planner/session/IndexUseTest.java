package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which indexes plans read, over expressions and over some of the rows. */
final class IndexUseTest extends SessionTest {
  @BeforeEach
  void prepare() {
    client.run(
        "CREATE TABLE users (id int PRIMARY KEY, email text, active bool, gone date, n int);"
            + "INSERT INTO users SELECT g, 'User' || g, g % 2 = 0,"
            + " CASE WHEN g % 3 = 0 THEN date '2020-01-01' END, g FROM generate_series(1, 100) g");
  }

  private String scan(String query) {
    List<String> plan = client.run("EXPLAIN (COSTS OFF) " + query);
    return String.join("\n", plan.subList(0, plan.size() - 1));
  }

  @Test
  void indexOverAnExpression() {
    client.run("CREATE UNIQUE INDEX by_email ON users (lower(email))");
    assertEquals(
        "Index Scan using by_email on users\n  Index Cond: (lower(email) = 'user7'::text)",
        scan("SELECT id FROM users WHERE lower(email) = 'user7'"));
    assertEquals(
        List.of("7", "SELECT 1"), client.run("SELECT id FROM users WHERE lower(email) = 'user7'"));
    assertEquals(
        List.of("7", "8", "SELECT 2"),
        client.run(
            "SELECT id FROM users WHERE lower(email) IN ('user7', 'user8', 'none') ORDER BY id"));
    assertEquals(
        List.of("UPDATE 1"),
        client.run("UPDATE users SET email = 'Eve' WHERE lower(email) = 'user7'"));
    assertEquals(
        List.of("7", "SELECT 1"), client.run("SELECT id FROM users WHERE lower(email) = 'eve'"));
    assertEquals(
        "Seq Scan on users\n  Filter: (upper(email) = 'EVE'::text)",
        scan("SELECT id FROM users WHERE upper(email) = 'EVE'"));
  }

  @Test
  void indexOverSomeRows() {
    client.run("CREATE INDEX present ON users (n) WHERE gone IS NULL");
    assertEquals(
        "Index Scan using present on users\n  Index Cond: (n = 7)",
        scan("SELECT id FROM users WHERE n = 7 AND gone IS NULL"));
    assertEquals(
        List.of("7", "SELECT 1"), client.run("SELECT id FROM users WHERE n = 7 AND gone IS NULL"));
    assertEquals(
        List.of("SELECT 0"), client.run("SELECT id FROM users WHERE n = 9 AND gone IS NULL"));
    assertEquals("Seq Scan on users\n  Filter: (n = 7)", scan("SELECT id FROM users WHERE n = 7"));
    assertEquals(List.of("9", "SELECT 1"), client.run("SELECT id FROM users WHERE n = 9"));
  }

  @Test
  void indexOverSomeRowsByAColumn() {
    client.run("CREATE INDEX enabled ON users (n) WHERE active");
    assertEquals(
        List.of("8", "SELECT 1"), client.run("SELECT id FROM users WHERE active AND n = 8"));
    assertEquals(
        "Index Scan using enabled on users\n  Index Cond: (n = 8)",
        scan("SELECT id FROM users WHERE active AND n = 8"));
  }

  @Test
  void aComparisonImpliesNotNull() {
    client.run("CREATE INDEX known ON users (email) WHERE email IS NOT NULL");
    assertEquals(
        "Index Only Scan using known on users\n  Index Cond: (email = 'User7'::text)",
        scan("SELECT id FROM users WHERE email = 'User7'"));
  }

  @Test
  void entriesAreEnoughWhenTheyHoldTheColumnsAsTheyAre() {
    client.run(
        "CREATE TABLE entries (id int PRIMARY KEY, n int, code char(4), price numeric);"
            + "INSERT INTO entries SELECT g, g % 10, 'c' || g, g FROM generate_series(1, 100) g;"
            + "CREATE INDEX by_n ON entries (n DESC, code, price)");
    assertEquals(
        "Index Only Scan using by_n on entries\n  Index Cond: (n = 7)",
        scan("SELECT n, id FROM entries WHERE n = 7"));
    assertEquals(
        List.of("7|97", "7|87", "SELECT 2"),
        client.run("SELECT n, id FROM entries WHERE n = 7 ORDER BY id DESC LIMIT 2"));
    assertEquals(List.of("20", "SELECT 1"), client.run("SELECT count(*) FROM entries WHERE n > 7"));
    for (String lost : List.of("code", "price")) {
      assertEquals(
          "Index Scan using by_n on entries\n  Index Cond: (n = 7)",
          scan("SELECT " + lost + " FROM entries WHERE n = 7"));
    }
    assertEquals(
        List.of("c7  ", "SELECT 1"),
        client.run("SELECT code FROM entries WHERE n = 7 AND code = 'c7'"));
    client.run("BEGIN");
    client.run("DELETE FROM entries WHERE id = 7");
    client.run("UPDATE entries SET n = 7 WHERE id = 8");
    assertEquals(
        List.of("8", "17", "SELECT 2"),
        client.run("SELECT id FROM entries WHERE n = 7 ORDER BY id LIMIT 2"));
    client.run("ROLLBACK");
    assertEquals(
        List.of("7", "17", "SELECT 2"),
        client.run("SELECT id FROM entries WHERE n = 7 ORDER BY id LIMIT 2"));
  }
}
