package org.heapgres.wire;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heapgres status}, as {@code pg_ctl status}, and what the server says of itself. */
@Command(
    name = "status",
    description = "Say whether a server runs, and what it does.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Ends with 0 when it runs, 3 when it does not, 4 when DIR is no heap's. A password may be in"
          + " the URL or in the environment variable PGPASSWORD; a server that runs and lets nobody"
          + " in to look is told of without the rest."
    })
final class StatusCommand implements Callable<Integer> {
  private static final int NOT_RUNNING = 3;
  private static final int NO_HEAP = 4;
  private static final int LOGIN_SECONDS = 10;

  /** A line of its own for each row: what it is about, and what is to be said. */
  private static final String QUERY =
      """
      SELECT 'version', version()
      UNION ALL SELECT 'data directory', current_setting('data_directory')
      UNION ALL SELECT 'up since',
        to_char(pg_postmaster_start_time(), 'YYYY-MM-DD HH24:MI:SS TZ') || ', for '
          || justify_hours(date_trunc('second', now() - pg_postmaster_start_time()))
      UNION ALL SELECT 'connections', format('%s of %s', count(*), current_setting('max_connections'))
        FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
      UNION ALL SELECT '  ' || coalesce(state, 'unknown'), count(*)::text
        FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
        GROUP BY state
      UNION ALL SELECT 'longest transaction', coalesce(
        (SELECT format('%s, process %s of %s in %s, %s', date_trunc('second', now() - xact_start),
            pid, usename, datname, state)
          FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
            AND xact_start IS NOT NULL
          ORDER BY xact_start LIMIT 1), 'none')
      UNION ALL SELECT 'waiting for locks', count(*)::text FROM pg_locks WHERE NOT granted
      UNION ALL SELECT 'log', format('%s in %s commits since the start', pg_size_pretty(wal_bytes),
          wal_records) FROM pg_stat_wal
      UNION ALL SELECT 'checkpoints', num_done || ' since the start' FROM pg_stat_checkpointer
      UNION ALL SELECT 'database ' || datname, pg_size_pretty(pg_database_size(oid))
        FROM pg_database WHERE datallowconn
      """;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DIR|URL",
      defaultValue = "./heapgres-data",
      description =
          "The heap's directory, or postgresql://user@host:port/db (default: ${DEFAULT-VALUE}).")
  private String target;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      return target.contains("://") ? ofUrl(out) : ofDirectory(out, Path.of(target));
    } finally {
      out.flush();
    }
  }

  private static int ofDirectory(PrintWriter out, Path data) throws IOException {
    if (!Files.exists(data.resolve("format"))) {
      out.println("heapgres: \"" + data + "\" is not a data directory");
      return NO_HEAP;
    }
    Optional<ServerProcess> found = ServerProcess.of(data);
    if (found.isEmpty()) {
      out.println("heapgres: no server running");
      return NOT_RUNNING;
    }
    ServerProcess server = found.get();
    out.printf(
        "heapgres: server is running (PID: %d) on port %d of %s%n",
        server.pid(), server.port(), server.host());
    try {
      report(out, server.url());
    } catch (SQLException e) {
      out.println("It says no more: " + e.getMessage());
    }
    return 0;
  }

  private int ofUrl(PrintWriter out) {
    try {
      report(out, target);
      return 0;
    } catch (PSQLException e) {
      boolean unreachable =
          PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState().equals(e.getSQLState());
      out.println("heapgres: " + e.getMessage());
      return unreachable ? NOT_RUNNING : 0;
    } catch (SQLException e) {
      out.println("heapgres: " + e.getMessage());
      return NOT_RUNNING;
    }
  }

  private static void report(PrintWriter out, String url) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("loginTimeout", Integer.toString(LOGIN_SECONDS));
    properties.setProperty("ApplicationName", "heapgres status");
    String password = System.getenv("PGPASSWORD");
    if (password != null) {
      properties.setProperty("password", password);
    }
    try (Connection connection = DriverManager.getConnection(JdbcUrl.of(url), properties);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        out.printf("%-22s %s%n", rows.getString(1), rows.getString(2));
      }
    }
  }
}
