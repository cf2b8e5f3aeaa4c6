package org.heapgres.planner.functions;

import java.util.List;
import org.heapgres.planner.textsearch.Dictionary;
import org.heapgres.planner.textsearch.SearchConfiguration;

/**
 * The session behind current_user, current_setting and their kin; the session implements it. What
 * is not overridden throws {@link NoSession}.
 */
public interface SessionInfo {
  SessionInfo NONE = new SessionInfo() {};

  /** Microseconds since 2000-01-01 UTC: now(). */
  default long transactionTimestamp() {
    throw new NoSession("transaction_timestamp");
  }

  default long statementTimestamp() {
    throw new NoSession("statement_timestamp");
  }

  default String currentUser() {
    throw new NoSession("current_user");
  }

  default String sessionUser() {
    throw new NoSession("session_user");
  }

  default String database() {
    throw new NoSession("current_database");
  }

  /** Existing schemas of the search path in order, the implicit pg_catalog when asked for. */
  default List<String> schemas(boolean includeImplicit) {
    throw new NoSession("current_schemas");
  }

  default int backendPid() {
    throw new NoSession("pg_backend_pid");
  }

  default long transactionId() {
    throw new NoSession("pg_current_xact_id");
  }

  /** Null when there is no such setting and {@code missingOk}; 42704 when not. */
  default String setting(String name, boolean missingOk) {
    throw new NoSession("current_setting");
  }

  /** Returns the value now in force. */
  default String set(String name, String value, boolean local) {
    throw new NoSession("set_config");
  }

  /** Throws 57014 when the statement has been cancelled or is out of time. */
  default void checkCancel() {}

  /** A text search configuration that a user made. */
  default SearchConfiguration searchConfiguration(long oid) {
    throw new NoSession("text search configuration");
  }

  /** A text search dictionary, a user's or the server's. */
  default Dictionary searchDictionary(long oid) {
    throw new NoSession("text search dictionary");
  }

  /** A message of level NOTICE to the client. */
  default void notice(String message) {
    throw new NoSession("a notice");
  }

  /** The source of random(), seeded by setseed(). */
  default java.util.random.RandomGenerator random() {
    return java.util.concurrent.ThreadLocalRandom.current();
  }

  /** What setseed(double) does: from now on {@link #random} repeats itself. */
  default void seedRandom(double seed) {
    throw new NoSession("setseed");
  }

  /** Calls a function that a user created. */
  default Object call(PgProc proc, CallTypes types, Object[] arguments) {
    throw new NoSession("function " + proc.name() + "");
  }

  /** The state of an aggregate that a user created, for one group. */
  default Accumulator accumulator(PgProc proc, CallTypes types) {
    throw new NoSession("aggregate " + proc.name());
  }

  /** Calls a function that a user created and that returns a set. */
  default java.util.Iterator<?> rows(PgProc proc, CallTypes types, Object[] arguments) {
    throw new NoSession("function " + proc.name() + "");
  }
}
