package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every {@code src/test/resources/sql/*.sql} on PostgreSQL and on Heapgres; both must answer
 * what its {@code .out} says, except for the statements that {@code .differs} lists: those are what
 * is left to do. {@code -Dgolden=regenerate} writes the {@code .out} files anew from PostgreSQL,
 * and the lists.
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
        .map(script -> DynamicTest.dynamicTest(name(script), () -> checkPostgres(script)));
  }

  @TestFactory
  Stream<DynamicTest> heapgresAnswers() throws IOException {
    return scripts().stream()
        .map(script -> DynamicTest.dynamicTest(name(script), () -> checkHeapgres(script)));
  }

  private static void checkPostgres(Path script) throws IOException, SQLException {
    String transcript = run(script, postgres.jdbcUrl("postgres"));
    Path expected = sibling(script, ".out");
    if (REGENERATE) {
      Files.writeString(expected, transcript);
    }
    assertEquals(Files.readString(expected), transcript, name(script));
  }

  /**
   * Statement by statement; those that are known to differ must be exactly those that do, so that
   * the list shrinks with every one that is mended.
   */
  private static void checkHeapgres(Path script) throws IOException, SQLException {
    List<String> expected = answers(Files.readString(sibling(script, ".out")));
    List<String> actual = answers(run(script, heapgres.jdbcUrl()));
    assertEquals(expected.size(), actual.size(), name(script));
    Path known = sibling(script, ".differs");
    List<String> differing = new ArrayList<>();
    List<String> report = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).equals(actual.get(i))) {
        differing.add(statement(expected.get(i)));
        report.add("expected:\n" + expected.get(i) + "\nactual:\n" + actual.get(i));
      }
    }
    if (REGENERATE) {
      Files.deleteIfExists(known);
      if (!differing.isEmpty()) {
        Files.write(known, differing);
      }
    }
    List<String> listed = Files.exists(known) ? Files.readAllLines(known) : List.of();
    assertEquals(listed, differing, () -> String.join("\n\n", report));
  }

  private static List<String> answers(String transcript) {
    return List.of(transcript.split("\n\n"));
  }

  private static String statement(String answer) {
    return answer.substring(0, answer.indexOf(";\n") + 1).replace('\n', ' ');
  }

  private static Path sibling(Path script, String extension) {
    return script.resolveSibling(name(script) + extension);
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
