package org.heapgres.wire.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

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
}
