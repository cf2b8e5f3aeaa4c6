package org.heapgres.wire.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A server that is measured, and what it says of itself.
 *
 * @param python how it runs Python
 */
record Target(String url, String name, Python python) {
  /** The schema that everything lives in, so that nothing of the user's is touched. */
  static final String SCHEMA = "heapgres_bench";

  enum Python {
    /** Snippets on the heap. */
    HEAP,
    /** Functions in PL/Python. */
    FUNCTIONS,
    NONE
  }

  static Target of(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      String version = text(statement, "SELECT version()");
      if (version.contains("Heapgres")) {
        return new Target(url, "Heapgres", Python.HEAP);
      }
      boolean plpython =
          text(statement, "SELECT count(*) FROM pg_available_extensions WHERE name = 'plpython3u'")
              .equals("1");
      return new Target(
          url,
          "PostgreSQL " + text(statement, "SHOW server_version").split(" ", 2)[0],
          plpython ? Python.FUNCTIONS : Python.NONE);
    }
  }

  /** A connection whose unqualified names are those of the benchmark. */
  Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = " + SCHEMA + ", public");
    }
    return connection;
  }

  static String text(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getString(1);
    }
  }
}
