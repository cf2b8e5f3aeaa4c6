package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A queue under many clients while the server is killed again and again: no message is lost, and
 * none is delivered twice. Once it is a class of Python's with a list and a lock, once the Queue of
 * module {@code heapgres}.
 *
 * <p>A message is delivered by a transaction that also writes it into a table, so that the ledger
 * is exact: what was pushed for sure is in the table or still in the queue, once.
 */
@EnabledIfSystemProperty(named = "queue.clients", matches = "\\d+")
final class QueueCrashTest {
  private static final int CLIENTS = Integer.getInteger("queue.clients", 6);
  private static final int SECONDS = Integer.getInteger("queue.seconds", 6);
  private static final int KILLS = 3;

  private enum Kind {
    LIST_AND_LOCK(
        """
        class Messages:
            def __init__(self):
                self.items = []
            def push(self, x):
                with lock('messages'):
                    self.items.append(x)
            def pop(self):
                with lock('messages'):
                    return self.items.pop(0) if self.items else None
        heap.messages = Messages()
        """,
        "list(messages.items)"),
    QUEUE(
        """
        from heapgres import Queue
        heap.messages = Queue()
        """,
        "list(messages)");

    private final String setup;
    private final String left;

    Kind(String setup, String left) {
      this.setup = setup;
      this.left = left;
    }
  }

  private static final String PUSH = "DO $py$ messages.push(args[0]) $py$ USING ?";
  private static final String POP =
      """
      DO $py$
      message = messages.pop()
      if message is not None:
          delivered.insert(message=message)
      $py$""";

  @TempDir Path data;

  /** Pushes whose answer came, and those whose answer a kill took. */
  private final Set<String> pushed = ConcurrentHashMap.newKeySet();

  private final Set<String> maybePushed = ConcurrentHashMap.newKeySet();
  private final AtomicReference<SQLException> failure = new AtomicReference<>();
  private volatile boolean stop;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nothingIsLostOrDeliveredTwice(Kind kind) throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data);
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      // without a primary key: it would take a message that comes twice
      statement.execute("CREATE TABLE delivered (message text)");
      statement.execute("DO $py$\n" + kind.setup + "$py$");
    }
    for (int round = 0; round < KILLS; round++) {
      round(round);
    }
    assertNull(failure.get(), "a client failed though the server was there");
    settle(kind);
  }

  private void round(int round) throws Exception {
    stop = false;
    try (HeapgresProcess server = HeapgresProcess.start(data)) {
      List<Thread> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String name = round + "-" + client;
        boolean pushes = client % 2 == 0;
        clients.add(Thread.ofPlatform().start(() -> work(server.jdbcUrl(), name, pushes)));
      }
      TimeUnit.MILLISECONDS.sleep(SECONDS * 1000L / KILLS);
      server.kill();
      stop = true;
      for (Thread client : clients) {
        client.join();
      }
    }
  }

  private void work(String url, String name, boolean pushes) {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement = connection.prepareStatement(pushes ? PUSH : POP)) {
      for (int i = 0; !stop; i++) {
        if (pushes) {
          push(statement, name + "-" + i);
        } else {
          statement.execute();
        }
      }
    } catch (SQLException e) {
      String state = e.getSQLState();
      boolean gone = state != null && (state.startsWith("08") || state.startsWith("57P"));
      if (!gone) {
        failure.compareAndSet(null, e);
      }
    }
  }

  private void push(PreparedStatement statement, String message) throws SQLException {
    maybePushed.add(message);
    statement.setString(1, message);
    statement.execute();
    pushed.add(message);
    maybePushed.remove(message);
  }

  private void settle(Kind kind) throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data);
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      List<String> delivered = strings(statement, "SELECT message FROM delivered");
      List<String> left =
          strings(
              statement,
              "SELECT m FROM jsonb_array_elements_text(py('%s')) m".formatted(kind.left));
      List<String> found = new ArrayList<>(delivered);
      found.addAll(left);
      Set<String> once = new HashSet<>(found);
      Set<String> lost = new TreeSet<>(pushed);
      lost.removeAll(once);
      Set<String> invented = new TreeSet<>(once);
      invented.removeAll(pushed);
      invented.removeAll(maybePushed);
      System.out.printf(
          "%s: %d clients, %d kills: %d pushed (and %d perhaps) = %d delivered + %d left%n",
          kind, CLIENTS, KILLS, pushed.size(), maybePushed.size(), delivered.size(), left.size());
      assertTrue(!pushed.isEmpty() && !delivered.isEmpty(), "no messages went through");
      assertEquals(Set.of(), lost, "lost");
      assertEquals(Set.of(), invented, "never sent");
      assertEquals(once.size(), found.size(), "delivered twice");
    }
  }

  private static List<String> strings(Statement statement, String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        found.add(result.getString(1));
      }
    }
    return found;
  }
}
