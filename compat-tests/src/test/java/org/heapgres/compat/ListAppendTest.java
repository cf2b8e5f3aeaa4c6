package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.heapgres.compat.ListAppendHistory.Level;
import org.heapgres.compat.ListAppendHistory.Operation.Append;
import org.heapgres.compat.ListAppendHistory.Operation.Read;
import org.heapgres.compat.ListAppendHistory.Transaction;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many clients append to few lists and read them, for {@code -Dlist-append.seconds} at each level
 * (60 in the profile {@code isolation}): the history has no anomaly that the level forbids.
 */
final class ListAppendTest {
  private static final int SECONDS = Integer.getInteger("list-append.seconds", 3);
  private static final int LEAST_TRANSACTIONS = 500;
  private static final int CLIENTS = 12;
  private static final int HOT_KEYS = 5;
  private static final int APPENDS_PER_KEY = 60;
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  private final List<Transaction> history = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger values = new AtomicInteger();

  @ParameterizedTest
  @EnumSource(Level.class)
  void nothingForbiddenHappens(Level level) throws Exception {
    try (EmbeddedHeapgres server = EmbeddedHeapgres.start()) {
      try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE lists (key int PRIMARY KEY, list int[] NOT NULL)");
      }
      List<Thread> clients = new ArrayList<>();
      List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
      for (int c = 0; c < CLIENTS; c++) {
        int seed = c;
        clients.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        work(server.jdbcUrl(), level, new SplittableRandom(seed));
                      } catch (SQLException | RuntimeException e) {
                        failures.add(e);
                      }
                    }));
      }
      for (Thread client : clients) {
        client.join();
      }
      assertEquals(List.of(), failures);
      readAll(server.jdbcUrl());
    }
    long committed = history.stream().filter(Transaction::committed).count();
    System.out.printf(
        "%s: %d transactions in %d s, %d given up, %d appends%n",
        level, committed, SECONDS, history.size() - committed, values.get());
    assertTrue(committed > 0);
    assertEquals(Set.of(), ListAppendHistory.anomalies(history, level));
  }

  private void work(String url, Level level, SplittableRandom random) throws SQLException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    try (Connection connection = DriverManager.getConnection(url)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET deadlock_timeout = '2ms'");
      }
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(
          switch (level) {
            case READ_COMMITTED -> Connection.TRANSACTION_READ_COMMITTED;
            case REPEATABLE_READ -> Connection.TRANSACTION_REPEATABLE_READ;
            case SERIALIZABLE -> Connection.TRANSACTION_SERIALIZABLE;
          });
      try (PreparedStatement append =
              connection.prepareStatement(
                  "INSERT INTO lists VALUES (?, ARRAY[?]) ON CONFLICT (key) DO UPDATE"
                      + " SET list = lists.list || excluded.list");
          PreparedStatement update =
              connection.prepareStatement("UPDATE lists SET list = list || ? WHERE key = ?");
          PreparedStatement read =
              connection.prepareStatement("SELECT list FROM lists WHERE key = ?")) {
        while (System.nanoTime() < end || history.size() < LEAST_TRANSACTIONS) {
          transaction(connection, append, update, read, random);
        }
      }
    }
  }

  private void transaction(
      Connection connection,
      PreparedStatement append,
      PreparedStatement update,
      PreparedStatement read,
      SplittableRandom random)
      throws SQLException {
    List<ListAppendHistory.Operation> operations = new ArrayList<>();
    boolean committed = false;
    try {
      int length = 1 + random.nextInt(5);
      for (int i = 0; i < length; i++) {
        int key = random.nextInt(HOT_KEYS) + HOT_KEYS * (values.get() / APPENDS_PER_KEY);
        if (random.nextBoolean()) {
          operations.add(new Read(key, read(read, key)));
        } else {
          append(append, update, operations, key);
        }
      }
      committed = random.nextInt(10) != 0;
      if (committed) {
        committed = false;
        connection.commit();
        committed = true;
      } else {
        connection.rollback();
      }
    } catch (SQLException e) {
      if (!CONFLICTS.contains(e.getSQLState())) {
        throw e;
      }
      connection.rollback();
    }
    history.add(new Transaction(operations, committed));
  }

  /** An update where there is a row, so that it waits and looks again; else an insert. */
  private void append(
      PreparedStatement append,
      PreparedStatement update,
      List<ListAppendHistory.Operation> operations,
      int key)
      throws SQLException {
    int value = values.getAndIncrement();
    operations.add(new Append(key, value));
    update.setInt(1, value);
    update.setInt(2, key);
    if (value % 2 == 0 || update.executeUpdate() == 0) {
      append.setInt(1, key);
      append.setInt(2, value);
      append.executeUpdate();
    }
  }

  private static List<Integer> read(PreparedStatement read, int key) throws SQLException {
    read.setInt(1, key);
    try (ResultSet row = read.executeQuery()) {
      return row.next() ? List.of((Integer[]) row.getArray(1).getArray()) : List.of();
    }
  }

  private void readAll(String url) throws SQLException {
    List<ListAppendHistory.Operation> reads = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT key, list FROM lists")) {
      while (rows.next()) {
        reads.add(new Read(rows.getInt(1), List.of((Integer[]) rows.getArray(2).getArray())));
      }
    }
    history.add(new Transaction(reads, true));
  }

  // What the checker finds in histories that are known to be wrong

  private static Transaction committed(ListAppendHistory.Operation... operations) {
    return new Transaction(List.of(operations), true);
  }

  @Test
  void abortedAndIntermediateReadsAreFound() {
    Transaction aborted = new Transaction(List.of(new Append(1, 10)), false);
    assertEquals(
        Set.of("G1a: aborted read"),
        ListAppendHistory.anomalies(
            List.of(aborted, committed(new Read(1, List.of(10)))), Level.READ_COMMITTED));
    assertTrue(
        ListAppendHistory.anomalies(
                List.of(
                    committed(new Append(1, 10), new Append(1, 11)),
                    committed(new Read(1, List.of(10))),
                    committed(new Read(1, List.of(10, 11)))),
                Level.READ_COMMITTED)
            .contains("G1b: intermediate read"));
  }

  @Test
  void writeCyclesAreFound() {
    List<Transaction> cycle =
        List.of(
            committed(new Append(1, 10), new Append(2, 20)),
            committed(new Append(1, 11), new Append(2, 21)),
            committed(new Read(1, List.of(10, 11)), new Read(2, List.of(21, 20))));
    assertTrue(
        ListAppendHistory.anomalies(cycle, Level.READ_COMMITTED).contains("G0: write cycle"));
  }

  @Test
  void readSkewIsForbiddenFromSnapshotsOn() {
    List<Transaction> skew =
        List.of(
            committed(new Append(1, 10), new Append(2, 20)),
            committed(new Read(1, List.of()), new Read(2, List.of(20))),
            committed(new Read(1, List.of(10)), new Read(2, List.of(20))));
    assertEquals(Set.of(), ListAppendHistory.anomalies(skew, Level.READ_COMMITTED));
    assertEquals(
        Set.of("G-single or G-nonadjacent: read skew"),
        ListAppendHistory.anomalies(skew, Level.REPEATABLE_READ));
  }

  @Test
  void writeSkewIsForbiddenWhenSerializable() {
    List<Transaction> skew =
        List.of(
            committed(new Read(1, List.of()), new Append(2, 20)),
            committed(new Read(2, List.of()), new Append(1, 10)),
            committed(new Read(1, List.of(10)), new Read(2, List.of(20))));
    assertEquals(Set.of(), ListAppendHistory.anomalies(skew, Level.REPEATABLE_READ));
    assertEquals(
        Set.of("G2: anti-dependency cycle"), ListAppendHistory.anomalies(skew, Level.SERIALIZABLE));
  }
}
