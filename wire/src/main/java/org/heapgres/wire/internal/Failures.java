package org.heapgres.wire.internal;

import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;

/** What a client is told of a failure that is not an {@link PgException} already. */
final class Failures {
  private Failures() {}

  /** Logs what should not have happened. */
  static PgException report(Throwable thrown, Logger log) {
    return switch (thrown) {
      case PgException error -> error;
      case StackOverflowError _ ->
          new PgException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
      case OutOfMemoryError error -> {
        log.warn("A statement ran out of memory", error);
        yield new PgException(SqlState.OUT_OF_MEMORY, "out of memory", error);
      }
      default -> {
        log.error("Internal error", thrown);
        yield new PgException(SqlState.INTERNAL_ERROR, "internal error: " + thrown, thrown);
      }
    };
  }
}
