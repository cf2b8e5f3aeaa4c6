package org.heapgres.planner;

import org.heapgres.storage.SqlState;

/**
 * A message to the client that is no error; null fields are left out. {@code code} is an SQLSTATE,
 * which RAISE may make up.
 */
public record Notice(
    Level level, String code, String message, String detail, String hint, String where) {

  /** Least important first, as {@code client_min_messages} orders them for the client. */
  public enum Level {
    DEBUG,
    LOG,
    NOTICE,
    WARNING,
    INFO;

    /** The SQLSTATE of a notice that names none. */
    public SqlState state() {
      return this == WARNING ? SqlState.WARNING : SqlState.SUCCESSFUL_COMPLETION;
    }
  }

  public static Notice notice(String message) {
    return new Notice(
        Level.NOTICE, SqlState.SUCCESSFUL_COMPLETION.code(), message, null, null, null);
  }

  public static Notice notice(SqlState state, String message) {
    return new Notice(Level.NOTICE, state.code(), message, null, null, null);
  }

  public static Notice info(String message) {
    return new Notice(Level.INFO, SqlState.SUCCESSFUL_COMPLETION.code(), message, null, null, null);
  }

  public static Notice warning(SqlState state, String message) {
    return new Notice(Level.WARNING, state.code(), message, null, null, null);
  }
}
