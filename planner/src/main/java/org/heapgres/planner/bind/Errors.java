package org.heapgres.planner.bind;

import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Errors at a place of the statement. */
final class Errors {
  private Errors() {}

  /** {@code location} is a tree's: characters from 0, -1 for none. */
  static PgException at(int location, SqlState state, String message) {
    return at(location, new PgException(state, message));
  }

  /** Gives an error its place unless it has one. */
  static PgException at(int location, PgException error) {
    return location < 0 || error.position() > 0 ? error : error.withPosition(location + 1);
  }

  static PgException notSupported(int location, String feature) {
    return at(location, PgException.notSupported(feature));
  }
}
