package org.heapgres.planner.exec;

import org.heapgres.planner.catalog.Constraint;

/**
 * Checks of constraints that a statement leaves to the end of its transaction, or to SET
 * CONSTRAINTS (manual, 5.5.5). Used by the session's thread.
 */
public interface ConstraintChecks {
  /** Whether checks of the constraint are to be {@linkplain #defer deferred} now. */
  boolean isDeferred(Constraint constraint);

  /**
   * Keeps a check for later.
   *
   * @param table oid of the table whose change asks for it
   */
  void defer(int table, Constraint constraint, Runnable check);
}
