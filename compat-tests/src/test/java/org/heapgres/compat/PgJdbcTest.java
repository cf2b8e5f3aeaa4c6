package org.heapgres.compat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.copy.PGCopyOutputStream;
import org.postgresql.core.BaseConnection;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.postgresql.xa.PGXADataSource;

/** What applications do with pgjdbc, beside reading and writing values. */
@Tag("pgjdbc")
final class PgJdbcTest {
  private static final String[] MODES = {
    "prepareThreshold=5", "prepareThreshold=-1", "prepareThreshold=1", "preferQueryMode=simple"
  };

  /** Uses one connection with an own schema, {@code s}, which holds a small table. */
  @FunctionalInterface
  private interface Use {
    void run(Connection connection, PrintWriter account) throws Exception;
  }

  private static Scenarios scenarios;

  @BeforeAll
  static void start() {
    scenarios = new Scenarios("pgjdbc");
    batches();
    generatedKeys();
    cursors();
    transactions();
    copies();
    notifications();
    resultSets();
    metadata();
    largeObjects();
    xa();
    errors();
    calls();
    connections();
  }

  @AfterAll
  static void stop() {
    scenarios.close();
  }

  @TestFactory
  Stream<DynamicTest> asPostgres() throws IOException {
    return scenarios.tests();
  }

  private static void add(String name, Use use) {
    add(name, "", use);
  }

  private static void add(String name, String options, Use use) {
    scenarios.add(
        name,
        (url, account) -> {
          try (Connection connection = DriverManager.getConnection(url + "&" + options);
              Statement statement = connection.createStatement()) {
            try {
              statement.execute("DROP SCHEMA IF EXISTS s CASCADE");
              statement.execute("CREATE SCHEMA s");
              statement.execute("SET search_path = s");
              statement.execute(
                  "CREATE TABLE t (id int PRIMARY KEY, v text, n numeric(8,2) DEFAULT 1.5)");
              statement.execute("INSERT INTO t SELECT g, 'v' || g FROM generate_series(1, 10) g");
              use.run(connection, account);
            } catch (SQLException e) {
              account.println(e.getSQLState() + " " + e.getMessage());
            }
            if (connection.isClosed()) {
              account.println("closed");
            } else {
              connection.setAutoCommit(true);
              statement.execute("RESET ROLE");
              statement.execute("DROP SCHEMA s CASCADE");
            }
          }
        });
  }

  /** In each way that the driver can send statements. */
  private static void addAll(String name, Use use) {
    for (String mode : MODES) {
      add(name + " with " + mode, mode, use);
    }
  }

  /** In each way in which the driver can describe a statement that has not run. */
  private static void addDescribing(String name, Use use) {
    for (String mode : MODES) {
      if (!mode.equals("preferQueryMode=simple")) {
        add(name + " with " + mode, mode, use);
      }
    }
  }

  private static void print(ResultSet rows, PrintWriter account) throws SQLException {
    int width = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      account.println(row(rows, width));
    }
  }

  private static String row(ResultSet rows, int width) throws SQLException {
    StringJoiner row = new StringJoiner("|");
    for (int i = 1; i <= width; i++) {
      row.add(String.valueOf(rows.getString(i)));
    }
    return row.toString();
  }

  private static void query(Connection connection, String sql, PrintWriter account)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      print(rows, account);
    }
  }

  private static void attempt(PrintWriter account, String what, Use use, Connection connection)
      throws Exception {
    try {
      use.run(connection, account);
      account.println(what + " went well");
    } catch (SQLException e) {
      account.println(what + " " + e.getSQLState() + " " + e.getMessage());
    }
  }

  // Batches

  private static void batches() {
    addAll(
        "batch of inserts",
        (connection, account) -> {
          try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO t (id, v) VALUES (?, ?)")) {
            for (int i = 100; i < 1100; i++) {
              insert.setInt(1, i);
              insert.setString(2, "batch " + i);
              insert.addBatch();
            }
            account.println(Arrays.stream(insert.executeBatch()).sum());
          }
          query(connection, "SELECT count(*), sum(id), max(v) FROM t", account);
        });
    add(
        "batch of inserts rewritten to few",
        "reWriteBatchedInserts=true",
        (connection, account) -> {
          try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO t (id, v) VALUES (?, ?)")) {
            for (int i = 100; i < 5100; i++) {
              insert.setInt(1, i);
              insert.setString(2, "batch " + i);
              insert.addBatch();
            }
            account.println(Arrays.stream(insert.executeBatch()).allMatch(n -> n == -2));
          }
          query(connection, "SELECT count(*), sum(id), max(v) FROM t", account);
        });
    addAll(
        "batch of different statements",
        (connection, account) -> {
          try (Statement statement = connection.createStatement()) {
            statement.addBatch("INSERT INTO t VALUES (50, 'x')");
            statement.addBatch("UPDATE t SET v = 'y' WHERE id > 8");
            statement.addBatch("DELETE FROM t WHERE id < 3");
            statement.addBatch("CREATE TABLE more (a int)");
            account.println(Arrays.toString(statement.executeBatch()));
          }
          query(connection, "SELECT id, v FROM t ORDER BY id", account);
        });
    addAll(
        "batch that fails in the middle",
        (connection, account) -> {
          try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO t (id, v) VALUES (?, 'new')")) {
            for (int id : new int[] {20, 21, 5, 22}) {
              insert.setInt(1, id);
              insert.addBatch();
            }
            insert.executeBatch();
          } catch (BatchUpdateException e) {
            account.println(Arrays.toString(e.getUpdateCounts()));
            account.println(e.getSQLState() + " " + e.getMessage());
          }
          query(connection, "SELECT count(*) FROM t", account);
        });
    addAll(
        "batch that fails in a transaction",
        (connection, account) -> {
          connection.setAutoCommit(false);
          try (PreparedStatement update =
              connection.prepareStatement("UPDATE t SET id = ? WHERE id = ?")) {
            update.setInt(1, 30);
            update.setInt(2, 1);
            update.addBatch();
            update.setInt(1, 2);
            update.setInt(2, 3);
            update.addBatch();
            update.executeBatch();
          } catch (BatchUpdateException e) {
            account.println(Arrays.toString(e.getUpdateCounts()) + e.getSQLState());
          }
          connection.rollback();
          query(connection, "SELECT min(id) FROM t", account);
        });
  }

  private static void generatedKeys() {
    addAll(
        "generated keys of a serial column",
        (connection, account) -> {
          try (Statement ddl = connection.createStatement()) {
            ddl.execute(
                "CREATE TABLE k (id serial PRIMARY KEY, v text, at date DEFAULT '2020-01-02')");
          }
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO k (v) VALUES (?), ('second')", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, "first");
            account.println(insert.executeUpdate());
            print(insert.getGeneratedKeys(), account);
          }
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO k (v) VALUES (?)", new String[] {"id", "at"})) {
            for (int i = 0; i < 3; i++) {
              insert.setString(1, "b" + i);
              insert.addBatch();
            }
            insert.executeBatch();
            print(insert.getGeneratedKeys(), account);
          }
        });
    add(
        "generated keys of an identity column",
        (connection, account) -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(
                "CREATE TABLE k (id bigint GENERATED ALWAYS AS IDENTITY (START 10 INCREMENT 5), v text)");
            statement.executeUpdate("INSERT INTO k (v) VALUES ('a'), ('b')", new String[] {"id"});
            print(statement.getGeneratedKeys(), account);
            statement.executeUpdate("INSERT INTO k VALUES (1, 'c')");
          }
        });
    add(
        "update that returns rows",
        (connection, account) -> {
          try (Statement statement = connection.createStatement()) {
            account.println(
                statement.executeUpdate(
                    "UPDATE t SET v = 'z' WHERE id > 8", Statement.RETURN_GENERATED_KEYS));
            print(statement.getGeneratedKeys(), account);
          }
        });
  }

  // Cursors

  private static void cursors() {
    for (int fetchSize : new int[] {1, 3, 10, 1000}) {
      addAll(
          "rows in pieces of " + fetchSize,
          (connection, account) -> {
            connection.setAutoCommit(false);
            try (PreparedStatement select =
                connection.prepareStatement("SELECT id, v FROM t WHERE id > ? ORDER BY id")) {
              select.setFetchSize(fetchSize);
              select.setInt(1, 2);
              print(select.executeQuery(), account);
              select.setInt(1, 8);
              print(select.executeQuery(), account);
            }
            connection.commit();
          });
    }
    add(
        "adaptive fetch",
        "adaptiveFetch=true&defaultRowFetchSize=2&maxResultBuffer=100K",
        (connection, account) -> {
          connection.setAutoCommit(false);
          query(
              connection,
              "SELECT g, repeat('x', 100) FROM generate_series(1, 3000) g ORDER BY 1",
              account);
        });
    add(
        "two cursors side by side",
        (connection, account) -> {
          connection.setAutoCommit(false);
          try (Statement one = connection.createStatement();
              Statement two = connection.createStatement()) {
            one.setFetchSize(2);
            two.setFetchSize(3);
            ResultSet first = one.executeQuery("SELECT id FROM t ORDER BY id");
            ResultSet second = two.executeQuery("SELECT v FROM t ORDER BY id DESC");
            while (first.next() && second.next()) {
              account.println(first.getInt(1) + second.getString(1));
            }
          }
        });
    add(
        "changes while a cursor is open",
        (connection, account) -> {
          connection.setAutoCommit(false);
          try (Statement read = connection.createStatement();
              Statement write = connection.createStatement()) {
            read.setFetchSize(2);
            ResultSet rows = read.executeQuery("SELECT id, v FROM t ORDER BY id");
            while (rows.next()) {
              write.executeUpdate("UPDATE t SET v = 'seen' WHERE id = " + (rows.getInt(1) + 1));
              account.println(row(rows, 2));
            }
          }
          query(connection, "SELECT count(*) FROM t WHERE v = 'seen'", account);
        });
    add(
        "cursor over the end of its transaction",
        (connection, account) -> {
          connection.setAutoCommit(false);
          try (Statement read = connection.createStatement()) {
            read.setFetchSize(2);
            ResultSet rows = read.executeQuery("SELECT id FROM t ORDER BY id");
            rows.next();
            connection.commit();
            while (rows.next()) {
              account.println(rows.getInt(1));
            }
          }
        });
    addAll(
        "max rows",
        (connection, account) -> {
          try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(4);
            print(statement.executeQuery("SELECT id FROM t ORDER BY id"), account);
            statement.setFetchSize(3);
            print(statement.executeQuery("SELECT id FROM t ORDER BY id"), account);
          }
        });
    add(
        "declared cursor",
        (connection, account) -> {
          connection.setAutoCommit(false);
          try (Statement statement = connection.createStatement()) {
            statement.execute("DECLARE c SCROLL CURSOR FOR SELECT id, v FROM t ORDER BY id");
            print(statement.executeQuery("FETCH 3 FROM c"), account);
            print(statement.executeQuery("FETCH BACKWARD 2 FROM c"), account);
            account.println(statement.executeUpdate("MOVE LAST IN c"));
            print(statement.executeQuery("FETCH PRIOR FROM c"), account);
            statement.execute("CLOSE c");
          }
        });
  }

  // Transactions

  private static void transactions() {
    add(
        "savepoints",
        (connection, account) -> {
          connection.setAutoCommit(false);
          try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM t WHERE id = 1");
            Savepoint named = connection.setSavepoint("named");
            statement.executeUpdate("DELETE FROM t WHERE id = 2");
            Savepoint unnamed = connection.setSavepoint();
            statement.executeUpdate("DELETE FROM t WHERE id = 3");
            connection.rollback(unnamed);
            query(connection, "SELECT min(id) FROM t", account);
            connection.rollback(named);
            connection.releaseSavepoint(named);
            query(connection, "SELECT min(id) FROM t", account);
          }
          connection.rollback();
          query(connection, "SELECT min(id) FROM t", account);
        });
    for (String autosave : new String[] {"never", "conservative", "always"}) {
      for (String mode : MODES) {
        add(
            "autosave " + autosave + " with " + mode,
            "autosave=" + autosave + "&" + mode,
            (connection, account) -> {
              connection.setAutoCommit(false);
              try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE t SET v = 'kept' WHERE id = 1");
                attempt(account, "divide", (c, a) -> statement.execute("SELECT 1/0"), connection);
                attempt(
                    account,
                    "update",
                    (c, a) -> statement.executeUpdate("UPDATE t SET v = 'too' WHERE id = 2"),
                    connection);
                attempt(account, "commit", (c, a) -> c.commit(), connection);
              }
              query(connection, "SELECT v FROM t WHERE id < 3 ORDER BY id", account);
            });
        add(
            "result type changes under autosave " + autosave + " with " + mode,
            "autosave=" + autosave + "&" + mode,
            (connection, account) -> {
              connection.setAutoCommit(false);
              try (PreparedStatement select =
                  connection.prepareStatement("SELECT * FROM t WHERE id = ?")) {
                for (int i = 0; i < 6; i++) {
                  select.setInt(1, 1);
                  print(select.executeQuery(), account);
                }
                try (Statement ddl = connection.createStatement()) {
                  ddl.execute("ALTER TABLE t ADD COLUMN w int DEFAULT 4");
                }
                attempt(account, "again", (c, a) -> print(select.executeQuery(), a), connection);
              }
            });
      }
    }
    for (int level :
        new int[] {
          Connection.TRANSACTION_READ_COMMITTED,
          Connection.TRANSACTION_REPEATABLE_READ,
          Connection.TRANSACTION_SERIALIZABLE,
          Connection.TRANSACTION_READ_UNCOMMITTED
        }) {
      add(
          "isolation level " + level,
          (connection, account) -> {
            connection.setTransactionIsolation(level);
            account.println(connection.getTransactionIsolation());
            connection.setAutoCommit(false);
            query(connection, "SHOW transaction_isolation", account);
          });
    }
    for (String mode : new String[] {"ignore", "transaction", "always"}) {
      add(
          "read-only connection, " + mode,
          "readOnlyMode=" + mode,
          (connection, account) -> {
            connection.setReadOnly(true);
            attempt(
                account,
                "write outside",
                (c, a) -> c.createStatement().executeUpdate("DELETE FROM t WHERE id = 1"),
                connection);
            connection.setAutoCommit(false);
            attempt(
                account,
                "write inside",
                (c, a) -> c.createStatement().executeUpdate("DELETE FROM t WHERE id = 2"),
                connection);
            connection.rollback();
            connection.setReadOnly(false);
            account.println(connection.isReadOnly());
          });
    }
    addAll(
        "statements after a failure",
        (connection, account) -> {
          connection.setAutoCommit(false);
          attempt(account, "1", (c, a) -> query(c, "SELECT nothing", a), connection);
          attempt(account, "2", (c, a) -> query(c, "SELECT 1", a), connection);
          connection.rollback();
          attempt(account, "3", (c, a) -> query(c, "SELECT 1", a), connection);
        });
    addAll(
        "several statements in one string",
        (connection, account) -> {
          try (Statement statement = connection.createStatement()) {
            boolean rows =
                statement.execute(
                    "SELECT 1; UPDATE t SET v = 'm' WHERE id < 4; SELECT id FROM t WHERE v = 'm'"
                        + " ORDER BY id; DELETE FROM t WHERE id = 1");
            while (rows || statement.getUpdateCount() >= 0) {
              if (rows) {
                print(statement.getResultSet(), account);
              } else {
                account.println("count " + statement.getUpdateCount());
              }
              rows = statement.getMoreResults();
            }
          }
          attempt(
              account,
              "all or nothing",
              (c, a) ->
                  c.createStatement().execute("DELETE FROM t WHERE id = 9; SELECT 1/0; SELECT 2"),
              connection);
          query(connection, "SELECT count(*) FROM t", account);
        });
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

  // Result sets

  private static void resultSets() {
    add(
        "updatable result set",
        (connection, account) -> {
          try (Statement statement =
                  connection.createStatement(
                      ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
              ResultSet rows = statement.executeQuery("SELECT id, v, n FROM t ORDER BY id")) {
            rows.absolute(3);
            rows.updateString("v", "updated");
            rows.updateBigDecimal(3, new java.math.BigDecimal("7.25"));
            rows.updateRow();
            rows.moveToInsertRow();
            rows.updateInt(1, 99);
            rows.updateString(2, "inserted");
            rows.insertRow();
            rows.moveToCurrentRow();
            rows.absolute(5);
            rows.deleteRow();
            rows.absolute(1);
            rows.updateNull("v");
            rows.cancelRowUpdates();
            rows.refreshRow();
            account.println(row(rows, 3));
          }
          query(connection, "SELECT * FROM t ORDER BY id", account);
        });
    add(
        "scrolling result set",
        (connection, account) -> {
          try (Statement statement =
                  connection.createStatement(
                      ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
              ResultSet rows = statement.executeQuery("SELECT id FROM t ORDER BY id")) {
            account.println(rows.last() + " " + rows.getRow() + " " + rows.previous());
            account.println(rows.relative(-3) + " " + rows.getInt(1));
            rows.beforeFirst();
            account.println(rows.next() + " " + rows.getInt(1) + rows.isFirst());
          }
        });
    for (String sql :
        new String[] {
          "SELECT * FROM t",
          "SELECT id AS renamed, upper(v), n + 1, 'x', NULL FROM t",
          "SELECT a.id, b.id FROM t a JOIN t b USING (id)",
          "SELECT sum(n), count(*), avg(id), max(v) FROM t",
          "SELECT * FROM information_schema.tables",
          "SELECT 1::numeric(5,1), 'x'::varchar(7), now(), current_date",
          "VALUES (1, 'a', true)",
          "SELECT array_agg(id), row(1, 2) FROM t"
        }) {
      addDescribing(
          "metadata of " + sql,
          (connection, account) -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
              ResultSetMetaData m = statement.getMetaData();
              for (int i = 1; m != null && i <= m.getColumnCount(); i++) {
                account.println(
                    String.join(
                        " ",
                        m.getColumnLabel(i),
                        m.getColumnName(i),
                        m.getColumnTypeName(i),
                        m.getTableName(i),
                        m.getSchemaName(i),
                        String.valueOf(m.isNullable(i)),
                        String.valueOf(m.isAutoIncrement(i)),
                        String.valueOf(m.getPrecision(i)),
                        String.valueOf(m.getScale(i)),
                        m.getColumnClassName(i)));
              }
            }
          });
    }
  }

  // Metadata

  /** A question to the driver about the database. */
  @FunctionalInterface
  private interface Question {
    ResultSet ask(DatabaseMetaData metadata) throws SQLException;
  }

  private static void metadata(String name, Question question) {
    add(
        "metadata: " + name,
        (connection, account) -> {
          try (Statement ddl = connection.createStatement()) {
            ddl.execute(
                "CREATE TABLE parent (a int, b text, PRIMARY KEY (a, b));"
                    + " CREATE TABLE child (id bigserial PRIMARY KEY, a int NOT NULL, b text DEFAULT"
                    + " 'x', c varchar(20) UNIQUE, d numeric(10,2)[], e timestamptz(3),"
                    + " FOREIGN KEY (a, b) REFERENCES parent ON DELETE CASCADE);"
                    + " CREATE INDEX child_e ON child (e DESC, lower(c)) WHERE a > 0;"
                    + " CREATE VIEW seen AS SELECT id, c FROM child;"
                    + " CREATE SEQUENCE counted;"
                    + " COMMENT ON TABLE child IS 'a remark'; COMMENT ON COLUMN child.c IS 'column'");
          }
          ResultSet rows = question.ask(connection.getMetaData());
          int width = rows.getMetaData().getColumnCount();
          for (int i = 1; i <= width; i++) {
            account.print(rows.getMetaData().getColumnLabel(i) + " ");
          }
          account.println();
          print(rows, account);
        });
  }

  private static void metadata() {
    metadata("tables", m -> m.getTables(null, "s", "%", null));
    metadata("tables by kind", m -> m.getTables(null, "s", "%", new String[] {"TABLE", "VIEW"}));
    metadata("tables of a pattern", m -> m.getTables(null, "s", "c%", null));
    metadata("columns", m -> m.getColumns(null, "s", "child", null));
    metadata("columns of a pattern", m -> m.getColumns(null, "s", "%", "%a%"));
    metadata("primary keys", m -> m.getPrimaryKeys(null, "s", "parent"));
    metadata("imported keys", m -> m.getImportedKeys(null, "s", "child"));
    metadata("exported keys", m -> m.getExportedKeys(null, "s", "parent"));
    metadata("cross reference", m -> m.getCrossReference(null, "s", "parent", null, "s", "child"));
    metadata("indexes", m -> m.getIndexInfo(null, "s", "child", false, true));
    metadata("unique indexes", m -> m.getIndexInfo(null, "s", "child", true, true));
    metadata("best row", m -> m.getBestRowIdentifier(null, "s", "child", 1, true));
    metadata("schemas", m -> m.getSchemas(null, "s%"));
    metadata("catalogs", DatabaseMetaData::getCatalogs);
    metadata("table types", DatabaseMetaData::getTableTypes);
    metadata("column privileges", m -> m.getColumnPrivileges(null, "s", "child", "c"));
    metadata("table privileges", m -> m.getTablePrivileges(null, "s", "child"));
    metadata("functions", m -> m.getFunctions(null, "pg_catalog", "abs"));
    metadata("procedures", m -> m.getProcedures(null, "s", "%"));
    metadata("function columns", m -> m.getFunctionColumns(null, "pg_catalog", "lower", "%"));
    metadata("types of this schema", m -> m.getUDTs(null, "s", "%", null));
    metadata("version columns", m -> m.getVersionColumns(null, "s", "child"));
    metadata("client info", DatabaseMetaData::getClientInfoProperties);
    add(
        "metadata: limits and words",
        (connection, account) -> {
          DatabaseMetaData m = connection.getMetaData();
          account.println(m.getDatabaseProductName() + m.getDatabaseProductVersion());
          account.println(m.getDatabaseMajorVersion() + "." + m.getDatabaseMinorVersion());
          account.println(m.getMaxColumnNameLength() + " " + m.getMaxIndexLength());
          account.println(m.getSQLKeywords());
          account.println(m.getNumericFunctions() + m.getStringFunctions());
          account.println(m.getDefaultTransactionIsolation() + m.getIdentifierQuoteString());
        });
    add(
        "metadata: parameters",
        (connection, account) -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "UPDATE t SET v = ?, n = ? WHERE id = ? AND v LIKE ? AND id = ANY(?)")) {
            var m = statement.getParameterMetaData();
            for (int i = 1; i <= m.getParameterCount(); i++) {
              account.println(m.getParameterTypeName(i) + " " + m.getParameterClassName(i));
            }
          }
        });
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

  // XA

  private static void xa() {
    scenarios.add(
        "XA: prepare, commit, rollback, recover",
        (url, account) -> {
          PGXADataSource source = new PGXADataSource();
          source.setUrl(url);
          source.setUser("postgres");
          var connection = source.getXAConnection();
          var resource = connection.getXAResource();
          var jdbc = connection.getConnection();
          jdbc.createStatement().execute("DROP TABLE IF EXISTS xa_rows");
          jdbc.createStatement().execute("CREATE TABLE xa_rows (a int)");
          for (int i = 1; i <= 2; i++) {
            var xid = new TestXid(i);
            resource.start(xid, javax.transaction.xa.XAResource.TMNOFLAGS);
            jdbc.createStatement().executeUpdate("INSERT INTO xa_rows VALUES (" + i + ")");
            resource.end(xid, javax.transaction.xa.XAResource.TMSUCCESS);
            account.println(resource.prepare(xid));
            account.println(resource.recover(javax.transaction.xa.XAResource.TMSTARTRSCAN).length);
            if (i == 1) {
              resource.commit(xid, false);
            } else {
              resource.rollback(xid);
            }
          }
          var onePhase = new TestXid(3);
          resource.start(onePhase, javax.transaction.xa.XAResource.TMNOFLAGS);
          jdbc.createStatement().executeUpdate("INSERT INTO xa_rows VALUES (3)");
          resource.end(onePhase, javax.transaction.xa.XAResource.TMSUCCESS);
          resource.commit(onePhase, true);
          try (Connection other = DriverManager.getConnection(url)) {
            query(other, "SELECT a FROM xa_rows ORDER BY a", account);
            other.createStatement().execute("DROP TABLE xa_rows");
          }
          connection.close();
        });
  }

  private record TestXid(int number) implements javax.transaction.xa.Xid {
    @Override
    public int getFormatId() {
      return 1;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return new byte[] {(byte) number, 42};
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }

  // Errors

  private static void errors() {
    String[] wrong = {
      "SELECT * FROM nothing",
      "SELECT nothing FROM t",
      "SELEC 1",
      "SELECT 1 +",
      "SELECT nofunction(1)",
      "SELECT 1/0",
      "SELECT 'x'::int",
      "SELECT 99999999999::int",
      "INSERT INTO t VALUES (1)",
      "INSERT INTO t VALUES (null)",
      "INSERT INTO t (id, n) VALUES (50, 12345678.9)",
      "INSERT INTO t VALUES (50, 'a', 1, 2)",
      "UPDATE t SET nothing = 1",
      "SELECT v, count(*) FROM t",
      "SELECT * FROM t a, t b WHERE id = 1",
      "SELECT 1 WHERE 'a'",
      "SELECT (SELECT id FROM t)",
      "CREATE TABLE t (a int)",
      "DROP TABLE nothing",
      "SELECT ''::date",
      "SELECT '2024-02-30'::date",
      "SELECT to_date('x', 'YYYY')",
      "SELECT 1 = 'x'",
      "SELECT true + 1",
      "SELECT ARRAY[1,2] || 'x'",
      "SELECT '{'::json",
      "SET nothing = 1",
      "SET work_mem = 'x'",
      "SELECT $1",
      "SELECT 'unterminated"
    };
    for (String sql : wrong) {
      add(
          "error of " + sql,
          (connection, account) -> {
            try {
              connection.createStatement().execute(sql);
              account.println("no error");
            } catch (PSQLException e) {
              ServerErrorMessage m = e.getServerErrorMessage();
              if (m == null) {
                throw e;
              }
              account.println(
                  String.join(
                      "|",
                      m.getSeverity(),
                      m.getSQLState(),
                      m.getMessage(),
                      m.getDetail(),
                      m.getHint(),
                      String.valueOf(m.getPosition()),
                      m.getWhere(),
                      m.getSchema(),
                      m.getTable(),
                      m.getColumn(),
                      m.getDatatype(),
                      m.getConstraint()));
            }
          });
    }
    add(
        "warnings",
        (connection, account) -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS nothing");
            for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
              account.println(w.getSQLState() + " " + w.getMessage());
            }
            statement.execute("COMMIT");
            for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
              account.println(w.getSQLState() + " " + w.getMessage());
            }
          }
        });
    addAll(
        "query timeout",
        (connection, account) -> {
          try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            statement.execute("SELECT pg_sleep(60)");
          } catch (SQLException e) {
            account.println(e.getSQLState() + " " + e.getMessage());
          }
          query(connection, "SELECT 1", account);
        });
    add(
        "statement timeout",
        "options=-c%20statement_timeout=200",
        (connection, account) -> query(connection, "SELECT pg_sleep(60)", account));
    add(
        "lock timeout",
        (connection, account) -> {
          connection.setAutoCommit(false);
          connection.createStatement().executeUpdate("UPDATE t SET v = 'l' WHERE id = 1");
          try (Connection other = DriverManager.getConnection(connection.getMetaData().getURL())) {
            other
                .createStatement()
                .execute("SET lock_timeout = 100; SET statement_timeout = '20s'");
            other.createStatement().executeUpdate("UPDATE s.t SET v = 'm' WHERE id = 1");
          }
        });
    add(
        "idle in transaction timeout",
        (connection, account) -> {
          connection.createStatement().execute("SET idle_in_transaction_session_timeout = 100");
          connection.setAutoCommit(false);
          query(connection, "SELECT 1", account);
          try (Connection other = DriverManager.getConnection(connection.getMetaData().getURL())) {
            other.createStatement().execute("SELECT pg_sleep(1)");
          }
          try {
            query(connection, "SELECT 1", account);
          } catch (SQLException e) {
            account.println(e.getSQLState() + " " + e.getMessage());
          }
        });
  }

  // Calls

  private static void calls() {
    add(
        "call of a function",
        (connection, account) -> {
          try (CallableStatement call = connection.prepareCall("{? = call upper(?)}")) {
            call.registerOutParameter(1, java.sql.Types.VARCHAR);
            call.setString(2, "x");
            call.execute();
            account.println(call.getString(1));
          }
        });
    addAll(
        "escapes",
        (connection, account) ->
            query(
                connection,
                "SELECT {fn concat('a', 'b')}, {d '2024-01-02'}, {ts '2024-01-02 03:04:05'},"
                    + " {fn mod(7, 4)}, {fn ucase('x')} FROM {oj t a LEFT OUTER JOIN t b ON a.id ="
                    + " b.id} WHERE a.id = 1 AND a.v LIKE 'v%' {escape '!'}",
                account));
  }

  // Connections

  private static void connections() {
    add(
        "client info and settings",
        "ApplicationName=compat&options=-c%20work_mem=8MB%20-c%20search_path=pg_catalog",
        (connection, account) -> {
          query(connection, "SHOW application_name", account);
          query(connection, "SHOW work_mem", account);
          connection.setClientInfo("ApplicationName", "renamed");
          query(connection, "SHOW application_name", account);
          account.println(connection.getClientInfo("ApplicationName"));
          PGConnection driver = connection.unwrap(PGConnection.class);
          driver.getParameterStatuses().entrySet().stream()
              .filter(e -> !e.getKey().equals("server_version"))
              .sorted(java.util.Map.Entry.comparingByKey())
              .forEach(account::println);
        });
    add(
        "schema and catalog",
        (connection, account) -> {
          account.println(connection.getSchema() + " " + connection.getCatalog());
          connection.setSchema("pg_catalog");
          account.println(connection.getSchema());
          account.println(connection.isValid(5));
        });
    add(
        "cancel from another thread",
        (connection, account) -> {
          Statement statement = connection.createStatement();
          AtomicBoolean running = new AtomicBoolean(true);
          Thread canceller =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try (Connection other =
                            DriverManager.getConnection(connection.getMetaData().getURL())) {
                          int pid = connection.unwrap(PGConnection.class).getBackendPID();
                          boolean active = false;
                          while (!active && running.get()) {
                            try (ResultSet row =
                                other
                                    .createStatement()
                                    .executeQuery(
                                        "SELECT state = 'active' AND query LIKE '%pg_sleep(20)%'"
                                            + " FROM pg_stat_activity WHERE pid = "
                                            + pid)) {
                              active = row.next() && row.getBoolean(1);
                            }
                          }
                          statement.cancel();
                        } catch (SQLException e) {
                          throw new IllegalStateException(e);
                        }
                      });
          try {
            statement.execute("SELECT pg_sleep(20)");
          } catch (SQLException e) {
            account.println(e.getSQLState() + " " + e.getMessage());
          } finally {
            running.set(false);
          }
          canceller.join();
          query(connection, "SELECT 1", account);
        });
    add(
        "terminated by another session",
        (connection, account) -> {
          try (Connection other = DriverManager.getConnection(connection.getMetaData().getURL())) {
            query(
                other,
                "SELECT pg_terminate_backend("
                    + connection.unwrap(PGConnection.class).getBackendPID()
                    + ", 10000)",
                account);
          }
          try {
            query(connection, "SELECT 1", account);
          } catch (SQLException e) {
            account.println(e.getSQLState() + " " + e.getMessage());
          }
        });
    add(
        "fast path call",
        (connection, account) -> {
          @SuppressWarnings("deprecation")
          var fastpath = connection.unwrap(BaseConnection.class).getFastpathAPI();
          @SuppressWarnings("deprecation")
          int result =
              fastpath.getInteger(
                  "abs",
                  new org.postgresql.fastpath.FastpathArg[] {
                    new org.postgresql.fastpath.FastpathArg(-5)
                  });
          account.println(result);
        });
    for (String database : new String[] {"nothing", "template1"}) {
      scenarios.add(
          "connection to database " + database,
          (url, account) -> {
            String other = url.replaceFirst("/postgres\\?", "/" + database + "?");
            try (Connection connection = DriverManager.getConnection(other)) {
              account.println(connection.getCatalog());
            }
          });
    }
    scenarios.add(
        "connection as an unknown role",
        (url, account) -> DriverManager.getConnection(url.replace("user=postgres", "user=nobody")));
    scenarios.add(
        "connection with an unknown setting",
        (url, account) -> DriverManager.getConnection(url + "&options=-c%20nothing=1"));
  }
}
