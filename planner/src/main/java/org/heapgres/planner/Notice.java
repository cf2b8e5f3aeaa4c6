package org.heapgres.planner;

import org.heapgres.storage.SqlState;

/** A message to the client that is no error; null fields are left out. */
public record Notice(
    Level level, SqlState state, String message, String detail, String hint, String where) {

  /** Least important first, as {@code client_min_messages} orders them for the client. */
  public enum Level {
    DEBUG,
    LOG,
    NOTICE,
    WARNING,
    INFO
  }

  public static Notice notice(String message) {
    return new Notice(Level.NOTICE, SqlState.SUCCESSFUL_COMPLETION, message, null, null, null);
  }

  public static Notice notice(SqlState state, String message) {
    return new Notice(Level.NOTICE, state, message, null, null, null);
  }

  public static Notice warning(SqlState state, String message) {
    return new Notice(Level.WARNING, state, message, null, null, null);
  }
}
