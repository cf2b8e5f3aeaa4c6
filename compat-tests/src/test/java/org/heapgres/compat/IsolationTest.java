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
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every {@code src/test/resources/isolation/*.script} on PostgreSQL and on Heapgres: both must
 * answer what its {@code .out} says. {@code -Dgolden=regenerate} writes those anew from PostgreSQL.
 */
final class IsolationTest {
  private static final Path DIRECTORY = Path.of("src/test/resources/isolation");
  private static final Path ACTUAL = Path.of("target/isolation");
  private static final String EXTENSION = ".script";
  private static final boolean REGENERATE = "regenerate".equals(System.getProperty("golden"));

  private static PostgresServer postgres;
  private static EmbeddedHeapgres heapgres;

  @BeforeAll
  static void start() {
    postgres = PostgresServer.start("max_prepared_transactions=10");
    heapgres =
        EmbeddedHeapgres.start(
            options -> options.withSettings(Map.of("max_prepared_transactions", "10")));
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

  /** What Heapgres answered is left in {@code target/isolation}, to be compared. */
  private static void checkHeapgres(Path script) throws Exception {
    String transcript = run(script, heapgres.jdbcUrl());
    Path actual = Files.createDirectories(ACTUAL).resolve(name(script) + ".out");
    Files.writeString(actual, transcript);
    assertEquals(Files.readString(expected(script)), transcript);
  }

  private static void checkPostgres(Path script) throws Exception {
    String transcript = run(script, postgres.jdbcUrl("postgres"));
    if (REGENERATE) {
      Files.writeString(expected(script), transcript);
    }
    assertEquals(Files.readString(expected(script)), transcript);
  }

  private static Path expected(Path script) {
    return script.resolveSibling(name(script) + ".out");
  }

  private static String run(Path path, String url)
      throws IOException, SQLException, InterruptedException, ExecutionException {
    String database = "isolation_" + name(path);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
      try {
        return transcript(path, own(url, database));
      } finally {
        statement.execute("DROP DATABASE " + database);
      }
    }
  }

  private static String transcript(Path path, String url)
      throws IOException, SQLException, InterruptedException, ExecutionException {
    IsolationScript script = IsolationScript.parse(Files.readString(path));
    StringBuilder transcript = new StringBuilder();
    for (IsolationScript.Case each : script.cases()) {
      for (String level : script.levels()) {
        transcript.append(IsolationRun.of(url, each, level));
      }
    }
    return transcript.toString();
  }

  private static String own(String url, String database) {
    int slash = url.lastIndexOf('/');
    int question = url.indexOf('?', slash);
    return url.substring(0, slash + 1)
        + database
        + (question < 0 ? "?" : url.substring(question) + "&")
        + "preferQueryMode=simple";
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(EXTENSION)).sorted().toList();
    }
  }

  private static String name(Path script) {
    return script.getFileName().toString().replace(EXTENSION, "");
  }
}
