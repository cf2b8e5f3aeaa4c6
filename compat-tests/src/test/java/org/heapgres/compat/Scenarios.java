package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.DynamicTest;

/**
 * Things that a client does, by name, each of which must give the same account of itself on
 * PostgreSQL and on Heapgres. Names in {@code src/test/resources/clients/}<em>suite</em>{@code
 * .differs} are what is left to do: those tests are aborted while they differ. {@code
 * -Dclients=regenerate} writes the lists anew.
 */
final class Scenarios implements AutoCloseable {
  /** In seconds: an answer that does not come is told apart from one that differs. */
  private static final String PATIENCE = "&socketTimeout=30";

  private static final Path LISTS = Path.of("src/test/resources/clients");
  private static final boolean REGENERATE = "regenerate".equals(System.getProperty("clients"));

  /** Does something to the server at {@code jdbcUrl} and writes down what it saw. */
  @FunctionalInterface
  interface Scenario {
    void run(String jdbcUrl, PrintWriter account) throws Exception;
  }

  private final String suite;
  private final PostgresServer postgres = PostgresServer.start();
  private final EmbeddedHeapgres heapgres = EmbeddedHeapgres.start();
  private final Map<String, Scenario> scenarios = new LinkedHashMap<>();

  Scenarios(String suite) {
    this.suite = suite;
  }

  void add(String name, Scenario scenario) {
    if (scenarios.put(name, scenario) != null) {
      throw new IllegalArgumentException("two scenarios called " + name);
    }
  }

  Stream<DynamicTest> tests() throws IOException {
    if (REGENERATE) {
      Files.deleteIfExists(list());
    }
    List<String> differing = Files.exists(list()) ? Files.readAllLines(list()) : List.of();
    return scenarios.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        check(
                            entry.getKey(), entry.getValue(), differing.contains(entry.getKey()))));
  }

  private Path list() {
    return LISTS.resolve(suite + ".differs");
  }

  private void check(String name, Scenario scenario, boolean differs) throws IOException {
    String expected = account(scenario, postgres.jdbcUrl("postgres") + PATIENCE);
    String actual = account(scenario, heapgres.jdbcUrl() + PATIENCE);
    if (REGENERATE && !expected.equals(actual)) {
      Files.writeString(list(), name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } else if (differs) {
      assumeTrue(expected.equals(actual), "not as PostgreSQL yet");
    } else {
      assertEquals(expected, actual);
    }
  }

  /** An exception is part of the account: its SQLSTATE and message. */
  private static String account(Scenario scenario, String url) {
    StringWriter account = new StringWriter();
    PrintWriter writer = new PrintWriter(account);
    try {
      scenario.run(url, writer);
    } catch (SQLException e) {
      writer.println(e.getSQLState() + " " + e.getMessage());
    } catch (Exception e) {
      writer.println(e);
    }
    return account.toString();
  }

  @Override
  public void close() {
    heapgres.close();
    postgres.close();
  }
}
