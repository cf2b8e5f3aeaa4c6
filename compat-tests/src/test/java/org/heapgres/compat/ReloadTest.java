package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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
    assumeFalse(isHangUpIgnored(), "run under nohup, whose children do not hear SIGHUP");
    Path data = directory.resolve("data");
    try (HeapgresProcess server = HeapgresProcess.start(data);
        Connection before = DriverManager.getConnection(server.jdbcUrl())) {
      Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 reject\n");
      server.hangUp();
      assertEquals("28000", refusal(server));
      before.createStatement().execute("SELECT 1");
    }
  }

  /** The JVM lets a signal stay ignored that was when it began (proc_pid_status(5)). */
  private static boolean isHangUpIgnored() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    return Character.digit(ignored.charAt(ignored.length() - 1), 16) % 2 == 1;
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
