package org.heapgres.planner.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far a long command has come: a row of one of the pg_stat_progress views (manual, 27.4).
 * Written by the session's thread, read by any.
 */
public final class Progress implements AutoCloseable {
  private final Session session;
  private final String view;
  private final Map<String, Object> values = new ConcurrentHashMap<>();

  private Progress(Session session, String view) {
    this.session = session;
    this.view = "pg_stat_progress_" + view;
  }

  /** Shown from now on, until it is closed; {@code view} is what comes after pg_stat_progress_. */
  public static Progress start(Session session, String view, int relation) {
    Progress progress = new Progress(session, view).set("relid", relation);
    session.activity().progress(progress);
    return progress;
  }

  String view() {
    return view;
  }

  /** By column; what is not there is zero or NULL. */
  Map<String, Object> values() {
    return Map.copyOf(values);
  }

  public Progress set(String column, Object value) {
    values.put(column, value);
    return this;
  }

  /** To the end of the session's work for this message of the client. */
  public static Progress startCopyFrom(Session session, int relation) {
    return start(session, "copy", relation).set("command", "COPY FROM").set("type", "PIPE");
  }

  /** A new phase, in which counting begins anew. */
  public Progress phase(String phase) {
    values.keySet().removeIf(column -> column.endsWith("_total") || column.endsWith("_done"));
    return set("phase", phase);
  }

  @Override
  public void close() {
    session.activity().progress(null);
  }
}
