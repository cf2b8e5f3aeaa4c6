package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.Blocking;
import org.heapgres.planner.Completion;
import org.heapgres.planner.Portal;
import org.heapgres.planner.session.TestServer.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of few rows, which run where nobody may wait as long as locks are free. */
final class ShortChangesTest extends SessionTest {
  private Client other;

  @BeforeEach
  void prepare() {
    other = server.connect();
    client.run("CREATE TABLE t (id int PRIMARY KEY, n int)");
    client.run("INSERT INTO t VALUES (1, 10), (2, 20)");
    client.run("CREATE TABLE parent (id int PRIMARY KEY)");
    client.run("CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent)");
    client.run("INSERT INTO parent VALUES (1)");
  }

  @AfterEach
  void closeOther() {
    other.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT n FROM t WHERE id = 1 | NEVER",
        "SELECT 1 | NEVER",
        "SELECT random() FROM t WHERE id = 1 | NEVER",
        "SELECT n FROM t | LONG",
        "SELECT n FROM t WHERE id = 1 FOR UPDATE | LONG",
        "SELECT pg_sleep(1) | LONG",
        "SELECT pg_advisory_lock(1) FROM t WHERE id = 1 | LONG",
        "SELECT (SELECT count(*) FROM t) | LONG",
        "UPDATE t SET n = n + 1 WHERE id = 1 | ON_LOCKS",
        "UPDATE t SET n = 1 WHERE id = 1 RETURNING n | LONG",
        "UPDATE t SET n = (SELECT max(n) FROM t) WHERE id = 1 | LONG",
        "UPDATE t SET n = n + 1 | LONG",
        "DELETE FROM t WHERE id = 1 | ON_LOCKS",
        "DELETE FROM parent WHERE id = 1 | LONG",
        "INSERT INTO t VALUES (3, 3) | ON_LOCKS",
        "INSERT INTO t VALUES (3, 3) ON CONFLICT DO NOTHING | ON_LOCKS",
        "INSERT INTO child VALUES (1, 1) | ON_LOCKS",
        "INSERT INTO t SELECT generate_series(1, 1000000) | LONG",
        "WITH d AS (DELETE FROM t RETURNING id) INSERT INTO t SELECT id FROM d | LONG",
      })
  void isClassified(String sql, Blocking expected) {
    assertEquals(expected, client.session().simpleQuery(sql).next().blocking());
    client.session().closePortal("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE t SET n = 0 WHERE id = 1 | UPDATE t SET n = n + 1 WHERE id = 1 | UPDATE 1",
        "DELETE FROM t WHERE id = 1 | UPDATE t SET n = n + 1 WHERE id = 1 | UPDATE 0",
        "INSERT INTO t VALUES (3) | INSERT INTO t VALUES (4, 4), (3, 3) ON CONFLICT DO NOTHING"
            + " | INSERT 0 1",
        "DELETE FROM parent | INSERT INTO child VALUES (1, null) | INSERT 0 1",
      })
  void whatWouldWaitHasNotHappened(String blocking, String sql, String tag) {
    other.run("BEGIN");
    other.run(blocking);
    client.run("BEGIN");
    client.run("INSERT INTO t VALUES (100, 100)");
    String before = client.run("SELECT * FROM t ORDER BY id").toString();
    Portal portal = client.session().simpleQuery(sql).next();
    Optional<Completion> completion = attempt(portal);
    if (completion.isEmpty()) {
      assertEquals(before, client.run("SELECT * FROM t ORDER BY id").toString());
      other.run("COMMIT");
      completion = attempt(client.session().simpleQuery(sql).next());
    }
    assertEquals(Optional.of(new Completion.Complete(tag)), completion);
    client.run("COMMIT");
    assertTrue(client.run("SELECT n FROM t WHERE id = 100").contains("100"));
  }

  @Test
  void theSamePortalGoesOnElsewhere() {
    other.run("BEGIN; UPDATE t SET n = 0 WHERE id = 1");
    Portal portal = client.session().simpleQuery("UPDATE t SET n = n + 1 WHERE id = 1").next();
    assertEquals(Optional.empty(), attempt(portal));
    other.run("COMMIT");
    assertEquals(new Completion.Complete("UPDATE 1"), portal.execute(0, (_, _, _) -> {}));
    assertEquals(List.of("1", "SELECT 1"), client.run("SELECT n FROM t WHERE id = 1"));
  }

  @Test
  void theSessionIsToldOfTheFreeLock() {
    other.run("BEGIN; UPDATE t SET n = 0 WHERE id = 1");
    Portal portal = client.session().simpleQuery("UPDATE t SET n = n + 1 WHERE id = 1").next();
    assertEquals(Optional.empty(), attempt(portal));
    assertTrue(client.session().awaitsLock());
    assertEquals(0, client.locksFree());
    other.run("COMMIT");
    assertEquals(1, client.locksFree());
    assertEquals(Optional.of(new Completion.Complete("UPDATE 1")), attempt(portal));
    assertEquals(List.of("1", "SELECT 1"), client.run("SELECT n FROM t WHERE id = 1"));
  }

  private static Optional<Completion> attempt(Portal portal) {
    return portal.executeIfLocksAreFree(0, (_, _, _) -> {});
  }
}
