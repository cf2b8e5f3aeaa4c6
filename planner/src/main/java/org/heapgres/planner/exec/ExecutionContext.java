package org.heapgres.planner.exec;

import java.util.List;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Trigger;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.statistics.DatabaseActivity;
import org.heapgres.storage.PgException;
import org.heapgres.storage.Transaction;

/** What a plan needs of the session that runs it. Used by the session's thread. */
public interface ExecutionContext {
  Transaction transaction();

  /** Datum of {@code $index + 1}; counts from 0. */
  Object parameter(int index);

  /** Where checks go that can wait. */
  ConstraintChecks constraintChecks();

  /** What functions see: settings, clock, sequences, catalog. */
  CallContext calls();

  /** What the rows of computed relations are made from. */
  ComputedRelation.Source computedSource();

  /** Throws 57014 after a cancel or the statement's deadline; cheap. */
  void checkCancel();

  /** Of the whole server. */
  VectorCache vectors();

  /** Where it is counted what happens to the database's tables and indexes. */
  DatabaseActivity activity();

  /** Whether changes are those that were made elsewhere, as session_replication_role says. */
  boolean isReplica();

  /** When the statement began, in microseconds since 2000-01-01 UTC. */
  long statementStart();

  /** Bytes that one operator should stay below. */
  long workMemory();

  /** Bytes that an operator with a hash table should stay below. */
  long hashMemory();

  /** Bytes that the statement's temporary files may have together. */
  long temporaryFileLimit();

  /** A temporary file of that many bytes is gone: log_temp_files asks to hear of it. */
  void temporaryFileClosed(long bytes);

  /** What counts the work of the plan's nodes; null when nobody asks. */
  default Instrumentation instrumentation() {
    return null;
  }

  /**
   * Calls a trigger's function.
   *
   * @param oldRows the rows that the statement has changed, as they were: for its transition tables
   * @param newRows the same as they are now
   * @return the row to go on with; null for none
   */
  default Object[] fire(
      Trigger trigger, TriggerCall call, List<Object[]> oldRows, List<Object[]> newRows) {
    throw PgException.notSupported("triggers outside of a session");
  }
}
