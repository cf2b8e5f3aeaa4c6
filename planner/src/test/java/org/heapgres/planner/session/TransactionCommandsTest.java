package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.heapgres.planner.ddl.DroppedStores;
import org.heapgres.planner.session.TestServer.Client;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;
import org.junit.jupiter.api.Test;

final class TransactionCommandsTest extends SessionTest {
  @Test
  void tellsItsStatus() {
    assertEquals('I', client.session().transactionStatus());
    client.run("BEGIN");
    assertEquals('T', client.session().transactionStatus());
    assertThrows(PgException.class, () -> client.run("SHOW nonsense"));
    assertEquals('E', client.session().transactionStatus());
    PgException error = assertThrows(PgException.class, () -> client.run("SHOW work_mem"));
    assertEquals("25P02", error.code());
    assertEquals(List.of("ROLLBACK"), client.run("COMMIT"));
    assertEquals('I', client.session().transactionStatus());
  }

  @Test
  void ddlIsTransactional() {
    client.run("BEGIN; CREATE TABLE t (a int)");
    assertEquals("42P07", code("CREATE TABLE t (a int)"));
    client.run("ROLLBACK");
    assertEquals("42P01", code("DROP TABLE t"));
    client.run("BEGIN; CREATE TABLE t (a int PRIMARY KEY, b serial); COMMIT");
    try (Client other = server.connect()) {
      assertEquals(List.of("DROP TABLE"), other.run("DROP TABLE t"));
    }
    assertEquals("42P01", code("DROP TABLE t"));
  }

  /** Nor do those who read what was committed so; the log's thread may be slow. */
  @Test
  void anAsynchronousCommitIsNotWaitedFor() {
    client.run("CREATE TABLE t (a int)");
    CompletableFuture<Void> created = new CompletableFuture<>();
    client.session().whenDurable(() -> created.complete(null));
    created.join();
    client.run("SET synchronous_commit = off");
    try (Client other = server.connect()) {
      for (int i = 0; i < 20; i++) {
        client.run("INSERT INTO t VALUES (1)");
        assertTrue(client.session().isDurable());
        other.run("SELECT * FROM t");
        assertTrue(other.session().isDurable());
      }
    }
  }

  /** What a crash inside of DROP INDEX CONCURRENTLY leaves. */
  @Test
  void aStoreThatWasToBeDroppedIsDroppedAfterARestart() {
    int orphan = 123_456;
    int id = ((Session) client.session()).database().storage().id();
    close();
    try (Heap heap = Heap.open(directory, HeapOptions.defaults())) {
      Transaction transaction = heap.open(id).begin(IsolationLevel.READ_COMMITTED, false);
      transaction.put(orphan, new byte[] {1}, new byte[] {2});
      DroppedStores.remember(transaction, orphan);
      transaction.commit().await();
    }
    open();
    close();
    try (Heap heap = Heap.open(directory, HeapOptions.defaults())) {
      assertEquals(0, heap.open(id).approximateCount(orphan));
      assertEquals(0, heap.open(id).approximateCount(SystemStores.DROPPED));
    }
    open();
  }

  @Test
  void savepointsBringBackTheCatalog() {
    client.run("BEGIN; CREATE TABLE a (x int); SAVEPOINT s; CREATE TABLE b (x int)");
    assertEquals("42P07", code("CREATE TABLE b (x int)"));
    client.run("ROLLBACK TO s; CREATE TABLE b (y int); COMMIT");
    client.run("DROP TABLE a, b");
  }

  @Test
  void ddlSurvivesARestart() {
    client.run("CREATE TABLE keep (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'x')");
    client.close();
    server.close();
    server = new TestServer(directory);
    client = server.connect();
    assertEquals("42P07", code("CREATE TABLE keep (a int)"));
    client.run("DROP TABLE keep");
  }

  private String code(String sql) {
    return assertThrows(PgException.class, () -> client.run(sql)).code();
  }
}
