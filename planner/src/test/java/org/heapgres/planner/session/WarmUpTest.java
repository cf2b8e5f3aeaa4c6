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
  void leavesNothingBehind() {
    try (TestServer server = new TestServer(directory);
        Client client = server.connect()) {
      String objects = "SELECT count(*) FROM pg_class UNION ALL SELECT count(*) FROM pg_namespace";
      List<String> before = client.run(objects);
      new WarmUp((Engine) server.engine(), () -> {}).run();
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
