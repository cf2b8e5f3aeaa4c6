package org.heapgres.compat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a server answers to a script, as text: column names and types, rows, counts, notices and
 * errors with SQLSTATE, position, detail and hint. Rows of a statement without ORDER BY are sorted,
 * since their order is nobody's promise.
 */
final class Transcript {
  /** Whether errors tell their context, such as the lines of code that led to them. */
  enum Detail {
    WITHOUT_CONTEXT,
    WITH_CONTEXT
  }

  private Transcript() {}

  static String of(Connection connection, String script, Detail detail) throws SQLException {
    StringBuilder transcript = new StringBuilder();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (String sql : SqlScript.statements(script)) {
        transcript.append(sql).append(";\n");
        answer(statement, sql, transcript, detail);
        transcript.append('\n');
      }
    }
    return transcript.toString();
  }

  /** Runs one statement; a lost connection is an exception, an error that was reported is not. */
  static void answer(Statement statement, String sql, StringBuilder transcript)
      throws SQLException {
    answer(statement, sql, transcript, Detail.WITHOUT_CONTEXT);
  }

  private static void answer(
      Statement statement, String sql, StringBuilder transcript, Detail detail)
      throws SQLException {
    try {
      boolean hasRows = statement.execute(sql);
      notices(statement, transcript);
      if (hasRows) {
        rows(sql, statement.getResultSet(), transcript);
      } else if (statement.getUpdateCount() > 0) {
        transcript.append("count ").append(statement.getUpdateCount()).append('\n');
      }
    } catch (PSQLException e) {
      if (e.getServerErrorMessage() == null) {
        throw e;
      }
      notices(statement, transcript);
      error(e.getServerErrorMessage(), transcript, detail);
    }
  }

  private static void notices(Statement statement, StringBuilder transcript) throws SQLException {
    for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
      transcript
          .append("notice ")
          .append(w.getSQLState())
          .append(' ')
          .append(w.getMessage())
          .append('\n');
    }
    statement.clearWarnings();
  }

  private static void rows(String sql, ResultSet result, StringBuilder transcript)
      throws SQLException {
    ResultSetMetaData description = result.getMetaData();
    StringJoiner head = new StringJoiner(" | ");
    for (int i = 1; i <= description.getColumnCount(); i++) {
      head.add(description.getColumnLabel(i) + " " + description.getColumnTypeName(i));
    }
    transcript.append(head).append('\n');
    List<String> rows = new ArrayList<>();
    while (result.next()) {
      StringJoiner row = new StringJoiner(" | ");
      for (int i = 1; i <= description.getColumnCount(); i++) {
        String value = result.getString(i);
        row.add(value == null ? "NULL" : value.isEmpty() ? "''" : value.replace("\n", "\\n"));
      }
      rows.add(row.toString());
    }
    if (!sql.toLowerCase(Locale.ROOT).contains("order by")) {
      Collections.sort(rows);
    }
    rows.forEach(row -> transcript.append(row).append('\n'));
    transcript.append('(').append(rows.size()).append(rows.size() == 1 ? " row)\n" : " rows)\n");
  }

  private static void error(ServerErrorMessage error, StringBuilder transcript, Detail detail) {
    transcript.append("error ").append(error.getSQLState()).append(' ').append(error.getMessage());
    if (error.getPosition() > 0) {
      transcript.append(" [").append(error.getPosition()).append(']');
    }
    transcript.append('\n');
    if (error.getDetail() != null) {
      transcript.append("detail ").append(error.getDetail()).append('\n');
    }
    if (error.getHint() != null) {
      transcript.append("hint ").append(error.getHint()).append('\n');
    }
    if (error.getConstraint() != null) {
      transcript.append("constraint ").append(error.getConstraint()).append('\n');
    }
    if (detail == Detail.WITH_CONTEXT && error.getWhere() != null) {
      transcript.append("context ").append(error.getWhere().replace("\n", "\n  ")).append('\n');
    }
  }
}
