package org.heapgres.compat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.heapgres.wire.EmbeddedHeapgres;
import org.heapgres.wire.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.util.PSQLException;
import org.postgresql.xa.PGXADataSource;

/** Two-phase commit: across kills of the server, and as Java's transaction managers use it. */
final class TwoPhaseTest {
  private static final String[] ENABLED = {"--set", "max_prepared_transactions=10"};

  @TempDir Path data;

  @Test
  void preparedTransactionsSurviveKill() throws Exception {
    try (HeapgresProcess server = HeapgresProcess.start(data, ENABLED);
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id int PRIMARY KEY, a int)");
      statement.execute("CREATE INDEX t_a ON t (a)");
      statement.execute("CREATE TABLE other (id int PRIMARY KEY)");
      statement.execute("CREATE TABLE third (id int PRIMARY KEY)");
      statement.execute("INSERT INTO t SELECT g, g FROM generate_series(1, 9) g");
      statement.execute(
          "BEGIN; UPDATE t SET a = 100 WHERE id = 1; INSERT INTO t VALUES (10, 10);"
              + " DELETE FROM t WHERE id = 2; CREATE TABLE made (id int PRIMARY KEY);"
              + " INSERT INTO made VALUES (1); SELECT pg_advisory_xact_lock(7)");
      statement.execute("PREPARE TRANSACTION 'commit'");
      statement.execute(
          "BEGIN; UPDATE t SET a = 300 WHERE id = 3; LOCK TABLE third IN EXCLUSIVE MODE");
      statement.execute("PREPARE TRANSACTION 'rollback'");
      statement.execute("BEGIN; UPDATE t SET a = 400 WHERE id = 4; ALTER TABLE other ADD a int");
      statement.execute("PREPARE TRANSACTION 'stays'");
      statement.execute("BEGIN; UPDATE t SET a = 500 WHERE id = 5");
      server.kill();
    }
    assertEquals("No damage found.\n", check());
    try (HeapgresProcess server = HeapgresProcess.start(data, ENABLED);
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      assertEquals(
          "commit,rollback,stays",
          text(statement, "SELECT string_agg(gid, ',' ORDER BY gid) FROM pg_prepared_xacts"));
      assertEquals("45", text(statement, "SELECT sum(a) FROM t"));
      assertLocked(statement, "SELECT * FROM t WHERE id = 1 FOR UPDATE NOWAIT");
      assertLocked(statement, "SELECT * FROM t WHERE id = 4 FOR SHARE NOWAIT");
      assertLocked(statement, "BEGIN; LOCK TABLE other IN ACCESS SHARE MODE NOWAIT");
      statement.execute("ROLLBACK");
      assertLocked(statement, "BEGIN; LOCK TABLE third IN ROW SHARE MODE NOWAIT");
      statement.execute("ROLLBACK");
      assertEquals("f", text(statement, "SELECT pg_try_advisory_lock(7)"));
      statement.execute("UPDATE t SET a = 0 WHERE id = 5");
      statement.execute("COMMIT PREPARED 'commit'");
      statement.execute("ROLLBACK PREPARED 'rollback'");
      server.kill();
    }
    try (HeapgresProcess server = HeapgresProcess.start(data, ENABLED);
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      assertEquals("stays", text(statement, "SELECT gid FROM pg_prepared_xacts"));
      assertEquals("1", text(statement, "SELECT id FROM t WHERE a = 100"));
      assertEquals(
          "100,3,4,0,6,7,8,9,10",
          text(statement, "SELECT string_agg(a::text, ',' ORDER BY id) FROM t"));
      assertEquals("1", text(statement, "SELECT id FROM made"));
      assertEquals("t", text(statement, "SELECT pg_try_advisory_lock(7)"));
      assertLocked(statement, "BEGIN; LOCK TABLE other IN ACCESS SHARE MODE NOWAIT");
      statement.execute("ROLLBACK");
      statement.execute("COMMIT PREPARED 'stays'");
      statement.execute("INSERT INTO other VALUES (1, 1)");
      assertEquals("4", text(statement, "SELECT id FROM t WHERE a = 400"));
      assertEquals("0", text(statement, "SELECT count(*) FROM pg_locks WHERE pid IS NULL"));
      server.kill();
    }
    assertEquals("No damage found.\n", check());
  }

  @Test
  void isOffUnlessItIsAskedFor() throws Exception {
    try (EmbeddedHeapgres server = EmbeddedHeapgres.start();
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      PSQLException off =
          assertThrows(PSQLException.class, () -> statement.execute("PREPARE TRANSACTION 'x'"));
      assertEquals("55000", off.getSQLState());
      assertEquals("prepared transactions are disabled", off.getServerErrorMessage().getMessage());
      assertEquals(
          "Set \"max_prepared_transactions\" to a nonzero value.",
          off.getServerErrorMessage().getHint());
      assertEquals("0", text(statement, "SELECT count(*) FROM pg_prepared_xacts"));
    }
  }

  @Test
  void noMoreThanTheMaximum() throws Exception {
    try (EmbeddedHeapgres server =
            EmbeddedHeapgres.start(
                options -> options.withSettings(Map.of("max_prepared_transactions", "1")));
        Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN; PREPARE TRANSACTION 'one'");
      statement.execute("BEGIN");
      PSQLException full =
          assertThrows(PSQLException.class, () -> statement.execute("PREPARE TRANSACTION 'two'"));
      assertEquals("53200", full.getSQLState());
      assertEquals(
          "Increase \"max_prepared_transactions\" (currently 1).",
          full.getServerErrorMessage().getHint());
      statement.execute("ROLLBACK PREPARED 'one'");
    }
  }

  @Test
  void transactionManagersUseIt() throws Exception {
    try (EmbeddedHeapgres heapgres =
            EmbeddedHeapgres.start(
                options -> options.withSettings(Map.of("max_prepared_transactions", "10")));
        PostgresServer postgres = PostgresServer.start("max_prepared_transactions=10")) {
      transactionManager(postgres.jdbcUrl("postgres"));
      transactionManager(heapgres.jdbcUrl());
    }
  }

  private static void transactionManager(String url) throws Exception {
    PGXADataSource source = new PGXADataSource();
    source.setUrl(url);
    XAConnection first = source.getXAConnection();
    XAResource resource = first.getXAResource();
    try (Connection connection = first.getConnection();
        Connection plain = DriverManager.getConnection(url);
        Statement work = connection.createStatement();
        Statement look = plain.createStatement()) {
      look.execute("CREATE TABLE xa (id int PRIMARY KEY)");
      String count = "SELECT count(*) FROM xa";

      resource.start(new Branch(1), XAResource.TMNOFLAGS);
      work.execute("INSERT INTO xa VALUES (1)");
      resource.end(new Branch(1), XAResource.TMSUCCESS);
      assertEquals(XAResource.XA_OK, resource.prepare(new Branch(1)));
      assertEquals("0", text(look, count));
      resource.commit(new Branch(1), false);
      assertEquals("1", text(look, count));

      resource.start(new Branch(2), XAResource.TMNOFLAGS);
      work.execute("INSERT INTO xa VALUES (2)");
      resource.end(new Branch(2), XAResource.TMSUCCESS);
      assertEquals(XAResource.XA_OK, resource.prepare(new Branch(2)));
      resource.rollback(new Branch(2));
      assertEquals("1", text(look, count));

      resource.start(new Branch(3), XAResource.TMNOFLAGS);
      work.execute("INSERT INTO xa VALUES (3)");
      resource.end(new Branch(3), XAResource.TMSUCCESS);
      resource.commit(new Branch(3), true);
      assertEquals("2", text(look, count));

      resource.start(new Branch(4), XAResource.TMNOFLAGS);
      work.execute("INSERT INTO xa VALUES (4)");
      resource.end(new Branch(4), XAResource.TMFAIL);
      resource.rollback(new Branch(4));
      assertEquals("2", text(look, count));

      resource.start(new Branch(5), XAResource.TMNOFLAGS);
      work.execute("INSERT INTO xa VALUES (5)");
      resource.end(new Branch(5), XAResource.TMSUCCESS);
      assertEquals(XAResource.XA_OK, resource.prepare(new Branch(5)));
    } finally {
      first.close();
    }
    // Another manager finds what the first one has left behind.
    XAConnection second = source.getXAConnection();
    try (Connection plain = DriverManager.getConnection(url);
        Statement look = plain.createStatement()) {
      XAResource recovering = second.getXAResource();
      Xid[] left = recovering.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
      assertEquals(1, left.length);
      assertArrayEquals(new Branch(5).getGlobalTransactionId(), left[0].getGlobalTransactionId());
      recovering.commit(left[0], false);
      assertEquals("3", text(look, "SELECT count(*) FROM xa"));
      assertEquals(0, recovering.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN).length);
      XAException gone =
          assertThrows(XAException.class, () -> recovering.commit(new Branch(5), false));
      assertEquals(XAException.XAER_NOTA, gone.errorCode);
      look.execute("DROP TABLE xa");
    } finally {
      second.close();
    }
  }

  /** A transaction manager's name for its part of a transaction. */
  private record Branch(int number) implements Xid {
    @Override
    public int getFormatId() {
      return 77;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return ("global " + number).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] getBranchQualifier() {
      return "branch".getBytes(StandardCharsets.UTF_8);
    }
  }

  private static void assertLocked(Statement statement, String sql) {
    SQLException locked = assertThrows(SQLException.class, () -> statement.execute(sql));
    assertEquals("55P03", locked.getSQLState());
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private String check() {
    StringWriter printed = new StringWriter();
    var _ = Main.execute(new PrintWriter(printed), "check", data.toString());
    return printed.toString();
  }
}
