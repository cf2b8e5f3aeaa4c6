package org.heapgres.planner.functions;

import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Errors that many functions share, in PostgreSQL's words. */
public final class Errors {
  private Errors() {}

  static PgException outOfRange(String type) {
    return new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, type + " out of range");
  }

  public static PgException divisionByZero() {
    return new PgException(SqlState.DIVISION_BY_ZERO, "division by zero");
  }

  public static PgException invalidParameter(String message) {
    return new PgException(SqlState.INVALID_PARAMETER_VALUE, message);
  }

  public static PgException overflow() {
    return new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
  }

  public static PgException underflow() {
    return new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: underflow");
  }
}
