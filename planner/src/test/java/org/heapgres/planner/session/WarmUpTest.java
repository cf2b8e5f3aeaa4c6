package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.heapgres.planner.session.TestServer.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The statements of the warm-up run to their end, and nothing is left of them. */
@Timeout(60)
class WarmUpTest {
  @TempDir Path directory;

  @Test
  void leavesNothingBehind() throws InterruptedException {
    try (TestServer server = new TestServer(directory);
        Client client = server.connect()) {
      String objects = "SELECT count(*) FROM pg_class UNION ALL SELECT count(*) FROM pg_namespace";
      List<String> before = client.run(objects);
      server.engine().warmUp(() -> {});
      while (!client
          .run(
              "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%warm%' AND pid <> pg_backend_pid()")
          .equals(List.of("SELECT 0"))) {
        Thread.onSpinWait();
      }
      assertEquals(before, client.run(objects));
    }
  }

  @Test
  void everyStatementRuns() {
    try (TestServer server = new TestServer(directory);
        Client client = server.connect()) {
      assertEquals("ROLLBACK", client.run(WarmUp.script()).getLast());
    }
  }
}
