package org.heapgres.compat;

import static org.heapgres.compat.PgJdbcTest.add;
import static org.heapgres.compat.PgJdbcTest.addAll;
import static org.heapgres.compat.PgJdbcTest.addDescribing;
import static org.heapgres.compat.PgJdbcTest.print;
import static org.heapgres.compat.PgJdbcTest.query;
import static org.heapgres.compat.PgJdbcTest.row;

import java.sql.BatchUpdateException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Arrays;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Statements of pgjdbc and what they give: batches, cursors, result sets, errors, calls. */
final class PgJdbcStatements {
  private PgJdbcStatements() {}

  static void addScenarios() {
    batches();
    generatedKeys();
    cursors();
    resultSets();
    errors();
    calls();
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
}
