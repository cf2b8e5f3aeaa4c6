package org.heapgres.planner.exec;

import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.storage.Transaction;

/** What a plan needs of the session that runs it. Used by the session's thread. */
public interface ExecutionContext {
  Transaction transaction();

  /** Datum of {@code $index + 1}; counts from 0. */
  Object parameter(int index);

  /** What functions see: settings, clock, sequences, catalog. */
  CallContext calls();

  /** What the rows of computed relations are made from. */
  ComputedRelation.Source computedSource();

  /** Throws 57014 after a cancel or the statement's deadline; cheap. */
  void checkCancel();

  /** Bytes that one operator should stay below. */
  long workMemory();
}
