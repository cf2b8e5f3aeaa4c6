package org.heapgres.planner.exec;

/** A running plan node. Used by one thread at a time. */
public interface Operator extends AutoCloseable {
  /** The next rows, at least one; null at the end. */
  Batch next();

  /** Ends the run early or after the end; may be called twice. */
  @Override
  default void close() {}
}
