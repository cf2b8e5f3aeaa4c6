package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snippets with idempotency keys while the server is killed: a client that lost its answer asks
 * again with the same key, and gets what the first run answered if that had committed. Whenever the
 * kill comes, each key's snippet has run exactly once.
 */
@EnabledIfSystemProperty(named = "idempotency.kills", matches = "\\d+")
final class IdempotencyCrashTest {
  private static final int CLIENTS = 4;
  private static final int KILLS = Integer.getInteger("idempotency.kills", 10);

  /** That a server gives before it is killed. */
  private static final int ANSWERS = 50;

  @TempDir Path data;

  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final Semaphore answered = new Semaphore(0);
  private volatile String url;
  private volatile boolean over;

  @Test
  void runsOnceWheneverTheServerDies() throws Exception {
    HeapgresProcess server = start();
    try {
      execute(
          """
          DO $py$
          from heapgres import Counter
          heap.runs, heap.total = {}, Counter()
          for client in range(%d):
              heap.runs[client] = []
          $py$
          """
              .formatted(CLIENTS));
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Client(i));
      }
      List<Thread> threads =
          clients.stream().map(client -> Thread.ofPlatform().start(client)).toList();
      for (int kill = 0; kill < KILLS; kill++) {
        awaitAnswers();
        TimeUnit.MILLISECONDS.sleep(37L * kill);
        server.kill();
        server = start();
      }
      awaitAnswers();
      over = true;
      for (Thread thread : threads) {
        thread.join();
      }
      assertNull(failure.get());
      int keys = 0;
      int again = 0;
      for (Client client : clients) {
        keys += client.done;
        again += client.again;
        assertEquals(
            client.done,
            Integer.parseInt(query("SELECT py('len(runs[%d])')".formatted(client.number))));
      }
      System.out.printf(
          "%d keys, %d of them asked for more than once, %d kills%n", keys, again, KILLS);
      assertTrue(again > 0, "no answer was lost");
      assertEquals(keys, Integer.parseInt(query("SELECT py('total.value')")));
    } finally {
      over = true;
      server.close();
    }
  }

  private HeapgresProcess start() throws Exception {
    HeapgresProcess server = HeapgresProcess.start(data);
    synchronized (this) {
      url = server.jdbcUrl();
      notifyAll();
    }
    return server;
  }

  private void awaitAnswers() throws InterruptedException {
    answered.drainPermits();
    assertTrue(answered.tryAcquire(ANSWERS, 5, TimeUnit.MINUTES), () -> "no answers: " + failure);
  }

  /** Waits for the server that comes after the one that was there; a second at most. */
  private synchronized void awaitServer(String before) {
    try {
      if (url.equals(before)) {
        TimeUnit.SECONDS.timedWait(this, 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertTrue(result.next());
      return result.getString(1);
    }
  }

  /** Counts up in a list of its own, a key for each number. */
  private final class Client implements Runnable {
    private final int number;
    private int done;
    private int again;

    private Client(int number) {
      this.number = number;
    }

    @Override
    public void run() {
      try {
        while (!over) {
          int answer = answer();
          if (answer != done) {
            throw new IllegalStateException("key %d answered %d".formatted(done, answer));
          }
          done++;
          answered.release();
        }
      } catch (SQLException | RuntimeException e) {
        failure.compareAndSet(null, e);
      }
    }

    private int answer() throws SQLException {
      String sql =
          """
          DO $py$
          mine = runs[%d]
          mine.append(len(mine))
          heap.total += 1
          return mine[-1]
          $py$ WITH (idempotency_key = '%d.%d')
          """
              .formatted(number, number, done);
      boolean lost = false;
      while (true) {
        String before = url;
        try {
          int answer = Integer.parseInt(query(sql));
          again += lost ? 1 : 0;
          return answer;
        } catch (SQLException e) {
          String state = String.valueOf(e.getSQLState());
          if (!state.startsWith("08") && !state.startsWith("57P")) {
            throw e;
          }
          lost = true;
          awaitServer(before);
        }
      }
    }
  }
}
