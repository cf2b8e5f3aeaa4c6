package org.heapgres.planner.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.storage.Durations;

/** What pg_stat_activity shows of a session. Written by its thread, read by any. */
final class Activity {
  private static final String ACTIVE = "active";

  private final int pid;
  private final DatabaseEntry database;
  private final String user;
  private final Durations queries;
  private final long started = Clock.micros();
  private volatile String query = "";
  private volatile String state = "idle";
  private volatile long transactionStart;
  private final AtomicInteger transactions = new AtomicInteger();
  private volatile long queryStart;
  private volatile long stateChange = started;
  private volatile Progress progress;

  /** {@code queries} learns how long each took. */
  Activity(int pid, DatabaseEntry database, String user, Durations queries) {
    this.queries = queries;
    this.pid = pid;
    this.database = database;
    this.user = user;
  }

  int pid() {
    return pid;
  }

  DatabaseEntry database() {
    return database;
  }

  String user() {
    return user;
  }

  long started() {
    return started;
  }

  String query() {
    return query;
  }

  String state() {
    return state;
  }

  boolean isActive() {
    return state.equals(ACTIVE);
  }

  long queryStart() {
    return queryStart;
  }

  /** 0 outside of a transaction. */
  long transactionStart() {
    return transactionStart;
  }

  /** Of the command that runs, if it tells; else null. */
  Progress progress() {
    return progress;
  }

  void progress(Progress now) {
    progress = now;
  }

  long stateChange() {
    return stateChange;
  }

  void running(String sql, long now) {
    query = sql;
    queryStart = now;
    if (!isActive()) {
      stateChange = now;
      state = ACTIVE;
    }
  }

  void transaction(long start) {
    if (start != transactionStart) {
      transactionStart = start;
      transactions.incrementAndGet();
    }
  }

  /** pg_locks.virtualtransaction: the session and the number of its transaction. */
  String virtualTransaction() {
    return pid + "/" + transactions;
  }

  /** {@code status} is the session's transaction status. */
  void idle(char status, long transactionStarted) {
    progress = null;
    transactionStart = transactionStarted;
    long now = Clock.micros();
    if (isActive()) {
      queries.add(TimeUnit.MICROSECONDS.toNanos(now - queryStart));
    }
    stateChange = now;
    state =
        switch (status) {
          case 'T' -> "idle in transaction";
          case 'E' -> "idle in transaction (aborted)";
          default -> "idle";
        };
  }
}
