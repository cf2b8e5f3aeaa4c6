package org.heapgres.planner;

import org.heapgres.planner.exec.Batch;

/** Receives result rows; the batch is reused after the call. */
public interface RowSink {
  /**
   * A query begins: it holds its locks, so that its portal's description is now the last word.
   * Called before the first rows, and not again when a suspended portal goes on.
   */
  default void begin() {}

  /** Rows {@code from} inclusive to {@code to} exclusive of {@code batch}. */
  void rows(Batch batch, int from, int to);
}
