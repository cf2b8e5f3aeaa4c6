package org.heapgres.wire.internal.hba;

/** A line that cannot be understood, in PostgreSQL's words. */
final class HbaException extends Exception {
  private static final long serialVersionUID = 1;

  HbaException(String message) {
    super(message);
  }
}
