package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.heapgres.planner.session.TestServer.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of many tables: what a change of one costs does not depend on the others. */
class ManyTablesTest {
  private static final int TABLES = 1_500;
  private static final int SAMPLE = 100;

  @TempDir Path directory;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void changesCostTheSame() {
    try (TestServer server = new TestServer(directory);
        Client client = server.connect()) {
      createTables(client, 0, SAMPLE);
      long few = createTables(client, SAMPLE, 2 * SAMPLE);
      createTables(client, 2 * SAMPLE, TABLES - SAMPLE);
      long many = createTables(client, TABLES - SAMPLE, TABLES);
      assertTrue(many < 2 * few, many + " bytes in place of " + few);
    }
    try (TestServer server = new TestServer(directory);
        Client client = server.connect()) {
      assertEquals(
          String.valueOf(TABLES),
          client.run("SELECT count(*) FROM pg_class WHERE relname ~ '^t\\d+$'").getFirst());
      assertEquals(
          "t" + (TABLES - 2),
          client
              .run(
                  "SELECT confrelid::regclass FROM pg_constraint WHERE contype = 'f' AND conrelid = 't"
                      + (TABLES - 1)
                      + "'::regclass")
              .getFirst());
    }
  }

  /** Bytes that were allocated for it. */
  private long createTables(Client client, int from, int to) {
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = from; i < to; i++) {
      client.run(
          "CREATE TABLE t"
              + i
              + " (id serial PRIMARY KEY, name text UNIQUE, before int REFERENCES t"
              + Math.max(0, i - 1)
              + ")");
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
