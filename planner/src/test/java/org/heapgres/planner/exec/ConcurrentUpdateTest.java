package org.heapgres.planner.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.PgException;
import org.heapgres.storage.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a row that another transaction changes first. */
class ConcurrentUpdateTest {
  @TempDir Path directory;
  private PlanFixture database;
  private ExecutorService other;

  @BeforeEach
  void open() {
    database = new PlanFixture(directory);
    database.draft("t").column("id", "int4").column("n", "int4").primaryKey("id").create();
    database.rows("INSERT INTO t VALUES (1, 10), (2, 20)");
    other = Executors.newSingleThreadExecutor();
  }

  @AfterEach
  void close() {
    other.shutdownNow();
    database.close();
  }

  private List<Object[]> blocked(String first, String second) throws Exception {
    Transaction one = database.begin(IsolationLevel.READ_COMMITTED);
    database.rows(one, first);
    Future<List<Object[]>> waiting = other.submit(() -> database.rows(second));
    assertThrows(TimeoutException.class, () -> waiting.get(200, TimeUnit.MILLISECONDS));
    one.commit().await();
    return waiting.get(10, TimeUnit.SECONDS);
  }

  @Test
  void computesFromTheLatestVersion() throws Exception {
    blocked("UPDATE t SET n = n + 1 WHERE id = 1", "UPDATE t SET n = n * 2 WHERE id = 1");
    assertEquals("22\n", database.text("SELECT n FROM t WHERE id = 1"));
  }

  @Test
  void asksTheConditionAgain() throws Exception {
    assertEquals(
        0,
        blocked("UPDATE t SET n = 50 WHERE id = 1", "UPDATE t SET n = 0 WHERE n = 10 RETURNING id")
            .size());
    assertEquals("50\n", database.text("SELECT n FROM t WHERE id = 1"));
    assertEquals(0, blocked("DELETE FROM t WHERE id = 2", "DELETE FROM t WHERE n = 20").size());
  }

  @Test
  void locksTheLatestVersion() throws Exception {
    Object[] row =
        blocked("UPDATE t SET n = 11 WHERE id = 1", "SELECT n FROM t WHERE id = 1 FOR UPDATE")
            .getFirst();
    assertEquals(11, row[0]);
  }

  @Test
  void repeatableReadFails() {
    Transaction one = database.begin(IsolationLevel.REPEATABLE_READ);
    database.rows(one, "SELECT * FROM t");
    database.rows("UPDATE t SET n = 11 WHERE id = 1");
    PgException failure =
        assertThrows(
            PgException.class, () -> database.rows(one, "UPDATE t SET n = 0 WHERE id = 1"));
    assertEquals("40001", failure.code());
    one.rollback();
  }
}
