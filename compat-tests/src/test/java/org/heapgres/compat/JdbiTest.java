package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Jdbi: bound and mapped types, savepoints, scripts. */
final class JdbiTest extends JavaClient {
  /** A row. */
  public record Book(long id, String title, List<String> tags, OffsetDateTime published) {}

  @Test
  @Tag("Jdbi")
  void jdbiBindsAndMapsPostgresTypes() {
    Jdbi jdbi = Jdbi.create(source()).installPlugin(new PostgresPlugin());
    int author =
        jdbi.withHandle(
            handle ->
                handle
                    .createUpdate("INSERT INTO author (name) VALUES (:name)")
                    .bind("name", "Ann")
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(int.class)
                    .one());
    OffsetDateTime published = OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);
    jdbi.useTransaction(
        handle -> {
          var batch =
              handle.prepareBatch(
                  "INSERT INTO book (author_id, title, tags, published) VALUES (:a, :t, :tags, :p)");
          for (int i = 0; i < 3; i++) {
            batch
                .bind("a", author)
                .bind("t", "book " + i)
                .bindArray("tags", String.class, "x", "y,z")
                .bind("p", published)
                .add();
          }
          assertEquals(3, batch.execute().length);
        });
    List<Book> books =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT id, title, tags, published FROM book WHERE title IN (<titles>)"
                            + " ORDER BY id")
                    .bindList("titles", "book 0", "book 2")
                    .map(
                        (row, context) ->
                            new Book(
                                row.getLong(1),
                                row.getString(2),
                                List.of((String[]) row.getArray(3).getArray()),
                                row.getObject(4, OffsetDateTime.class)))
                    .list());
    assertEquals(List.of("x", "y,z"), books.getFirst().tags());
    assertEquals(published, books.getLast().published());
    UUID uuid = UUID.randomUUID();
    assertEquals(
        uuid,
        jdbi.withHandle(
            handle -> handle.createQuery("SELECT :u").bind("u", uuid).mapTo(UUID.class).one()));
  }

  private static Jdbi jdbi() {
    return Jdbi.create(source()).installPlugin(new PostgresPlugin());
  }

  @TestFactory
  @Tag("Jdbi")
  Stream<DynamicTest> jdbiTypes() {
    Map<String, Object> values = new TreeMap<>(values());
    values.put("bytea", new byte[] {0, 1, -1});
    values.put("interval", Duration.ofSeconds(93784));
    values.put("interval of days", Period.of(1, 2, 3));
    return values.entrySet().stream()
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type.getKey(),
                    () ->
                        assertSame(
                            type.getValue(),
                            jdbi()
                                .withHandle(
                                    handle ->
                                        handle
                                            .createQuery("SELECT :value")
                                            .bind("value", type.getValue())
                                            .mapTo(type.getValue().getClass())
                                            .one()))));
  }

  @Test
  @Tag("Jdbi")
  void jdbiGoesBackToSavepoints() {
    jdbi()
        .useTransaction(
            handle -> {
              handle.execute("INSERT INTO author (name) VALUES (?)", "kept");
              handle.savepoint("here");
              assertThrows(
                  UnableToExecuteStatementException.class,
                  () -> handle.execute("INSERT INTO author (name) VALUES (?)", "kept"));
              handle.rollbackToSavepoint("here");
              handle.execute("INSERT INTO author (name) VALUES (?)", "more");
            });
    assertEquals(
        List.of("kept", "more"),
        jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("SELECT name FROM author ORDER BY name")
                        .mapTo(String.class)
                        .list()));
  }

  @Test
  @Tag("Jdbi")
  void jdbiSetsIsolation() {
    assertEquals(
        "serializable",
        jdbi()
            .inTransaction(
                TransactionIsolationLevel.SERIALIZABLE,
                handle ->
                    handle.createQuery("SHOW transaction_isolation").mapTo(String.class).one()));
  }

  @Test
  @Tag("Jdbi")
  void jdbiCallsFunctionsAndRunsScripts() {
    try (var handle = jdbi().open()) {
      int[] results =
          handle
              .createScript(
                  "CREATE FUNCTION twice(i int) RETURNS int LANGUAGE sql AS $$SELECT 2 * i$$;"
                      + "INSERT INTO author (name) VALUES ('a;b');")
              .execute();
      assertEquals(2, results.length);
      assertEquals(
          14,
          handle
              .createCall("{:out = call twice(:in)}")
              .registerOutParameter("out", Types.INTEGER)
              .bind("in", 7)
              .invoke()
              .getInt("out"));
    }
  }

  @Test
  @Tag("Jdbi")
  void jdbiReducesJoins() {
    try (var handle = jdbi().open()) {
      handle.execute("INSERT INTO author (name) VALUES ('Ann'), ('Bob')");
      handle.execute("INSERT INTO book (author_id, title) VALUES (1, 'x'), (1, 'y'), (2, 'z')");
      Map<String, List<String>> titles =
          handle
              .createQuery(
                  "SELECT name, title FROM author a JOIN book b ON b.author_id = a.id ORDER BY 1, 2")
              .reduceRows(
                  new TreeMap<>(),
                  (all, row) -> {
                    all.computeIfAbsent(row.getColumn("name", String.class), _ -> new ArrayList<>())
                        .add(row.getColumn("title", String.class));
                    return all;
                  });
      assertEquals(Map.of("Ann", List.of("x", "y"), "Bob", List.of("z")), titles);
    }
  }
}
