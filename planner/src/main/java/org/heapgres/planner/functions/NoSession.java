package org.heapgres.planner.functions;

/** A function was called where there is no session, but needs one: its value is not known yet. */
public final class NoSession extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NoSession(String what) {
    super(what + " outside a session", null, false, false);
  }
}
