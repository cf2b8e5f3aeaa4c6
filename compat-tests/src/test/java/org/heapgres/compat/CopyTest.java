package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * COPY with all its options, through the client and with files, before PostgreSQL and before us.
 */
final class CopyTest {
  private static final String MIXED = "1\tone\t1.5\nx\ttwo\t2\n3\tthree\tmany\n4\t\\N\t\\N\n";
  private static final String CSV = "a,t,n\n1,\"\",2\n2,,3\n3,\"x\",\n";

  private static final List<String> TEXT_OPTIONS =
      List.of(
          "(ON_ERROR stop)",
          "(ON_ERROR ignore)",
          "(ON_ERROR ignore, LOG_VERBOSITY verbose)",
          "(ON_ERROR ignore, LOG_VERBOSITY silent)",
          "(ON_ERROR ignore, LOG_VERBOSITY default)",
          "(ON_ERROR ignore, REJECT_LIMIT 1)",
          "(ON_ERROR ignore, REJECT_LIMIT 2)",
          "(ON_ERROR ignore, REJECT_LIMIT 0)",
          "(REJECT_LIMIT 2)",
          "(ON_ERROR sometimes)",
          "(LOG_VERBOSITY loud)",
          "(ON_ERROR ignore, ON_ERROR stop)",
          "(FORMAT binary, ON_ERROR ignore)",
          "(FORMAT xml)",
          "(FORCE_NULL (t))",
          "(FORCE_NOT_NULL (t))",
          "(FORCE_QUOTE (t))",
          "(NONSENSE)");

  private static final List<String> CSV_OPTIONS =
      List.of(
          "HEADER",
          "HEADER match",
          "HEADER, FORCE_NULL (t)",
          "HEADER, FORCE_NOT_NULL (t)",
          "HEADER, FORCE_NULL *",
          "HEADER, FORCE_NOT_NULL *",
          "HEADER, FORCE_NOT_NULL *, ON_ERROR ignore",
          "HEADER, FORCE_NULL (b)",
          "HEADER, FORCE_QUOTE (t)",
          "HEADER, NULL 'x'",
          "HEADER, DEFAULT 'x'",
          "HEADER nonsense",
          "HEADER, QUOTE '''', DELIMITER ';'",
          "HEADER false");

  private static final List<String> OUT_OPTIONS =
      List.of(
          "",
          "(FORMAT csv)",
          "(FORMAT csv, HEADER)",
          "(FORMAT csv, HEADER match)",
          "(FORMAT csv, FORCE_QUOTE (t))",
          "(FORMAT csv, FORCE_QUOTE *)",
          "(FORMAT csv, FORCE_QUOTE (b))",
          "(FORMAT csv, FORCE_NULL (t))",
          "(FORMAT csv, FORCE_NOT_NULL (t))",
          "(FORCE_QUOTE *)",
          "(FREEZE)",
          "(DEFAULT 'x')",
          "(ON_ERROR stop)",
          "(HEADER)");

  private static final List<String> WITH_FILES =
      List.of(
          "COPY c TO 'DIR/c.txt'",
          "COPY c TO 'DIR/c.csv' (FORMAT csv, HEADER)",
          "COPY (SELECT a FROM c ORDER BY a DESC) TO 'DIR/c.bin' (FORMAT binary)",
          "COPY c FROM 'DIR/c.txt'",
          "COPY c FROM 'DIR/c.csv' (FORMAT csv, HEADER match)",
          "COPY c FROM 'DIR/c.csv'",
          "COPY c (a) FROM 'DIR/c.bin' (FORMAT binary)",
          "COPY c FROM 'DIR/nothing'",
          "COPY c FROM 'DIR'",
          "COPY c TO 'DIR'",
          "COPY c TO 'DIR/no/where'",
          "COPY c TO 'relative'",
          "CREATE ROLE copier",
          "GRANT ALL ON c TO copier",
          "SET ROLE copier",
          "COPY c FROM 'DIR/c.txt'",
          "COPY c TO 'DIR/mine.txt'",
          "COPY c FROM PROGRAM 'cat'",
          "RESET ROLE",
          "GRANT pg_read_server_files, pg_write_server_files TO copier",
          "SET ROLE copier",
          "COPY c FROM 'DIR/c.txt'",
          "COPY c TO 'DIR/mine.txt'",
          "RESET ROLE");

  private static PostgresServer postgres;
  private static EmbeddedHeapgres heapgres;

  /** A statement; {@code data} for COPY FROM STDIN, else null. */
  private record Step(String sql, String data) {}

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start();
    heapgres = EmbeddedHeapgres.start();
  }

  @AfterAll
  static void stop() {
    heapgres.close();
    postgres.close();
  }

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    TEXT_OPTIONS.forEach(o -> steps.add(new Step("COPY c FROM STDIN " + o, MIXED)));
    CSV_OPTIONS.forEach(o -> steps.add(new Step("COPY c FROM STDIN (FORMAT csv, " + o + ")", CSV)));
    steps.add(new Step("COPY c (n, a) FROM STDIN (FORMAT csv, HEADER match)", CSV));
    steps.add(new Step("COPY c (n, a, t) FROM STDIN (FORMAT csv, HEADER match)", CSV));
    steps.add(
        new Step("INSERT INTO c VALUES (1, 'o\"ne', 1.5), (2, NULL, 2), (3, '', NULL)", null));
    OUT_OPTIONS.forEach(o -> steps.add(new Step("COPY c TO STDOUT " + o, null)));
    WITH_FILES.forEach(sql -> steps.add(new Step(sql, null)));
    return steps;
  }

  private static String transcript(String url) throws SQLException, IOException {
    List<String> lines = new ArrayList<>();
    Path directory = Files.createTempDirectory("copy");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE c (a int, t text, n numeric)");
      for (Step step : steps()) {
        String sql = step.sql.replace("DIR", directory.toString());
        String outcome = outcome(connection, statement, sql, step.data);
        lines.add(step.sql + "\n" + outcome.replace(directory.toString(), "DIR"));
        lines.add("holds " + content(statement));
        if (step.data != null) {
          statement.execute("TRUNCATE c");
        }
      }
      return String.join("\n", lines);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String outcome(Connection connection, Statement statement, String sql, String data)
      throws IOException {
    try {
      CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
      StringBuilder result = new StringBuilder();
      if (data != null) {
        result.append(copies.copyIn(sql, new StringReader(data)));
      } else if (sql.contains("STDOUT")) {
        StringWriter out = new StringWriter();
        result.append(copies.copyOut(sql, out)).append('\n').append(out);
      } else {
        result.append(statement.executeUpdate(sql));
      }
      for (SQLWarning w = connection.getWarnings(); w != null; w = w.getNextWarning()) {
        result.append("\nnotice ").append(w.getMessage());
      }
      connection.clearWarnings();
      return result.toString();
    } catch (PSQLException e) {
      ServerErrorMessage error = e.getServerErrorMessage();
      return error == null
          ? e.toString()
          : "%s %s [%d] %s %s"
              .formatted(
                  error.getSQLState(),
                  error.getMessage(),
                  error.getPosition(),
                  error.getDetail(),
                  error.getHint());
    } catch (SQLException e) {
      return e.toString();
    }
  }

  private static List<String> content(Statement statement) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery("SELECT c::text FROM c ORDER BY 1")) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  @Test
  void doesWhatPostgresDoes() throws Exception {
    assertEquals(transcript(postgres.jdbcUrl("postgres")), transcript(heapgres.jdbcUrl()));
  }
}
