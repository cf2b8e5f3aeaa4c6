package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A shop's migrations, in PostgreSQL's SQL with two steps in Python, applied by psql and by Flyway.
 */
final class MigrationTest {
  private static final Path MIGRATIONS = Path.of("src/test/resources/migration").toAbsolutePath();

  private static EmbeddedHeapgres heapgres;

  @BeforeAll
  static void start() {
    heapgres = EmbeddedHeapgres.start();
  }

  @AfterAll
  static void stop() {
    heapgres.close();
  }

  @Test
  void psqlApplies() throws Exception {
    assumeTrue(Psql.installed(), "psql is not installed");
    createDatabase("by_psql");
    for (Path migration : migrations()) {
      Psql.Result result =
          Psql.run(heapgres.port(), "by_psql", "-v", "ON_ERROR_STOP=1", "-f", migration.toString());
      assertEquals(0, result.exitCode(), result.toString());
    }
    check("by_psql");
  }

  @Test
  @Tag("Flyway")
  void flywayApplies() throws Exception {
    createDatabase("by_flyway");
    Flyway flyway =
        Flyway.configure()
            .dataSource(url("by_flyway"), "postgres", null)
            .locations("filesystem:" + MIGRATIONS)
            .load();
    assertEquals(4, flyway.migrate().migrationsExecuted);
    assertEquals(0, flyway.migrate().migrationsExecuted);
    flyway.validate();
    check("by_flyway");
  }

  private static void check(String database) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(database), "postgres", null);
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = shop, public");
      assertEquals(
          17, number(statement, "SELECT count(*) FROM pg_tables WHERE schemaname = 'shop'"));
      assertEquals(0, number(statement, "SELECT count(*) FROM orders WHERE total IS NULL"));
      assertEquals(
          number(
              statement,
              "SELECT sum(round(x * CASE WHEN coupon IS NULL THEN 1 ELSE 0.9 END, 2)) FROM (SELECT number, coupon,"
                  + " sum(quantity * unit_price) x FROM orders JOIN order_line ON order_number = number"
                  + " GROUP BY number, coupon) t"),
          number(statement, "SELECT sum(total) FROM orders"),
          1);
      assertEquals(
          0,
          number(
              statement,
              "SELECT count(*) FROM payment JOIN orders ON number = order_number WHERE amount <> total"));
      assertEquals(
          60,
          number(statement, "SELECT count(*) FROM customer WHERE level = settings ->> 'level'"));
      assertEquals(
          60,
          number(
              statement,
              "SELECT sum(v.value::text::int) FROM heap.loyalty, jsonb_each(value -> 'counts') v"));
      assertEquals(1199, number(statement, "SELECT max(number) FROM orders"));
      assertEquals(0, number(statement, "SELECT count(*) FROM product WHERE discontinued"));
      SQLException refused =
          assertThrows(
              SQLException.class,
              () -> statement.execute("UPDATE customer SET level = 'lead' WHERE id = 1"));
      assertEquals("23514", refused.getSQLState());
      try (ResultSet tables =
          connection.getMetaData().getTables(null, "shop", "order%", new String[] {"TABLE"})) {
        assertEquals(List.of("order_line", "orders"), strings(tables, "TABLE_NAME"));
      }
      try (ResultSet keys = connection.getMetaData().getImportedKeys(null, "shop", "orders")) {
        assertEquals(
            List.of("coupon", "customer"),
            strings(keys, "PKTABLE_NAME").stream().sorted().toList());
      }
    }
  }

  private static double number(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      BigDecimal value = result.getBigDecimal(1);
      return value.doubleValue();
    }
  }

  private static List<String> strings(ResultSet result, String column) throws SQLException {
    Stream.Builder<String> strings = Stream.builder();
    while (result.next()) {
      strings.add(result.getString(column));
    }
    return strings.build().toList();
  }

  private static void createDatabase(String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("postgres"), "postgres", null);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
  }

  private static String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + heapgres.port() + "/" + database;
  }

  private static List<Path> migrations() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files.sorted().toList();
    }
  }
}
