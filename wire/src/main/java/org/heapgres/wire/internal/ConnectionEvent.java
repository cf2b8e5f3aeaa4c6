package org.heapgres.wire.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.heapgres.wire.internal.message.Startup;

/** A client's stay, for the JDK's flight recorder. */
@Name("org.heapgres.Connection")
@Label("Connection")
@Category({"Heapgres", "Wire"})
@Description("From the moment that a session was opened for a client until it was told the end")
@StackTrace(false)
final class ConnectionEvent extends Event {
  @Label("Session")
  @Description("Its process id as pg_stat_activity shows it")
  int session;

  @Label("Database")
  String database;

  @Label("User")
  String user;

  /** What it returns is to run at the end. */
  static Runnable begin(int processId, Startup.Request request) {
    ConnectionEvent event = new ConnectionEvent();
    event.session = processId;
    event.database = ServerContext.database(request);
    event.user = ServerContext.user(request);
    event.begin();
    return event::commit;
  }
}
