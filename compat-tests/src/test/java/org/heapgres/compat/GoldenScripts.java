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
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * The scripts of a directory, {@code .sql}, and what a PostgreSQL answers to them, {@code .out}.
 * Heapgres must answer the same, except for the statements that {@code .differs} lists: those are
 * what is left to do. {@code -Dgolden=regenerate} writes the answers anew, and the lists; {@code
 * -Dgolden.script=name} looks at that script alone.
 */
final class GoldenScripts {
  private static final boolean REGENERATE = "regenerate".equals(System.getProperty("golden"));

  private static final String ONLY = System.getProperty("golden.script");

  private final Path directory;
  private final Transcript.Detail detail;

  GoldenScripts(String directory, Transcript.Detail detail) {
    this.directory = Path.of("src/test/resources", directory);
    this.detail = detail;
  }

  Stream<DynamicTest> postgresAnswers(String url) throws IOException {
    return tests(script -> checkPostgres(script, url));
  }

  Stream<DynamicTest> heapgresAnswers(String url) throws IOException {
    return tests(script -> checkHeapgres(script, url));
  }

  private Stream<DynamicTest> tests(ThrowingConsumer<Path> check) throws IOException {
    return scripts().stream()
        .map(script -> DynamicTest.dynamicTest(name(script), () -> check.accept(script)));
  }

  private void checkPostgres(Path script, String url) throws IOException, SQLException {
    String transcript = run(script, url);
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
  private void checkHeapgres(Path script, String url) throws IOException, SQLException {
    List<String> expected = answers(Files.readString(sibling(script, ".out")));
    List<String> actual = answers(run(script, url));
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
  private String run(Path script, String url) throws IOException, SQLException {
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
        return Transcript.of(fresh, Files.readString(script), detail);
      } finally {
        statement.execute("DROP DATABASE " + database);
      }
    }
  }

  private List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .filter(file -> ONLY == null || name(file).equals(ONLY))
          .sorted()
          .toList();
    }
  }

  private static String name(Path script) {
    return script.getFileName().toString().replace(".sql", "");
  }
}
