package org.heapgres.planner.session;

import org.heapgres.planner.catalog.DatabaseEntry;

/** What pg_stat_activity shows of a session. Written by its thread, read by any. */
final class Activity {
  private final int pid;
  private final DatabaseEntry database;
  private final String user;
  private final long started = Clock.micros();
  private volatile String query = "";
  private volatile String state = "idle";
  private volatile long queryStart;
  private volatile long stateChange = started;

  Activity(int pid, DatabaseEntry database, String user) {
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

  long queryStart() {
    return queryStart;
  }

  long stateChange() {
    return stateChange;
  }

  void running(String sql, long now) {
    query = sql;
    queryStart = now;
    stateChange = now;
    state = "active";
  }

  /** {@code status} is the session's transaction status. */
  void state(char status) {
    state =
        switch (status) {
          case 'T' -> "idle in transaction";
          case 'E' -> "idle in transaction (aborted)";
          default -> "idle";
        };
  }
}
