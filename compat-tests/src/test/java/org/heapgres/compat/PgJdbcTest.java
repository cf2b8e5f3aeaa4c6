package org.heapgres.compat;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** What applications do with pgjdbc, beside reading and writing values. */
@Tag("pgjdbc")
final class PgJdbcTest {
  static final List<String> MODES =
      List.of(
          "prepareThreshold=5",
          "prepareThreshold=-1",
          "prepareThreshold=1",
          "preferQueryMode=simple");

  /** Uses one connection with an own schema, {@code s}, which holds a small table. */
  @FunctionalInterface
  interface Use {
    void run(Connection connection, PrintWriter account) throws Exception;
  }

  private static Scenarios scenarios;

  @BeforeAll
  static void start() {
    scenarios = new Scenarios("pgjdbc");
    PgJdbcStatements.addScenarios();
    PgJdbcTransfers.addScenarios();
    PgJdbcSessions.addScenarios();
  }

  @AfterAll
  static void stop() {
    scenarios.close();
  }

  @TestFactory
  Stream<DynamicTest> asPostgres() throws IOException {
    return scenarios.tests();
  }

  /** Opens its connections itself. */
  static void addFree(String name, Scenarios.Scenario scenario) {
    scenarios.add(name, scenario);
  }

  static void add(String name, Use use) {
    add(name, "", use);
  }

  static void add(String name, String options, Use use) {
    scenarios.add(
        name,
        (url, account) -> {
          try (Connection connection = DriverManager.getConnection(url + "&" + options);
              Statement statement = connection.createStatement()) {
            try {
              statement.execute("DROP SCHEMA IF EXISTS s CASCADE");
              statement.execute("CREATE SCHEMA s");
              statement.execute("SET search_path = s");
              statement.execute(
                  "CREATE TABLE t (id int PRIMARY KEY, v text, n numeric(8,2) DEFAULT 1.5)");
              statement.execute("INSERT INTO t SELECT g, 'v' || g FROM generate_series(1, 10) g");
              use.run(connection, account);
            } catch (SQLException e) {
              account.println(e.getSQLState() + " " + e.getMessage());
            }
            if (connection.isClosed()) {
              account.println("closed");
            } else {
              connection.setAutoCommit(true);
              statement.execute("RESET ROLE");
              statement.execute("DROP SCHEMA s CASCADE");
            }
          }
        });
  }

  /** In each way that the driver can send statements. */
  static void addAll(String name, Use use) {
    for (String mode : MODES) {
      add(name + " with " + mode, mode, use);
    }
  }

  /** In each way in which the driver can describe a statement that has not run. */
  static void addDescribing(String name, Use use) {
    for (String mode : MODES) {
      if (!mode.equals("preferQueryMode=simple")) {
        add(name + " with " + mode, mode, use);
      }
    }
  }

  static void print(ResultSet rows, PrintWriter account) throws SQLException {
    int width = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      account.println(row(rows, width));
    }
  }

  static String row(ResultSet rows, int width) throws SQLException {
    StringJoiner row = new StringJoiner("|");
    for (int i = 1; i <= width; i++) {
      row.add(String.valueOf(rows.getString(i)));
    }
    return row.toString();
  }

  static void query(Connection connection, String sql, PrintWriter account) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      print(rows, account);
    }
  }

  static void attempt(PrintWriter account, String what, Use use, Connection connection)
      throws Exception {
    try {
      use.run(connection, account);
      account.println(what + " went well");
    } catch (SQLException e) {
      account.println(what + " " + e.getSQLState() + " " + e.getMessage());
    }
  }
}
