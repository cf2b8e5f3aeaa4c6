package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first five minutes with Heapgres, typed into psql; and once more after the power went. */
final class TourTest {
  @TempDir Path data;

  @Test
  void sqlAndPythonShareAHeapThatSurvivesKill() throws Exception {
    assumeTrue(Psql.installed(), "psql is not installed");
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      answers(
          server,
          "CREATE TABLE",
          "CREATE TABLE users (id text PRIMARY KEY, email text, visits int DEFAULT 0)");
      answers(server, "INSERT 0 1", "INSERT INTO users VALUES ('bob', 'bob@example.org')");
      readsBob(server);
      answers(
          server,
          "DO",
          """
          DO $py$
          class Queue:
              def __init__(self): self.items = []
              def push(self, x): self.items.append(x)
              def pop(self): return self.items.pop(0)
          heap.jobs = Queue()
          $py$
          """);
      answers(server, "DO", "DO $py$ jobs.push(users['bob'].email) $py$");
      readsJobs(server, "[\"bob@example.org\"]");
      server.kill();
    }
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      readsBob(server);
      readsJobs(server, "[\"bob@example.org\"]");
      answers(server, "DO", "DO $py$ jobs.push('again') $py$");
      readsJobs(server, "[\"bob@example.org\", \"again\"]");
      answers(server, "\"bob@example.org\"", "DO $py$ jobs.pop() $py$");
      readsJobs(server, "[\"again\"]");
      server.kill();
    }
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      readsJobs(server, "[\"again\"]");
      assertEquals(0, server.stop());
    }
  }

  private static void readsBob(HeapgresProcess server) throws Exception {
    answers(
        server,
        "{\"id\": \"bob\", \"email\": \"bob@example.org\", \"visits\": 0}",
        "DO $py$ users['bob'] $py$");
  }

  private static void readsJobs(HeapgresProcess server, String items) throws Exception {
    answers(server, items, "SELECT value->'items' FROM heap.jobs");
  }

  private static void answers(HeapgresProcess server, String expected, String statement)
      throws Exception {
    Psql.Result result = Psql.run(server.port(), "postgres", "-A", "-t", "-c", statement);
    assertEquals(new Psql.Result(0, expected + "\n"), result, statement);
  }
}
