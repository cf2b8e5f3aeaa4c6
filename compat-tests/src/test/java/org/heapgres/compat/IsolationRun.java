package org.heapgres.compat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a case at one level on one server; its transcript. */
final class IsolationRun implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final long POLL_MILLIS = 5;

  private static final class Session {
    final Connection connection;
    final Statement statement;
    final int pid;
    String sql;
    CompletableFuture<String> answer;

    Session(String url) throws SQLException {
      connection = DriverManager.getConnection(url);
      statement = connection.createStatement();
      statement.setEscapeProcessing(false);
      try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
        row.next();
        pid = row.getInt(1);
      }
    }
  }

  private final String url;
  private final Connection control;
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final StringBuilder transcript = new StringBuilder();

  private IsolationRun(String url) throws SQLException {
    this.url = url;
    control = DriverManager.getConnection(url);
  }

  /** {@code url} names a database that is the test's own. */
  static String of(String url, IsolationScript.Case script, String level)
      throws SQLException, InterruptedException, ExecutionException {
    try (IsolationRun run = new IsolationRun(url)) {
      run.transcript.append("== ").append(script.title()).append(", ").append(level).append("\n\n");
      run.setUp(script);
      for (IsolationScript.Step step : script.steps()) {
        run.step(step.at(level));
      }
      run.finish();
      return run.transcript.toString();
    }
  }

  private void setUp(IsolationScript.Case script) throws SQLException {
    try (Statement statement = control.createStatement()) {
      statement.execute("DROP SCHEMA public CASCADE");
      statement.execute("CREATE SCHEMA public");
      for (String sql : script.setup()) {
        statement.execute(sql);
      }
    }
  }

  private void step(IsolationScript.Step step)
      throws SQLException, InterruptedException, ExecutionException {
    if (step.session() == null) {
      until(step.sql());
      return;
    }
    Session session = sessions.get(step.session());
    if (session == null) {
      session = new Session(url);
      sessions.put(step.session(), session);
    }
    if (session.answer != null) {
      settle(session, true);
      resumed();
    }
    start(session, step.sql());
    transcript.append(step.session()).append(": ").append(step.sql()).append('\n');
    if (settle(session, step.waitsOut())) {
      transcript.append(session.answer.get()).append('\n');
      session.answer = null;
    } else {
      transcript.append("<waits>\n\n");
    }
    resumed();
  }

  private void start(Session session, String sql) {
    session.sql = sql;
    session.answer =
        CompletableFuture.supplyAsync(
            () -> {
              StringBuilder answer = new StringBuilder();
              try {
                Transcript.answer(session.statement, sql, answer);
              } catch (SQLException e) {
                answer.append("the session has ended\n");
              }
              return masked(answer.toString());
            },
            threads);
  }

  /**
   * Without what no two servers have in common: numbers, how serializability is checked, and where
   * in the text a table is named that could not be locked, since PostgreSQL locks as it parses.
   */
  private static String masked(String answer) {
    return answer
        .replaceAll("detail Reason code: .*", "detail Reason code")
        .replaceAll("(?m)^(error (40P01|55P03|57014) .*) \\[\\d+]$", "$1")
        .replaceAll("advisory lock \\[\\d+", "advisory lock [N")
        .replaceAll("\\b(Process|process|transaction|relation|database|PID)( ?)\\d+", "$1$2N");
  }

  /** True when the session has its answer, false when it waits for another one and may do so. */
  private boolean settle(Session session, boolean toTheEnd)
      throws SQLException, InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        session.answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        if (!toTheEnd && isBlocked(session)) {
          return false;
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("no answer to " + session.sql, e);
        }
      }
    }
  }

  private boolean isBlocked(Session session) throws SQLException {
    return ask("SELECT cardinality(pg_blocking_pids(" + session.pid + ")) > 0");
  }

  private boolean ask(String sql) throws SQLException {
    try (Statement statement = control.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private void until(String condition)
      throws SQLException, InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!ask(condition)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("still not so: " + condition);
      }
      Thread.sleep(POLL_MILLIS);
    }
    resumed();
  }

  /** Shows the answers of those that waited and need not any longer, in the order of sessions. */
  private void resumed() throws SQLException, InterruptedException, ExecutionException {
    boolean again = true;
    while (again) {
      again = false;
      for (Map.Entry<String, Session> entry : sessions.entrySet()) {
        Session session = entry.getValue();
        if (session.answer != null && settle(session, false)) {
          transcript
              .append("<goes on> ")
              .append(entry.getKey())
              .append(": ")
              .append(session.sql)
              .append('\n')
              .append(session.answer.get())
              .append('\n');
          session.answer = null;
          again = true;
        }
      }
    }
  }

  private void finish() throws SQLException, InterruptedException, ExecutionException {
    for (Session session : sessions.values()) {
      if (session.answer != null) {
        settle(session, true);
      }
    }
    resumed();
  }

  @Override
  public void close() throws SQLException {
    Iterator<Session> each = sessions.values().iterator();
    while (each.hasNext()) {
      each.next().connection.close();
    }
    control.close();
    threads.shutdownNow();
  }
}
