package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A mixed load of several clients, and what is known of it outside of the server: the last commit
 * of each client that was acknowledged.
 *
 * <p>A client numbers its transactions. Number n adds ledger row (client, n), sets the client's
 * counter, moves money between two accounts and their copies, and removes row n - {@link #KEPT}. So
 * the counter says which rows must be there, sums must agree, and a torn transaction shows.
 */
final class Ledger {
  static final int CLIENTS = 16;
  private static final int KEPT = 100;
  private static final int ACCOUNTS = 500;
  private static final int BIG = 300_000;

  private final AtomicLongArray acknowledged = new AtomicLongArray(CLIENTS);
  private final AtomicLongArray remembered = new AtomicLongArray(CLIENTS);
  private final AtomicLong commits = new AtomicLong();

  static void create(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "CREATE TABLE clients (id int PRIMARY KEY, last bigint NOT NULL)",
              "INSERT INTO clients SELECT i, 0 FROM generate_series(0, 15) i",
              "CREATE TABLE accounts (id int PRIMARY KEY, balance bigint NOT NULL, touched text)",
              "CREATE TABLE copies (id int PRIMARY KEY REFERENCES accounts, balance bigint NOT NULL)",
              "INSERT INTO accounts SELECT i, 0 FROM generate_series(0, 499) i",
              "INSERT INTO copies SELECT i, 0 FROM generate_series(0, 499) i",
              "CREATE INDEX ON accounts (balance DESC, id)",
              "CREATE TABLE ledger (client int REFERENCES clients, n bigint CHECK (n > 0),"
                  + " account int NOT NULL REFERENCES accounts, amount int NOT NULL, content bytea,"
                  + " PRIMARY KEY (client, n))",
              "CREATE UNIQUE INDEX ON ledger ((client * 1000000000::bigint + n))",
              "CREATE INDEX ON ledger (account) WHERE amount > 50")) {
        statement.execute(sql);
      }
    }
  }

  /** What a backup that begins now must have. */
  void rememberAcknowledged() {
    for (int client = 0; client < CLIENTS; client++) {
      remembered.set(client, acknowledged.get(client));
    }
  }

  /** Transactions acknowledged so far. */
  long commits() {
    return commits.get();
  }

  /** Starts all clients; they end when the server goes away. */
  List<Thread> start(String url) {
    List<Thread> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      int client = c;
      clients.add(Thread.ofPlatform().start(() -> run(url, client)));
    }
    return clients;
  }

  private void run(String url, int client) {
    SplittableRandom random = new SplittableRandom();
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO ledger VALUES (?, ?, ?, ?, ?)");
        PreparedStatement count =
            connection.prepareStatement("UPDATE clients SET last = ? WHERE id = ?");
        PreparedStatement account =
            connection.prepareStatement(
                "UPDATE accounts SET balance = balance + ?, touched = ? WHERE id = ?");
        PreparedStatement copy =
            connection.prepareStatement("UPDATE copies SET balance = balance + ? WHERE id = ?");
        PreparedStatement remove =
            connection.prepareStatement("DELETE FROM ledger WHERE client = ? AND n = ?")) {
      connection.setAutoCommit(false);
      long n = last(connection, client);
      while (true) {
        n++;
        // In ascending order, so that clients do not deadlock.
        int first = random.nextInt(ACCOUNTS - 1);
        int second = random.nextInt(first + 1, ACCOUNTS);
        int amount = random.nextInt(1, 100);
        execute(insert, client, n, first, amount, content(client, n, random));
        execute(count, n, client);
        execute(account, -amount, client + ":" + n, first);
        execute(account, amount, client + ":" + n, second);
        execute(copy, -amount, first);
        execute(copy, amount, second);
        execute(remove, client, n - KEPT);
        if (random.nextInt(50) == 0) {
          definitions(connection, client, n);
        }
        connection.commit();
        acknowledged.set(client, n);
        commits.incrementAndGet();
        if (random.nextInt(100) == 0) {
          checkpoint(connection);
        }
      }
    } catch (SQLException e) {
      String state = e.getSQLState();
      assertTrue(
          state.startsWith("08") || state.startsWith("57P") || state.equals("XX000"), e.toString());
    }
  }

  private static byte[] content(int client, long n, SplittableRandom random) {
    byte[] content = new byte[random.nextInt(100) == 0 ? BIG : random.nextInt(200)];
    new SplittableRandom(client * 31L + n).nextBytes(content);
    return content;
  }

  /** A table that comes and goes with the transaction's number. */
  private static void definitions(Connection connection, int client, long n) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS own_" + client);
      statement.execute("CREATE TABLE own_" + client + " (n bigint PRIMARY KEY)");
      statement.execute("INSERT INTO own_" + client + " VALUES (" + n + ")");
    }
  }

  /** So that kills come upon one being made, too. */
  private static void checkpoint(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
    connection.commit();
  }

  private static void execute(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.executeUpdate();
  }

  private static long last(Connection connection, int client) throws SQLException {
    return number(connection, "SELECT last FROM clients WHERE id = " + client);
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertTrue(rows.next());
      return rows.getLong(1);
    }
  }

  /**
   * Whether everything acknowledged is there, and nothing by halves.
   *
   * @param complete false when the end of the log may be missing: then only nothing by halves
   */
  void verify(String url, boolean complete) throws SQLException {
    verify(url, complete ? acknowledged : new AtomicLongArray(CLIENTS));
    if (complete) {
      try (Connection connection = DriverManager.getConnection(url)) {
        for (int client = 0; client < CLIENTS; client++) {
          acknowledged.set(client, last(connection, client));
        }
      }
    }
  }

  /** As {@link #verify}, for what was acknowledged when that was remembered. */
  void verifyRemembered(String url) throws SQLException {
    verify(url, remembered);
  }

  private void verify(String url, AtomicLongArray atLeast) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      for (int client = 0; client < CLIENTS; client++) {
        long last = last(connection, client);
        long required = atLeast.get(client);
        assertTrue(last >= required, "client " + client + " lost " + required + ", has " + last);
        long known = acknowledged.get(client);
        assertTrue(last <= known + 1, "client " + client + " has " + last + " after " + known);
        verifyRows(connection, client, last);
      }
      assertEquals(0, number(connection, "SELECT sum(balance) FROM accounts"));
      assertEquals(
          ACCOUNTS,
          number(connection, "SELECT count(*) FROM accounts JOIN copies USING (id, balance)"));
    }
  }

  private static void verifyRows(Connection connection, int client, long last) throws SQLException {
    long expected = Math.max(1, last - KEPT + 1);
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT n, content FROM ledger WHERE client = " + client + " ORDER BY n")) {
      while (rows.next()) {
        assertEquals(expected, rows.getLong(1));
        byte[] content = rows.getBytes(2);
        byte[] written = new byte[content.length];
        new SplittableRandom(client * 31L + expected).nextBytes(written);
        assertArrayEquals(written, content);
        expected++;
      }
    }
    assertEquals(last + 1, expected);
  }
}
