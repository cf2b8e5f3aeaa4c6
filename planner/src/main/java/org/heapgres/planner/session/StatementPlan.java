package org.heapgres.planner.session;

import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;

/** A bound query or change of rows; planned on its first run. Thread-safe. */
interface StatementPlan {
  /** What messages call it, such as INSERT. */
  String commandName();

  boolean readOnly();

  /** Starts it; all its locks are held and the statement's view is there. */
  Outcome open(Run run);
}
