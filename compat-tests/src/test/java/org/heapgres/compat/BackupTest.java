package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.heapgres.wire.Main;
import org.heapgres.wire.Server;
import org.heapgres.wire.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code heapgres backup} of a server under load; what {@code restore} makes of it. */
final class BackupTest {
  @TempDir Path temporary;

  private static String run(int status, String... arguments) {
    StringWriter printed = new StringWriter();
    int found = Main.execute(new PrintWriter(printed), arguments);
    assertEquals(status, found, printed.toString());
    return printed.toString();
  }

  @Test
  void aBackupUnderLoadRestoresToWhatWasAcknowledged() throws Exception {
    Path backups = temporary.resolve("backups");
    Ledger ledger = new Ledger();
    Server server = Server.start(ServerOptions.local(temporary.resolve("data")));
    List<Thread> clients;
    try {
      Ledger.create(server.jdbcUrl());
      clients = ledger.start(server.jdbcUrl());
      awaitCommits(ledger, 200);
      run(0, "backup", server.url(), backups.toString());
      awaitCommits(ledger, ledger.commits() + 200);
      ledger.rememberAcknowledged();
      // Names are of a second.
      Thread.sleep(1100);
      run(0, "backup", server.url(), backups.toString());
    } finally {
      server.close();
    }
    for (Thread client : clients) {
      client.join();
    }
    Path restored = temporary.resolve("restored");
    run(0, "restore", list(backups).getLast().toString(), restored.toString());
    assertEquals("No damage found.\n", run(0, "check", restored.toString()));
    try (Server second = Server.start(ServerOptions.local(restored))) {
      ledger.verifyRemembered(second.jdbcUrl());
    }
  }

  private static void awaitCommits(Ledger ledger, long commits) throws InterruptedException {
    while (ledger.commits() < commits) {
      Thread.sleep(5);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  @Test
  void backupFunctionsAnswerAsPostgresql() throws SQLException, IOException {
    try (Server server = Server.start(ServerOptions.local(temporary.resolve("data")));
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      SQLException none =
          assertThrows(
              SQLException.class, () -> statement.execute("SELECT * FROM pg_backup_stop()"));
      assertEquals("55000", none.getSQLState());
      statement.execute("SELECT pg_backup_start('x')");
      SQLException twice =
          assertThrows(
              SQLException.class, () -> statement.execute("SELECT pg_backup_start('y', true)"));
      assertEquals("55000", twice.getSQLState());
      assertTrue(twice.getMessage().contains("a backup is already in progress in this session"));
      statement.execute("SELECT labelfile FROM pg_backup_stop()");
      statement.execute("CREATE ROLE somebody LOGIN");
      statement.execute("SET ROLE somebody");
      SQLException refused =
          assertThrows(
              SQLException.class, () -> statement.execute("SELECT pg_backup_start('y', true)"));
      assertEquals("42501", refused.getSQLState());
    }
  }
}
