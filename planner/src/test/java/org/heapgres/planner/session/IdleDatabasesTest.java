package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.heapgres.planner.session.TestServer.Client;
import org.heapgres.storage.Heap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Databases are open while somebody uses them, and what is in them is there the next time. */
@Timeout(120)
class IdleDatabasesTest {
  private static final int DATABASES = 60;

  @TempDir Path directory;

  private TestServer server(String timeout) {
    return new TestServer(
        directory,
        Map.of("heapgres.idle_database_timeout", timeout, "max_prepared_transactions", "5"));
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void manyDatabasesAreVisitedOneAfterTheOther() {
    try (TestServer server = server("1");
        Client client = server.connect()) {
      Heap heap = server.heap();
      for (int i = 0; i < DATABASES; i++) {
        client.run("CREATE DATABASE d" + i);
        try (Client visitor = server.connect("d" + i)) {
          visitor.run("CREATE TABLE t (id serial PRIMARY KEY, name text)");
          visitor.run("INSERT INTO t (name) SELECT 'x' FROM generate_series(1, 5)");
        }
      }
      await(() -> heap.openDatabases().size() < 4);
      for (int i = 0; i < DATABASES; i++) {
        try (Client visitor = server.connect("d" + i)) {
          assertEquals(
              List.of("6", "INSERT 0 1"),
              visitor.run("INSERT INTO t (name) VALUES ('y') RETURNING id"));
        }
      }
      await(() -> heap.openDatabases().size() < 4);
      client.run("DROP DATABASE d7");
    }
    try (TestServer server = server("0");
        Client visitor = server.connect("d8")) {
      assertEquals(List.of("6", "SELECT 1"), visitor.run("SELECT count(*) FROM t"));
    }
  }

  @Test
  void whatIsUsedStaysOpen() {
    try (TestServer server = server("1");
        Client client = server.connect()) {
      client.run("CREATE DATABASE waiting");
      client.run("CREATE DATABASE idle");
      try (Client visitor = server.connect("waiting")) {
        visitor.run("CREATE TABLE t (id int PRIMARY KEY)");
        visitor.run("BEGIN");
        visitor.run("INSERT INTO t VALUES (1)");
        visitor.run("PREPARE TRANSACTION 'later'");
      }
      try (Client visitor = server.connect("idle")) {
        visitor.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
        visitor.run("SELECT 1");
        int before = server.heap().openDatabases().size();
        client.run("CREATE DATABASE other");
        server.connect("other").close();
        await(() -> server.heap().openDatabases().size() <= before);
        assertTrue(before >= 4, before + " databases are open");
        assertEquals(List.of("1", "SELECT 1"), visitor.run("SELECT 1"));
      }
      try (Client visitor = server.connect("waiting")) {
        visitor.run("COMMIT PREPARED 'later'");
        assertEquals(List.of("1", "SELECT 1"), visitor.run("SELECT id FROM t"));
      }
      await(() -> server.heap().openDatabases().size() < 4);
    }
  }
}
