package org.heapgres.planner.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.heapgres.planner.Notice;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.ExplainCommand;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.exec.Instrumentation;
import org.heapgres.planner.exec.explain.ExplainOptions;
import org.heapgres.planner.exec.explain.Explanation;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.UtilityStatement;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;

/**
 * What the server's log says of a session's statements, in PostgreSQL's words (manual, 19.8.2 and
 * F.3): log_statement, log_duration, log_min_duration_statement and the samples, auto_explain. Used
 * by the session's thread. As long as none of it is asked for, a statement costs a comparison.
 */
final class StatementLog {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int NO_LIMIT = -1;

  private final Session session;
  private final ServerLog log;
  private long version = -1;
  private boolean idle = true;
  private Wanted wanted;
  private String simple;
  private long begun;
  private boolean logged;
  private long transaction;
  private boolean sampled;

  /** What the settings ask for. Durations are milliseconds, negative for never. */
  private record Wanted(
      String statements,
      boolean durations,
      long least,
      long leastSampled,
      double statementRate,
      double transactionRate,
      int parameterLength,
      long explained,
      boolean explainAnalyzed,
      boolean explainNested) {
    boolean timed() {
      return durations || least >= 0 || leastSampled >= 0 || transactionRate > 0;
    }

    boolean nothing() {
      return statements.equals("none") && !timed() && explained < 0;
    }
  }

  StatementLog(Session session) {
    this.session = session;
    log = new ServerLog(session);
  }

  /** Whether nothing is to be logged. */
  private boolean isIdle() {
    SessionSettings settings = session.settings();
    if (settings.version() != version) {
      version = settings.version();
      wanted =
          new Wanted(
              settings.value("log_statement"),
              settings.bool("log_duration"),
              settings.number("log_min_duration_statement"),
              settings.number("log_min_duration_sample"),
              settings.real("log_statement_sample_rate"),
              settings.real("log_transaction_sample_rate"),
              (int) settings.number("log_parameter_max_length"),
              settings.number("auto_explain.log_min_duration"),
              settings.bool("auto_explain.log_analyze"),
              settings.bool("auto_explain.log_nested_statements"));
      idle = wanted.nothing();
    }
    return idle;
  }

  // Simple queries

  /** A query string has come. */
  void simple(String sql) {
    simple = null;
    if (isIdle()) {
      return;
    }
    begun = System.nanoTime();
    simple = sql;
    logged = !wanted.statements.equals("none") && isLogged(session.engine().parse(sql));
    if (logged) {
      write("statement: " + sql, null);
    }
  }

  /** The query string has been answered. */
  void answered() {
    if (simple != null) {
      String sql = simple;
      simple = null;
      duration("statement", sql, begun, logged, null);
    }
  }

  /** It has failed: its duration is nobody's business. */
  void failed() {
    simple = null;
  }

  /** The client is told of an error, its own or the server's. */
  void told(PgException error) {
    log.write(error);
  }

  // The extended protocol

  /** A step begins; the time of now, 0 when nobody asks. */
  long begin() {
    return isIdle() ? 0 : System.nanoTime();
  }

  void parsed(String name, String sql, long since) {
    if (since != 0) {
      duration("parse " + shown(name), sql, since, false, null);
    }
  }

  void bound(Prepared statement, String portal, Object[] parameters, long since) {
    if (since != 0) {
      duration(
          "bind " + shown(statement.name()) + suffix(portal),
          statement.sql(),
          since,
          false,
          parameters(statement, parameters));
    }
  }

  /** A portal is about to run, or to go on; whether the log has the statement then. */
  boolean executing(Prepared statement, String portal, Object[] parameters, boolean again) {
    if (isIdle() || simple != null || !isLogged(List.of(statement.raw()))) {
      return false;
    }
    write(
        verb(again) + shown(statement.name()) + suffix(portal) + ": " + statement.sql(),
        parameters(statement, parameters));
    return true;
  }

  void executed(
      Prepared statement,
      String portal,
      Object[] parameters,
      boolean again,
      boolean inLog,
      long since) {
    if (since != 0 && simple == null) {
      duration(
          verb(again) + shown(statement.name()) + suffix(portal),
          statement.sql(),
          since,
          inLog,
          parameters(statement, parameters));
    }
  }

  private static String verb(boolean again) {
    return again ? "execute fetch from " : "execute ";
  }

  private static String shown(String name) {
    return name.isEmpty() ? "<unnamed>" : name;
  }

  private static String suffix(String portal) {
    return portal.isEmpty() ? "" : "/" + portal;
  }

  private String parameters(Prepared statement, Object[] parameters) {
    String values = values(statement, parameters, wanted.parameterLength);
    return values == null ? null : "Parameters: " + values;
  }

  /** Null when there are none, or none are wanted; {@code limit} as the settings have it. */
  private String values(Prepared statement, Object[] parameters, int limit) {
    if (parameters.length == 0 || limit == 0) {
      return null;
    }
    PgType[] types = statement.parameterTypes();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < parameters.length; i++) {
      String value =
          parameters[i] == null
              ? "NULL"
              : "'" + clipped(types[i].text(parameters[i], session.formatSettings()), limit) + "'";
      texts.add("$" + (i + 1) + " = " + value);
    }
    return String.join(", ", texts);
  }

  private static String clipped(String text, int limit) {
    String quoted = text.replace("'", "''");
    if (limit == NO_LIMIT || quoted.getBytes(StandardCharsets.UTF_8).length <= limit) {
      return quoted;
    }
    return quoted.substring(0, Math.min(limit, quoted.length())) + "...";
  }

  // What is logged

  private boolean isLogged(List<RawStmt> statements) {
    return switch (wanted.statements) {
      case "all" -> true;
      case "mod" -> statements.stream().anyMatch(raw -> isDdl(raw) || isChange(raw));
      case "ddl" -> statements.stream().anyMatch(StatementLog::isDdl);
      default -> false;
    };
  }

  private static boolean isChange(RawStmt raw) {
    return switch (raw.stmt()) {
      case Statement.InsertStmt _,
          Statement.UpdateStmt _,
          Statement.DeleteStmt _,
          Statement.MergeStmt _ ->
          true;
      case UtilityStatement.CopyStmt copy -> copy.isFrom();
      case RelationStatement.TruncateStmt _ -> true;
      default -> false;
    };
  }

  /** Utility commands that make, change or drop something. */
  private static boolean isDdl(RawStmt raw) {
    return switch (raw.stmt()) {
      case Statement.SelectStmt select -> select.intoClause() != null;
      case RelationStatement.TruncateStmt _ -> false;
      case Statement other -> {
        String tag = CommandTags.of(other);
        yield tag.startsWith("CREATE ")
            || tag.startsWith("ALTER ")
            || tag.startsWith("DROP ")
            || tag.equals("COMMENT")
            || tag.equals("GRANT")
            || tag.equals("REVOKE")
            || tag.equals("SECURITY LABEL")
            || tag.equals("IMPORT FOREIGN SCHEMA")
            || tag.equals("REASSIGN OWNED");
      }
    };
  }

  private boolean isSampledTransaction() {
    if (wanted.transactionRate <= 0) {
      return false;
    }
    long now = session.transaction().startMicros();
    if (now != transaction) {
      transaction = now;
      sampled = ThreadLocalRandom.current().nextDouble() < wanted.transactionRate;
    }
    return sampled;
  }

  private void duration(
      String what, String sql, long since, boolean alreadyThere, String parameters) {
    if (!wanted.timed()) {
      return;
    }
    double millis = (System.nanoTime() - since) / NANOS_PER_MILLI;
    boolean exceeded = wanted.least >= 0 && millis >= wanted.least;
    boolean sample =
        wanted.leastSampled >= 0
            && millis >= wanted.leastSampled
            && ThreadLocalRandom.current().nextDouble() < wanted.statementRate;
    boolean whole = exceeded || sample || isSampledTransaction();
    if (!whole && !wanted.durations) {
      return;
    }
    String duration = String.format(Locale.ROOT, "duration: %.3f ms", millis);
    if (whole && !alreadyThere) {
      write(duration + "  " + what + ": " + sql, parameters);
    } else {
      write(duration, null);
    }
  }

  private void write(String message, String detail) {
    log.write("LOG", message, detail);
  }

  // auto_explain

  /** The run of a plan, counted if auto_explain wants to know what it did. */
  Run explained(Run run, boolean nested) {
    return !isIdle() && isExplained(nested) && wanted.explainAnalyzed
        ? run.counted(new Instrumentation(session.settings().bool("auto_explain.log_timing")))
        : run;
  }

  private boolean isExplained(boolean nested) {
    return wanted.explained >= 0 && (!nested || wanted.explainNested);
  }

  /** A plan has run to its end. */
  void explain(Run run, boolean nested, long since) {
    if (since == 0 || isIdle() || !isExplained(nested)) {
      return;
    }
    long nanos = System.nanoTime() - since;
    SessionSettings settings = session.settings();
    if (nanos / NANOS_PER_MILLI < wanted.explained
        || ThreadLocalRandom.current().nextDouble() >= settings.real("auto_explain.sample_rate")
        || !(run.prepared().analysed().body() instanceof Analysed.Planned planned)
        || !(planned.plan() instanceof QueryPlan plan)) {
      return;
    }
    boolean analyzed = run.instrumentation() != null;
    String sql = nested ? run.prepared().sql() : session.activity().query();
    int parameterLength = (int) settings.number("auto_explain.log_parameter_max_length");
    String parameters = values(run.prepared(), run.parameters(), parameterLength);
    ExplainOptions options =
        new ExplainOptions(
            analyzed,
            settings.bool("auto_explain.log_verbose"),
            true,
            analyzed && settings.bool("auto_explain.log_buffers"),
            analyzed && settings.bool("auto_explain.log_wal"),
            analyzed && settings.bool("auto_explain.log_timing"),
            false,
            false,
            settings.bool("auto_explain.log_settings"),
            false,
            ExplainOptions.Serialize.NONE,
            ExplainOptions.Format.valueOf(
                settings.value("auto_explain.log_format").toUpperCase(Locale.ROOT)));
    Explanation explanation =
        Explanation.of(
            plan.physical(),
            options.verbose(),
            run.instrumentation(),
            new Explanation.Query(sql, parameters),
            options.settings() ? ExplainCommand.settings(session) : Map.of(),
            0,
            0,
            Explanation.Serialized.NONE,
            nanos);
    if (!settings.bool("auto_explain.log_triggers")) {
      explanation = explanation.withoutTriggers();
    }
    StringBuilder message = new StringBuilder();
    message.append(
        String.format(Locale.ROOT, "duration: %.3f ms  plan:\n", nanos / NANOS_PER_MILLI));
    if (options.format() == ExplainOptions.Format.TEXT) {
      message.append("Query Text: ").append(sql).append('\n');
      if (parameters != null) {
        message.append("Query Parameters: ").append(parameters).append('\n');
      }
    }
    tell(message.append(String.join("\n", explanation.write(options))).toString());
  }

  /**
   * At auto_explain.log_level: what is less than a warning is for the client alone, which
   * client_min_messages decides about.
   */
  private void tell(String message) {
    switch (session.settings().value("auto_explain.log_level")) {
      case "log" -> write(message, null);
      case "warning" -> {
        log.write("WARNING", message, null);
        notice(Notice.Level.WARNING, message);
      }
      case "notice" -> notice(Notice.Level.NOTICE, message);
      case "info" -> notice(Notice.Level.INFO, message);
      default -> notice(Notice.Level.DEBUG, message);
    }
  }

  private void notice(Notice.Level level, String message) {
    session.notice(new Notice(level, level.state().code(), message, null, null, null));
  }
}
