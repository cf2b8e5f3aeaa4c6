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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A queue that is a class of Python's with a list and a lock, under many clients, while the server
 * is killed again and again: no message is lost, and none is delivered twice.
 *
 * <p>A request whose answer the kill took may or may not have happened; it is known as such.
 */
@EnabledIfSystemProperty(named = "queue.clients", matches = "\\d+")
final class QueueCrashTest {
  private static final int CLIENTS = Integer.getInteger("queue.clients", 6);
  private static final int SECONDS = Integer.getInteger("queue.seconds", 6);
  private static final int KILLS = 3;

  @TempDir Path data;

  private final Set<String> pushed = ConcurrentHashMap.newKeySet();
  private final Set<String> maybePushed = ConcurrentHashMap.newKeySet();
  private final Set<String> popped = ConcurrentHashMap.newKeySet();
  private final List<String> twice = new ArrayList<>();
  private final AtomicInteger maybePopped = new AtomicInteger();
  private final AtomicReference<SQLException> failure = new AtomicReference<>();
  private volatile boolean stop;

  @Test
  void nothingIsLostOrDeliveredTwice() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data);
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          DO $py$
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
          $py$""");
    }
    for (int round = 0; round < KILLS; round++) {
      round(round);
    }
    assertNull(failure.get(), "a client failed though the server was there");
    assertTrue(!pushed.isEmpty() && !popped.isEmpty(), "no messages went through");
    Set<String> left = drain();
    Set<String> lost = new TreeSet<>(pushed);
    lost.removeAll(popped);
    lost.removeAll(left);
    assertEquals(List.of(), twice, "delivered twice");
    assertTrue(
        lost.size() <= maybePopped.get(),
        () -> lost.size() + " lost, of which " + maybePopped.get() + " may have been delivered");
    left.removeAll(pushed);
    left.removeAll(maybePushed);
    assertEquals(Set.of(), left, "never sent");
    System.out.printf(
        "%d pushed, %d popped, %d kills, %d answers lost to them%n",
        pushed.size(), popped.size(), KILLS, maybePopped.get() + maybePushed.size());
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
    String push = "DO $py$ messages.push(args[0]) $py$ USING ?";
    String pop = "DO $py$ messages.pop() $py$";
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement = connection.prepareStatement(pushes ? push : pop)) {
      for (int i = 0; !stop; i++) {
        if (pushes) {
          push(statement, name + "-" + i);
        } else {
          pop(statement);
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

  private void pop(PreparedStatement statement) throws SQLException {
    maybePopped.incrementAndGet();
    String message = null;
    if (statement.execute()) {
      try (ResultSet result = statement.getResultSet()) {
        message = result.next() ? result.getString(1) : null;
      }
    }
    maybePopped.decrementAndGet();
    if (message != null) {
      delivered(message);
    }
  }

  private void delivered(String json) {
    String message = json.substring(1, json.length() - 1);
    if (!popped.add(message)) {
      synchronized (twice) {
        twice.add(message);
      }
    }
  }

  private Set<String> drain() throws Exception {
    Set<String> left = new TreeSet<>();
    try (HeapgresProcess server = HeapgresProcess.start(data);
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT jsonb_array_elements_text(value->'items') FROM heap.messages")) {
      while (result.next()) {
        String message = result.getString(1);
        if (popped.contains(message) || !left.add(message)) {
          twice.add(message);
        }
      }
    }
    return left;
  }
}
