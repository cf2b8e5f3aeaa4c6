package org.heapgres.planner.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's log of what sessions do, in PostgreSQL's forms (manual, 19.8): lines of text behind
 * log_line_prefix, one JSON object a line when log_destination says jsonlog, or both. Used by the
 * session's thread.
 */
final class ServerLog {
  /** The lines go out as they are. */
  private static final Logger LOG = LoggerFactory.getLogger("postgres");

  /** Of log_min_messages and log_min_error_statement, the least important first. */
  private static final List<String> LEVELS =
      List.of(
          "debug5", "debug4", "debug3", "debug2", "debug1", "info", "notice", "warning", "error",
          "log", "fatal", "panic");

  private final Session session;

  ServerLog(Session session) {
    this.session = session;
  }

  /** What there is to say; null for what there is not. */
  private record Entry(
      String severity,
      String code,
      String message,
      String detail,
      String hint,
      String context,
      String statement,
      int position) {}

  /** Says something of a statement; {@code detail} null for nothing. */
  void write(String severity, String message, String detail) {
    String code = SqlState.SUCCESSFUL_COMPLETION.code();
    write(new Entry(severity, code, message, detail, null, null, null, 0));
  }

  /** Says that a statement has failed, or that the session ends, if it is to be said. */
  void write(PgException error) {
    if (!isAsked(error, "log_min_messages")) {
      return;
    }
    PgException.Fields fields = error.fields();
    String statement = session.activity().query();
    write(
        new Entry(
            error.severity().name(),
            error.code(),
            error.getMessage(),
            fields.detail(),
            fields.hint(),
            fields.where(),
            statement.isEmpty() || !isAsked(error, "log_min_error_statement") ? null : statement,
            fields.position()));
  }

  private boolean isAsked(PgException error, String setting) {
    String severity = error.severity().name().toLowerCase(Locale.ROOT);
    return LEVELS.indexOf(session.settings().value(setting)) <= LEVELS.indexOf(severity);
  }

  private void write(Entry entry) {
    List<String> destinations =
        List.of(
            session.settings().value("log_destination").toLowerCase(Locale.ROOT).split(" *, *"));
    if (destinations.contains("jsonlog")) {
      LOG.info(json(entry));
    }
    if (destinations.contains("stderr")) {
      LOG.info(text(entry));
    }
  }

  private String text(Entry entry) {
    String prefix = prefix();
    StringBuilder out = new StringBuilder();
    out.append(prefix).append(entry.severity).append(":  ").append(entry.message);
    if (entry.position > 0) {
      out.append(" at character ").append(entry.position);
    }
    part(out, prefix, "DETAIL", entry.detail);
    part(out, prefix, "HINT", entry.hint);
    part(out, prefix, "CONTEXT", entry.context);
    part(out, prefix, "STATEMENT", entry.statement);
    return out.toString();
  }

  private static void part(StringBuilder out, String prefix, String name, String value) {
    if (value != null) {
      out.append('\n').append(prefix).append(name).append(":  ").append(value);
    }
  }

  /** The keys are those of the manual's table 19.4. */
  private String json(Entry entry) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("timestamp", Clock.shown(true))
        .put("user", session.sessionRole().name())
        .put("dbname", session.entry().name())
        .put("pid", session.backendPid())
        .put("session_id", sessionId())
        .put("vxid", session.activity().virtualTransaction())
        .put("error_severity", entry.severity);
    put(line, "state_code", entry.code);
    put(line, "message", entry.message);
    put(line, "detail", entry.detail);
    put(line, "hint", entry.hint);
    put(line, "context", entry.context);
    put(line, "statement", entry.statement);
    if (entry.statement != null && entry.position > 0) {
      line.put("cursor_position", entry.position);
    }
    put(line, "application_name", session.settings().value("application_name"));
    line.put("backend_type", session.isClients() ? "client backend" : "background worker");
    return line.toString();
  }

  private static void put(ObjectNode line, String key, String value) {
    if (value != null && !value.isEmpty()) {
      line.put(key, value);
    }
  }

  /** When the session began, and its process. */
  private String sessionId() {
    long seconds = session.activity().started() / 1_000_000 + Clock.EPOCH_SECONDS;
    return "%x.%x".formatted(seconds, session.backendPid());
  }

  /** log_line_prefix. */
  private String prefix() {
    String format = session.settings().value("log_line_prefix");
    StringBuilder out = new StringBuilder();
    boolean escape = false;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (escape) {
        out.append(escaped(c));
        escape = false;
      } else if (c == '%') {
        escape = true;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private String escaped(char escape) {
    return switch (escape) {
      case 'a' -> session.settings().value("application_name");
      case 'u' -> session.sessionRole().name();
      case 'd' -> session.entry().name();
      case 'p' -> Integer.toString(session.backendPid());
      case 'm' -> Clock.shown(true);
      case 't' -> Clock.shown(false);
      case 'c' -> sessionId();
      case '%' -> "%";
      default -> "";
    };
  }
}
