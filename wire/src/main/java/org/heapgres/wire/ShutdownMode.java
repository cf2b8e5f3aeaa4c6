package org.heapgres.wire;

/** How a server is to end (manual, 18.5), the mildest first. */
public enum ShutdownMode {
  /** When all clients have gone; no new ones are let in. */
  SMART("TERM"),

  /** Clients are told and what they run is rolled back; then a checkpoint is written. */
  FAST("INT"),

  /**
   * At once: the next start recovers from the log. PostgreSQL's signal for it, SIGQUIT, is the
   * JVM's own: the JDK's tools send it to be let in.
   */
  IMMEDIATE("USR1");

  private final String signal;

  ShutdownMode(String signal) {
    this.signal = signal;
  }

  /** That asks for it, without SIG. */
  String signal() {
    return signal;
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
