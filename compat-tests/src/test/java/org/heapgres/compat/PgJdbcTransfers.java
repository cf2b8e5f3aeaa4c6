package org.heapgres.compat;

import static org.heapgres.compat.PgJdbcTest.add;
import static org.heapgres.compat.PgJdbcTest.attempt;
import static org.heapgres.compat.PgJdbcTest.query;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.copy.PGCopyOutputStream;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.util.PSQLException;

/** COPY, LISTEN and large objects of pgjdbc. */
final class PgJdbcTransfers {
  private PgJdbcTransfers() {}

  static void addScenarios() {
    copies();
    notifications();
    largeObjects();
  }

  // COPY

  private static void copies() {
    for (String options :
        new String[] {
          "",
          "(FORMAT csv)",
          "(FORMAT csv, HEADER)",
          "(FORMAT csv, DELIMITER ';', QUOTE '''', NULL 'nil')",
          "(FORMAT csv, FORCE_QUOTE *)",
          "(FORMAT csv, FORCE_QUOTE (v), ESCAPE '!')",
          "(DELIMITER ',', NULL '')",
          "(HEADER)",
          "(FORMAT binary)",
          "(ENCODING 'LATIN1')"
        }) {
      add(
          "copy out and in " + options,
          (connection, account) -> {
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            connection
                .createStatement()
                .execute(
                    "INSERT INTO t VALUES (20, null, null), (21, '', 0), (22, E'a\\tb\\nc,\"d\"''\\\\')");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            account.println(
                copies.copyOut("COPY (SELECT * FROM t ORDER BY id) TO STDOUT " + options, out));
            account.println(
                options.contains("binary")
                    ? Arrays.toString(out.toByteArray())
                    : out.toString(StandardCharsets.UTF_8));
            connection.createStatement().execute("CREATE TABLE u (LIKE t)");
            String in =
                options.contains("FORCE_QUOTE")
                    ? "(FORMAT csv" + (options.contains("!") ? ", ESCAPE '!')" : ")")
                    : options;
            account.println(
                copies.copyIn(
                    "COPY u FROM STDIN " + in, new ByteArrayInputStream(out.toByteArray())));
            query(connection, "SELECT * FROM t EXCEPT SELECT * FROM u", account);
            query(connection, "SELECT * FROM u EXCEPT SELECT * FROM t", account);
          });
    }
    add(
        "copy in from a reader, column list",
        (connection, account) -> {
          CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
          account.println(
              copies.copyIn("COPY t (v, id) FROM STDIN", new StringReader("a\t100\n\\N\t101\n")));
          query(connection, "SELECT * FROM t WHERE id >= 100 ORDER BY id", account);
        });
    for (String bad :
        new String[] {
          "x\ty\n",
          "100\n",
          "100\ta\t1\t2\n",
          "1\tdup\t1\n",
          "100\ta\tzzz\n",
          "\\.\n",
          "100\ta\t1e9\n"
        }) {
      add(
          "copy in of what is wrong: " + bad.strip().replace('\t', ' '),
          (connection, account) -> {
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            try {
              account.println(copies.copyIn("COPY t FROM STDIN", new StringReader(bad)));
            } catch (PSQLException e) {
              account.println(e.getSQLState() + " " + e.getServerErrorMessage().getMessage());
              account.println(e.getServerErrorMessage().getWhere());
            }
            query(connection, "SELECT count(*) FROM t", account);
          });
    }
    add(
        "copy in given up",
        (connection, account) -> {
          CopyIn copy =
              connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY t FROM STDIN");
          copy.writeToCopy("100\tx\t1\n".getBytes(StandardCharsets.UTF_8), 0, 8);
          copy.cancelCopy();
          query(connection, "SELECT count(*) FROM t", account);
        });
    add(
        "copy out row by row",
        (connection, account) -> {
          CopyOut copy =
              connection
                  .unwrap(PGConnection.class)
                  .getCopyAPI()
                  .copyOut("COPY t (id, v) TO STDOUT (FORMAT csv)");
          account.println(copy.getFieldCount() + " " + copy.getFormat());
          for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
            account.print(new String(row, StandardCharsets.UTF_8));
          }
          account.println(copy.getHandledRowCount());
        });
    add(
        "copy out given up",
        (connection, account) -> {
          CopyOut copy =
              connection
                  .unwrap(PGConnection.class)
                  .getCopyAPI()
                  .copyOut("COPY (SELECT g FROM generate_series(1, 1000000) g) TO STDOUT");
          account.println(new String(copy.readFromCopy(), StandardCharsets.UTF_8));
          copy.cancelCopy();
          query(connection, "SELECT 1", account);
        });
    add(
        "copy in through a stream",
        (connection, account) -> {
          try (PGCopyOutputStream stream =
              new PGCopyOutputStream(
                  connection.unwrap(PGConnection.class), "COPY t (id, v) FROM STDIN")) {
            for (int i = 1000; i < 21_000; i++) {
              stream.write((i + "\tstreamed\n").getBytes(StandardCharsets.UTF_8));
            }
          }
          query(connection, "SELECT count(*), sum(id) FROM t", account);
        });
    for (String options :
        new String[] {
          "(FORMAT csv, HEADER MATCH)",
          "(FORMAT csv, FORCE_NULL (v))",
          "(FORMAT csv, FORCE_NOT_NULL (v))",
          "(FORMAT csv, NULL 'x', FORCE_NULL (v))",
          "(FORMAT csv, ON_ERROR ignore)",
          "(FORMAT csv, ON_ERROR ignore, LOG_VERBOSITY verbose)",
          "(FORMAT csv, ON_ERROR ignore, REJECT_LIMIT 1)",
          "(FORMAT csv, DEFAULT 'd')",
          "(FORMAT csv) WHERE id > 101",
          "(FORMAT csv, FREEZE)",
          "CSV HEADER",
          "WITH DELIMITER ','",
          "(FORMAT csv, FORMAT text)",
          "(FORMAT nothing)",
          "(QUOTE 'x')",
          "(FORMAT csv, DELIMITER 'ab')",
          "(FORMAT csv, UNKNOWN 1)",
          "(FORMAT csv, FORCE_QUOTE (v))"
        }) {
      add(
          "copy in " + options,
          (connection, account) -> {
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            String data = "id,v,n\n100,\"x\",1\n101,\"\",2\n102,,d\n";
            if (!options.toUpperCase(Locale.ROOT).contains("HEADER")
                && !options.contains("ignore")) {
              data = data.substring(data.indexOf('\n') + 1);
            }
            if (!options.contains("DEFAULT") && !options.contains("ignore")) {
              data = data.replace(",d", ",3");
            }
            try {
              account.println(
                  copies.copyIn("COPY t FROM STDIN " + options, new StringReader(data)));
            } catch (PSQLException e) {
              account.println(e.getSQLState() + " " + e.getMessage());
            }
            query(connection, "SELECT * FROM t WHERE id >= 100 ORDER BY id", account);
          });
    }
    for (String query :
        new String[] {
          "COPY t TO STDOUT",
          "COPY t (v) TO STDOUT",
          "COPY (VALUES (1, 'a')) TO STDOUT",
          "COPY (INSERT INTO t VALUES (77, 'r') RETURNING id, v) TO STDOUT",
          "COPY (UPDATE t SET v = 'u' WHERE id = 1 RETURNING *) TO STDOUT",
          "COPY (TABLE t ORDER BY id LIMIT 2) TO STDOUT (FORMAT csv, HEADER)",
          "COPY nothing TO STDOUT",
          "COPY t (nothing) TO STDOUT",
          "COPY (SELECT 1) TO STDOUT (FORMAT csv, DELIMITER E'\\n')"
        }) {
      add(
          query,
          (connection, account) -> {
            StringWriter out = new StringWriter();
            account.println(connection.unwrap(PGConnection.class).getCopyAPI().copyOut(query, out));
            account.println(out);
          });
    }
  }

  // LISTEN

  private static void notifications() {
    add(
        "notifications of one's own",
        (connection, account) -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN \"A channel\"");
            statement.execute("NOTIFY \"A channel\", 'hello'");
            statement.execute("SELECT pg_notify('A channel', 'again')");
          }
          notified(connection, account);
        });
    add(
        "notifications of another session",
        (connection, account) -> {
          connection.createStatement().execute("LISTEN c");
          try (Connection other = DriverManager.getConnection(connection.getMetaData().getURL());
              Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("NOTIFY c, '1'");
            statement.execute("NOTIFY c, '2'");
            statement.execute("NOTIFY c, '1'");
            statement.execute("NOTIFY d, '3'");
            account.println(
                Arrays.toString(connection.unwrap(PGConnection.class).getNotifications(100)));
            other.commit();
            notified(connection, account);
            statement.execute("NOTIFY c, 'never'");
            other.rollback();
            statement.execute("NOTIFY c");
            other.commit();
            notified(connection, account);
          }
          connection.createStatement().execute("UNLISTEN c");
          query(connection, "SELECT * FROM pg_listening_channels()", account);
        });
    add(
        "notifications wait for the transaction's end",
        (connection, account) -> {
          connection.createStatement().execute("LISTEN c");
          query(connection, "SELECT * FROM pg_listening_channels()", account);
          connection.setAutoCommit(false);
          connection.createStatement().execute("NOTIFY c, 'mine'");
          account.println(
              Arrays.toString(connection.unwrap(PGConnection.class).getNotifications(50)));
          connection.commit();
          notified(connection, account);
        });
  }

  private static void notified(Connection connection, PrintWriter account) throws SQLException {
    PGNotification[] received = connection.unwrap(PGConnection.class).getNotifications(10_000);
    for (PGNotification notification : received) {
      account.println(notification.getName() + " " + notification.getParameter());
    }
  }

  // Large objects

  private static void largeObjects() {
    add(
        "large object written, read and cut",
        (connection, account) -> {
          connection.setAutoCommit(false);
          LargeObjectManager objects = connection.unwrap(PGConnection.class).getLargeObjectAPI();
          long oid = objects.createLO(LargeObjectManager.READWRITE);
          byte[] data = new byte[100_000];
          for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7);
          }
          try (LargeObject object = objects.open(oid, LargeObjectManager.READWRITE)) {
            object.write(data);
            account.println(object.size() + " " + object.tell());
            object.seek(50_000);
            account.println(Arrays.toString(object.read(5)));
            object.seek(-3, LargeObject.SEEK_END);
            account.println(Arrays.toString(object.read(100)));
            object.seek64(200_000, LargeObject.SEEK_SET);
            object.write(new byte[] {1, 2, 3});
            account.println(object.size64());
            object.seek(150_000);
            account.println(Arrays.toString(object.read(2)));
            object.truncate(10);
            account.println(object.size());
          }
          connection.commit();
          try (LargeObject object = objects.open(oid, LargeObjectManager.READ)) {
            account.println(Arrays.toString(object.getInputStream().readAllBytes()));
          }
          query(
              connection,
              "SELECT count(*) FROM pg_largeobject_metadata WHERE oid = " + oid,
              account);
          objects.delete(oid);
          connection.commit();
          query(connection, "SELECT count(*) FROM pg_largeobject WHERE loid = " + oid, account);
          attempt(
              account, "open", (c, a) -> objects.open(4710L, LargeObjectManager.READ), connection);
        });
    add(
        "large object functions of SQL",
        (connection, account) -> {
          query(connection, "SELECT lo_from_bytea(4711, '\\x010203')", account);
          query(connection, "SELECT lo_get(4711), lo_get(4711, 1, 1)", account);
          query(connection, "SELECT lo_put(4711, 2, '\\xffff')", account);
          query(connection, "SELECT lo_get(4711)", account);
          attempt(account, "again", (c, a) -> query(c, "SELECT lo_create(4711)", a), connection);
          query(connection, "SELECT pageno, data FROM pg_largeobject WHERE loid = 4711", account);
          query(connection, "SELECT lo_unlink(4711)", account);
          attempt(account, "get", (c, a) -> query(c, "SELECT lo_get(4711)", a), connection);
        });
    add(
        "blob and clob through JDBC",
        (connection, account) -> {
          connection.setAutoCommit(false);
          connection.createStatement().execute("CREATE TABLE b (id int, data oid)");
          try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO b VALUES (1, ?)")) {
            insert.setBlob(
                1, new ByteArrayInputStream("blob data".getBytes(StandardCharsets.UTF_8)));
            insert.executeUpdate();
          }
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT data FROM b")) {
            row.next();
            account.println(new String(row.getBlob(1).getBytes(1, 100), StandardCharsets.UTF_8));
            account.println(row.getBlob(1).length());
          }
          connection.rollback();
        });
  }
}
