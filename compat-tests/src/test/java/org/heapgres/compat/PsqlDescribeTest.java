package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * psql's commands that describe things, those of {@code psql/commands.txt}, about the schema of
 * {@code psql/schema.sql}: each prints the same next to PostgreSQL and to Heapgres. Those of {@code
 * psql/commands.differs} are left to do, and are aborted while they differ; {@code
 * -Dpsql=regenerate} writes that list anew. Sizes in bytes are not compared: they are the
 * storage's.
 */
final class PsqlDescribeTest {
  private static final Path RESOURCES = Path.of("src/test/resources/psql");
  private static final Path DIFFERS = RESOURCES.resolve("commands.differs");
  private static final boolean REGENERATE = "regenerate".equals(System.getProperty("psql"));
  private static final String DATABASE = "psql_describe";
  private static final String MARK = "--- command ";
  private static final Pattern SIZE = Pattern.compile("\\b\\d+ (bytes|kB|MB)\\b");

  @TempDir static Path directory;
  private static PostgresServer postgres;
  private static EmbeddedHeapgres heapgres;
  private static List<String> commands;
  private static List<String> expected;
  private static List<String> actual;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Psql.installed(), "psql is not installed");
    postgres = PostgresServer.start();
    heapgres = EmbeddedHeapgres.start();
    commands = Files.readAllLines(RESOURCES.resolve("commands.txt"));
    expected = answers(postgres.port());
    actual = answers(heapgres.port());
  }

  @AfterAll
  static void stop() {
    if (heapgres != null) {
      heapgres.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  /** What each command prints. */
  private static List<String> answers(int port) throws IOException, InterruptedException {
    Psql.run(port, "postgres", "-q", "-c", "CREATE DATABASE " + DATABASE);
    Psql.Result made =
        Psql.run(port, DATABASE, "-q", "-f", RESOURCES.resolve("schema.sql").toString());
    assertEquals(0, made.exitCode(), made.output());
    StringBuilder script = new StringBuilder("SET search_path = app, public;\n");
    for (String command : commands) {
      script.append("\\echo '").append(MARK).append("'\n").append(command).append('\n');
    }
    Path file = Files.writeString(directory.resolve(port + ".sql"), script);
    String output =
        Psql.run(port, DATABASE, "-q", "-f", file.toString())
            .output()
            .replace(file.toString(), "commands.sql")
            .replace("\"" + port + "\"", "\"port\"");
    List<String> parts = new ArrayList<>(List.of(output.split(MARK + "\n", -1)));
    parts.removeFirst();
    return parts.stream().map(PsqlDescribeTest::withoutSizes).toList();
  }

  private static String withoutSizes(String output) {
    return SIZE.matcher(output).find() || output.contains("| Size ")
        ? SIZE.matcher(output).replaceAll("SIZE").replaceAll("[ -]+", " ")
        : output;
  }

  @TestFactory
  Stream<DynamicTest> printsWhatPostgresDoes() throws IOException {
    assertEquals(commands.size(), expected.size());
    assertEquals(commands.size(), actual.size());
    if (REGENERATE) {
      Files.write(
          DIFFERS,
          IntStream.range(0, commands.size())
              .filter(i -> !expected.get(i).equals(actual.get(i)))
              .mapToObj(commands::get)
              .toList());
    }
    List<String> differing = Files.exists(DIFFERS) ? Files.readAllLines(DIFFERS) : List.of();
    return IntStream.range(0, commands.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    commands.get(i),
                    () -> {
                      if (differing.contains(commands.get(i))) {
                        assumeTrue(expected.get(i).equals(actual.get(i)), "not as PostgreSQL yet");
                      } else {
                        assertEquals(expected.get(i), actual.get(i));
                      }
                    }));
  }
}
