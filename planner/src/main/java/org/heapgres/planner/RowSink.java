package org.heapgres.planner;

import org.heapgres.planner.exec.Batch;

/** Receives result rows; the batch is reused after the call. */
@FunctionalInterface
public interface RowSink {
  /** Rows {@code from} inclusive to {@code to} exclusive of {@code batch}. */
  void rows(Batch batch, int from, int to);
}
