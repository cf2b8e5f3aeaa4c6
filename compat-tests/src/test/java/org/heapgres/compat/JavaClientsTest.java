package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pool and a tool for migrations. */
final class JavaClientsTest extends JavaClient {
  // HikariCP

  @Test
  @Tag("HikariCP")
  void hikariLendsTestsAndLeavesNothingBehind() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(heapgres.jdbcUrl());
    config.setMaximumPoolSize(8);
    config.setAutoCommit(false);
    config.setConnectionTestQuery("SELECT 1");
    config.setIsolateInternalQueries(true);
    config.setConnectionInitSql("SET application_name = 'pooled'");
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    try (HikariDataSource pool = new HikariDataSource(config);
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int number = i;
        work.add(
            threads.submit(
                () -> {
                  try (Connection connection = pool.getConnection();
                      var insert =
                          connection.prepareStatement("INSERT INTO author (name) VALUES (?)")) {
                    insert.setString(1, "author " + number);
                    insert.executeUpdate();
                    if (number % 2 == 0) {
                      connection.commit();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> each : work) {
        each.get(60, TimeUnit.SECONDS);
      }
      try (Connection connection = pool.getConnection();
          ResultSet row =
              connection
                  .createStatement()
                  .executeQuery(
                      "SELECT count(*), current_setting('transaction_isolation'),"
                          + " current_setting('application_name') FROM author")) {
        row.next();
        assertEquals(100, row.getInt(1));
        assertEquals("repeatable read", row.getString(2));
        assertEquals("pooled", row.getString(3));
        assertTrue(pool.getHikariPoolMXBean().getTotalConnections() <= 8);
      }
    }
  }

  // Liquibase

  @Test
  @Tag("Liquibase")
  void liquibaseMigratesAndRollsBack() throws Exception {
    Files.writeString(
        directory.resolve("changes.sql"),
        """
        --liquibase formatted sql
        --changeset one:1
        CREATE TABLE migrated (id int PRIMARY KEY, v text);
        --rollback DROP TABLE migrated;
        --changeset one:2
        ALTER TABLE migrated ADD COLUMN w numeric DEFAULT 1;
        CREATE INDEX migrated_w ON migrated (w);
        --rollback ALTER TABLE migrated DROP COLUMN w;
        """);
    try (Connection connection = DriverManager.getConnection(heapgres.jdbcUrl())) {
      var database =
          DatabaseFactory.getInstance()
              .findCorrectDatabaseImplementation(new JdbcConnection(connection));
      Liquibase liquibase =
          new Liquibase("changes.sql", new DirectoryResourceAccessor(directory), database);
      liquibase.update("");
      liquibase.update("");
      assertEquals(2, count("SELECT count(*) FROM databasechangelog"));
      assertEquals(
          3,
          count("SELECT count(*) FROM information_schema.columns WHERE table_name = 'migrated'"));
      liquibase.rollback(1, "");
      assertEquals(
          2,
          count("SELECT count(*) FROM information_schema.columns WHERE table_name = 'migrated'"));
    }
  }
}
