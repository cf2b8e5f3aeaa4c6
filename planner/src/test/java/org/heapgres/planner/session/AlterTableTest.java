package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.heapgres.storage.PgException;
import org.junit.jupiter.api.Test;

final class AlterTableTest extends SessionTest {
  @Test
  void addsAndDropsColumnsWithoutRewriting() {
    client.run("CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t VALUES (1, 'x')");
    client.run("ALTER TABLE t ADD COLUMN c int DEFAULT 7, ADD d text");
    assertEquals(List.of("1|x|7|NULL", "SELECT 1"), client.run("SELECT * FROM t"));
    client.run("ALTER TABLE t ALTER c SET DEFAULT 8; INSERT INTO t (a) VALUES (2)");
    assertEquals(List.of("7", "8", "SELECT 2"), client.run("SELECT c FROM t ORDER BY a"));
    client.run("ALTER TABLE t DROP COLUMN b, ADD COLUMN b int");
    assertEquals(
        List.of("1|7|NULL|NULL", "2|8|NULL|NULL", "SELECT 2"),
        client.run("SELECT * FROM t ORDER BY a"));
    assertEquals("42701", code("ALTER TABLE t ADD COLUMN b int"));
    assertEquals("42703", code("ALTER TABLE t DROP COLUMN zz"));
    client.run("ALTER TABLE t RENAME COLUMN d TO e; ALTER TABLE t RENAME TO u");
    assertEquals(List.of("SELECT 0"), client.run("SELECT e FROM u WHERE e IS NOT NULL"));
  }

  @Test
  void addsAPrimaryKeyToATableWithRows() {
    client.run("CREATE TABLE t (a int, b int); INSERT INTO t VALUES (3, 1), (1, 2), (2, 3)");
    client.run("CREATE INDEX t_b ON t (b)");
    client.run("ALTER TABLE t ADD PRIMARY KEY (a)");
    assertEquals(List.of("1", "2", "3", "SELECT 3"), client.run("SELECT a FROM t ORDER BY a"));
    assertEquals(List.of("2", "SELECT 1"), client.run("SELECT a FROM t WHERE b = 3"));
    assertEquals("23505", code("INSERT INTO t VALUES (1, 1)"));
    client.run("ALTER TABLE t DROP CONSTRAINT t_pkey; INSERT INTO t VALUES (1, 5)");
    assertEquals("23505", code("ALTER TABLE t ADD PRIMARY KEY (a)"));
  }

  @Test
  void validatesWhatItAdds() {
    client.run("CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (id int, p int)");
    client.run("INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1), (2, 5), (3, NULL)");
    assertEquals("23503", code("ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES p"));
    assertEquals("23514", code("ALTER TABLE c ADD CHECK (id < 3)"));
    assertEquals("23502", code("ALTER TABLE c ALTER p SET NOT NULL"));
    client.run("DELETE FROM c WHERE p = 5");
    client.run("ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY (p) REFERENCES p ON DELETE CASCADE");
    assertEquals("23503", code("INSERT INTO c VALUES (4, 9)"));
    assertEquals("2BP01", code("DROP TABLE p"));
    client.run("DELETE FROM p");
    assertEquals(List.of("3", "SELECT 1"), client.run("SELECT id FROM c"));
    client.run("DROP TABLE p CASCADE; INSERT INTO c VALUES (4, 9)");
  }

  @Test
  void changesTypes() {
    client.run("CREATE TABLE t (a text); INSERT INTO t VALUES ('12')");
    assertEquals("42804", code("ALTER TABLE t ALTER a TYPE int"));
    client.run("ALTER TABLE t ALTER a TYPE int USING a::int + 1");
    assertEquals(List.of("14", "SELECT 1"), client.run("SELECT a + 1 FROM t"));
  }

  @Test
  void indexesAreUsedAndKept() {
    client.run("CREATE TABLE t (a int PRIMARY KEY, b text, c int)");
    client.run("INSERT INTO t SELECT g, 'n' || g % 10, g FROM generate_series(1, 100) g");
    client.run("CREATE INDEX ON t (b); CREATE UNIQUE INDEX t_c ON t ((c * 2)) WHERE c > 50");
    assertEquals(List.of("10", "SELECT 1"), client.run("SELECT count(*) FROM t WHERE b = 'n3'"));
    assertEquals("23505", code("INSERT INTO t VALUES (200, 'x', 60)"));
    client.run("INSERT INTO t VALUES (200, 'x', 10)");
    assertEquals("42P07", code("CREATE INDEX t_b_idx ON t (c)"));
    client.run("CREATE INDEX IF NOT EXISTS t_b_idx ON t (c); DROP INDEX t_b_idx");
    assertEquals("42704", code("DROP INDEX t_b_idx"));
  }

  private String code(String sql) {
    return assertThrows(PgException.class, () -> client.run(sql)).code();
  }
}
