package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every {@code src/test/resources/sql/*.sql} on PostgreSQL and on Heapgres; both must answer
 * what its {@code .out} says. {@code -Dgolden=regenerate} writes the {@code .out} files anew from
 * PostgreSQL.
 */
final class GoldenSqlTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/sql");
  private static final boolean REGENERATE = "regenerate".equals(System.getProperty("golden"));

  private static PostgresServer postgres;
  private static EmbeddedHeapgres heapgres;

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

  @TestFactory
  Stream<DynamicTest> postgresAnswers() throws IOException {
    return scripts().stream()
        .map(
            script ->
                DynamicTest.dynamicTest(
                    name(script), () -> check(script, postgres.jdbcUrl("postgres"), true)));
  }

  @TestFactory
  Stream<DynamicTest> heapgresAnswers() throws IOException {
    return scripts().stream()
        .map(
            script ->
                DynamicTest.dynamicTest(
                    name(script), () -> check(script, heapgres.jdbcUrl(), false)));
  }

  private static void check(Path script, String url, boolean reference)
      throws IOException, SQLException {
    String transcript = run(script, url);
    Path expected = script.resolveSibling(name(script) + ".out");
    if (reference && REGENERATE) {
      Files.writeString(expected, transcript);
    }
    assertEquals(Files.readString(expected), transcript, name(script));
  }

  /** Each script has a database of its own, so that it finds only what it made. */
  private static String run(Path script, String url) throws IOException, SQLException {
    String database = "golden_" + name(script);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
      int slash = url.lastIndexOf('/');
      int question = url.indexOf('?', slash);
      String own =
          url.substring(0, slash + 1)
              + database
              + (question < 0 ? "?" : url.substring(question) + "&");
      try (Connection fresh =
          DriverManager.getConnection(own + "preferQueryMode=simple&options=-c%20TimeZone=UTC")) {
        return Transcript.of(fresh, Files.readString(script));
      } finally {
        statement.execute("DROP DATABASE " + database);
      }
    }
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    }
  }

  private static String name(Path script) {
    return script.getFileName().toString().replace(".sql", "");
  }
}
