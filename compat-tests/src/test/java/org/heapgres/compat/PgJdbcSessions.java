package org.heapgres.compat;

import static org.heapgres.compat.PgJdbcTest.MODES;
import static org.heapgres.compat.PgJdbcTest.add;
import static org.heapgres.compat.PgJdbcTest.addAll;
import static org.heapgres.compat.PgJdbcTest.addFree;
import static org.heapgres.compat.PgJdbcTest.attempt;
import static org.heapgres.compat.PgJdbcTest.print;
import static org.heapgres.compat.PgJdbcTest.query;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.xa.PGXADataSource;

/** Transactions of pgjdbc, two-phase ones too, what it finds in the catalog, connections. */
final class PgJdbcSessions {
  private PgJdbcSessions() {}

  static void addScenarios() {
    transactions();
    metadata();
    xa();
    connections();
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

  // XA

  private static void xa() {
    addFree(
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
      addFree(
          "connection to database " + database,
          (url, account) -> {
            String other = url.replaceFirst("/postgres\\?", "/" + database + "?");
            try (Connection connection = DriverManager.getConnection(other)) {
              account.println(connection.getCatalog());
            }
          });
    }
    addFree(
        "connection as an unknown role",
        (url, account) -> DriverManager.getConnection(url.replace("user=postgres", "user=nobody")));
    addFree(
        "connection with an unknown setting",
        (url, account) -> DriverManager.getConnection(url + "&options=-c%20nothing=1"));
  }
}
