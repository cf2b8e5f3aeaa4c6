package org.heapgres.planner.session;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * A statement's run, for the JDK's flight recorder; short ones are left out unless its settings say
 * otherwise.
 */
@Name("org.heapgres.Statement")
@Label("Statement")
@Category({"Heapgres", "SQL"})
@Description("A run of a statement, or of a part when the client fetches its rows bit by bit")
@Threshold("10 ms")
@StackTrace(false)
final class StatementEvent extends Event {
  @Label("Session")
  @Description("Its process id as pg_stat_activity shows it")
  int session;

  @Label("Database")
  String database;

  @Label("User")
  String user;

  @Label("Text")
  String text;

  /** What it returns is to run at the end, and records it if it is long enough. */
  static Runnable begin(Session session, String sql) {
    StatementEvent event = new StatementEvent();
    event.begin();
    return () -> event.record(session, sql);
  }

  private void record(Session of, String sql) {
    if (shouldCommit()) {
      session = of.backendPid();
      database = of.entry().name();
      user = of.sessionRole().name();
      text = sql;
      commit();
    }
  }
}
