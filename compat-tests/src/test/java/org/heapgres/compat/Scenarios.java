package org.heapgres.compat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.DynamicTest;

/**
 * Things that a client does, by name, each of which must give the same account of itself on
 * PostgreSQL and on Heapgres but for the suite's {@link KnownDifferences}.
 */
final class Scenarios implements AutoCloseable {
  /** In seconds: an answer that does not come is told apart from one that differs. */
  private static final String PATIENCE = "&socketTimeout=30";

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
    KnownDifferences differences = new KnownDifferences(suite);
    return scenarios.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> check(entry.getKey(), entry.getValue(), differences)));
  }

  private void check(String name, Scenario scenario, KnownDifferences differences)
      throws IOException {
    differences.check(
        name,
        account(scenario, postgres.jdbcUrl("postgres") + PATIENCE),
        account(scenario, heapgres.jdbcUrl() + PATIENCE));
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
