package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Drivers and mappers of Node, Python and ODBC, each the real one: all that its program reports
 * must be the same next to PostgreSQL and next to Heapgres. {@code -Pclients} installs them and
 * runs all; else a quick few run, where they are installed.
 */
final class ExternalClientTest {
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
  Stream<DynamicContainer> clients() {
    return Arrays.stream(ExternalClient.values())
        .map(
            client ->
                DynamicContainer.dynamicContainer(
                    client.library(), Stream.of(client).flatMap(ExternalClientTest::checks)));
  }

  private static Stream<DynamicTest> checks(ExternalClient client) {
    try {
      return client.isWanted()
          ? compared(client).stream()
          : Stream.of(
              DynamicTest.dynamicTest(
                  client.library(), () -> abort("run by mvn verify -Pclients")));
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(client.library(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(client.library(), e);
    }
  }

  private static List<DynamicTest> compared(ExternalClient client)
      throws IOException, SQLException, InterruptedException {
    String suite = client.name().toLowerCase(Locale.ROOT);
    String database = "client_" + suite;
    create(postgres.jdbcUrl("postgres"), database);
    create(heapgres.jdbcUrl(), database);
    ExternalClient.Transcript expected = client.run(postgres.port(), database);
    ExternalClient.Transcript actual = client.run(heapgres.port(), database);
    CompatibilityPage.version(client.library(), expected.version());
    KnownDifferences differences = new KnownDifferences(suite);
    List<DynamicTest> tests = new ArrayList<>();
    expected
        .outcomes()
        .forEach(
            (name, outcome) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        name,
                        () ->
                            differences.check(
                                name,
                                outcome,
                                actual.outcomes().getOrDefault(name, "no outcome")))));
    tests.add(
        DynamicTest.dynamicTest(
            "runs to its end",
            () -> {
              assertEquals("", expected.failure());
              assertEquals("", actual.failure());
              assertEquals(
                  List.copyOf(expected.outcomes().keySet()),
                  List.copyOf(actual.outcomes().keySet()));
            }));
    return tests;
  }

  private static void create(String url, String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
      statement.execute("ALTER DATABASE " + database + " SET timezone = 'UTC'");
    }
  }
}
