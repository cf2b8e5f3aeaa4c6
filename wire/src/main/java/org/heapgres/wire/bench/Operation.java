package org.heapgres.wire.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a client does again and again; opened once for each connection. */
@FunctionalInterface
interface Operation {
  Client open(Connection connection) throws SQLException;

  /** One client at its connection. */
  @FunctionalInterface
  interface Client {
    void run(SplittableRandom random) throws SQLException;
  }

  /** One statement with one parameter, an integer from 1 to {@code bound}. */
  static Operation ofKey(String sql, int bound) {
    return connection -> {
      PreparedStatement statement = connection.prepareStatement(sql);
      return random -> {
        statement.setInt(1, random.nextInt(bound) + 1);
        drain(statement);
      };
    };
  }

  /** Statements without parameters, a transaction each. */
  static Operation of(String... sql) {
    return connection -> {
      List<PreparedStatement> statements = new ArrayList<>();
      for (String text : sql) {
        statements.add(connection.prepareStatement(text));
      }
      return random -> {
        for (PreparedStatement statement : statements) {
          drain(statement);
        }
      };
    };
  }

  /** Runs it and reads all it returns. */
  static void drain(PreparedStatement statement) throws SQLException {
    if (statement.execute()) {
      try (ResultSet rows = statement.getResultSet()) {
        while (rows.next()) {
          rows.getString(1);
        }
      }
    }
  }
}
