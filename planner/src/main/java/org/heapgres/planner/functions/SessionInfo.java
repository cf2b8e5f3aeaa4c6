package org.heapgres.planner.functions;

import java.util.List;
import org.heapgres.storage.PgException;

/**
 * The session behind current_user, current_setting and their kin; the session implements it. What
 * is not overridden answers 0A000.
 */
public interface SessionInfo {
  SessionInfo NONE = new SessionInfo() {};

  /** Microseconds since 2000-01-01 UTC: now(). */
  default long transactionTimestamp() {
    throw PgException.notSupported("transaction_timestamp outside a session");
  }

  default long statementTimestamp() {
    throw PgException.notSupported("statement_timestamp outside a session");
  }

  default String currentUser() {
    throw PgException.notSupported("current_user outside a session");
  }

  default String sessionUser() {
    throw PgException.notSupported("session_user outside a session");
  }

  default String database() {
    throw PgException.notSupported("current_database outside a session");
  }

  /** Existing schemas of the search path in order, the implicit pg_catalog when asked for. */
  default List<String> schemas(boolean includeImplicit) {
    throw PgException.notSupported("current_schemas outside a session");
  }

  default int backendPid() {
    throw PgException.notSupported("pg_backend_pid outside a session");
  }

  default long transactionId() {
    throw PgException.notSupported("pg_current_xact_id outside a session");
  }

  /** Null when there is no such setting and {@code missingOk}; 42704 when not. */
  default String setting(String name, boolean missingOk) {
    throw PgException.notSupported("current_setting outside a session");
  }

  /** Returns the value now in force. */
  default String set(String name, String value, boolean local) {
    throw PgException.notSupported("set_config outside a session");
  }

  /** Throws 57014 when the statement has been cancelled or is out of time. */
  default void checkCancel() {}

  /** The source of random(), seeded by setseed(). */
  default java.util.random.RandomGenerator random() {
    return java.util.concurrent.ThreadLocalRandom.current();
  }

  /** What setseed(double) does: from now on {@link #random} repeats itself. */
  default void seedRandom(double seed) {
    throw PgException.notSupported("setseed outside a session");
  }

  /** Calls a function that a user created. */
  default Object call(PgProc proc, CallTypes types, Object[] arguments) {
    throw PgException.notSupported("function " + proc.name() + " outside a session");
  }

  /** Calls a function that a user created and that returns a set. */
  default java.util.Iterator<?> rows(PgProc proc, CallTypes types, Object[] arguments) {
    throw PgException.notSupported("function " + proc.name() + " outside a session");
  }
}
