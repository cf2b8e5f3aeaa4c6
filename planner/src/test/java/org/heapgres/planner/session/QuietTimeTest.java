package org.heapgres.planner.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.heapgres.planner.session.TestServer.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is to be done when the server has little to do does not come between statements. */
@Timeout(60)
class QuietTimeTest {
  @TempDir Path directory;

  @Test
  void isOverWhenNothingRunsForSomeSeconds() {
    try (TestServer server = new TestServer(directory)) {
      QuietTime time = quietTime(server);
      look(time, QuietTime.SECONDS - 1);
      assertTrue(time.isOver());
      look(time, QuietTime.SECONDS);
    }
  }

  @Test
  void beginsAnewAfterAStatementThatTookLong() {
    try (TestServer server = new TestServer(directory);
        Client client = server.connect()) {
      QuietTime time = quietTime(server);
      look(time, QuietTime.SECONDS - 1);
      client.run("SELECT pg_sleep(0.1)");
      client.session().idle();
      look(time, QuietTime.SECONDS);
      assertTrue(time.isOver());
    }
  }

  @Test
  void isNotOverWhileAStatementRuns() throws InterruptedException {
    try (TestServer server = new TestServer(directory);
        Client client = server.connect();
        Client other = server.connect()) {
      QuietTime time = quietTime(server);
      Thread sleeper = Thread.ofVirtual().start(() -> client.run("SELECT pg_sleep(50)"));
      String running = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%sleep(50)'";
      while (other.run(running).equals(List.of("SELECT 0"))) {
        Thread.onSpinWait();
      }
      look(time, 2 * QuietTime.SECONDS);
      other.run("SELECT pg_sleep(0.1)");
      other.run("SELECT pg_cancel_backend(pid) FROM (" + running + ") sleepers");
      other.session().idle();
      sleeper.join();
      client.session().idle();
      look(time, QuietTime.SECONDS);
      assertTrue(time.isOver());
    }
  }

  private static QuietTime quietTime(TestServer server) {
    return new QuietTime((Engine) server.engine(), () -> {});
  }

  private static void look(QuietTime time, int times) {
    IntStream.range(0, times).forEach(_ -> assertFalse(time.isOver()));
  }
}
