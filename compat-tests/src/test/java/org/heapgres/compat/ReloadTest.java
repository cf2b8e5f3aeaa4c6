package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP puts edited files in force, and ends nothing. */
final class ReloadTest {
  @TempDir Path directory;

  @Test
  @Timeout(120)
  void sighupPutsRulesInForce() throws Exception {
    Path data = directory.resolve("data");
    try (HeapgresProcess server = HeapgresProcess.start(data);
        Connection before = DriverManager.getConnection(server.jdbcUrl())) {
      Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 reject\n");
      server.signal("HUP");
      assertEquals("28000", refusal(server));
      before.createStatement().execute("SELECT 1");
    }
  }

  @Test
  @Timeout(120)
  void functionPutsRulesInForce() throws Exception {
    Path data = directory.resolve("data");
    try (HeapgresProcess server = HeapgresProcess.start(data);
        Connection before = DriverManager.getConnection(server.jdbcUrl())) {
      Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 reject\n");
      try (ResultSet row =
          before
              .createStatement()
              .executeQuery("SELECT pg_reload_conf(), now() < pg_conf_load_time()")) {
        row.next();
        assertTrue(row.getBoolean(1));
        assertTrue(row.getBoolean(2), "the time of the reload");
      }
      assertEquals("28000", refusal(server));
    }
  }

  /** The signal takes a moment to be heard: the SQLSTATE of the first connection that fails. */
  private static String refusal(HeapgresProcess server) {
    while (true) {
      try {
        DriverManager.getConnection(server.jdbcUrl()).close();
      } catch (SQLException e) {
        return e.getSQLState();
      }
    }
  }
}
