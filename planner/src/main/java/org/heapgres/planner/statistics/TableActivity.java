package org.heapgres.planner.statistics;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many rows of a table were changed since the server was started, those of transactions that
 * were rolled back included. Thread-safe.
 */
public final class TableActivity {
  private final LongAdder inserted = new LongAdder();
  private final LongAdder updated = new LongAdder();
  private final LongAdder deleted = new LongAdder();
  private volatile long analysed;

  public void insert() {
    inserted.increment();
  }

  public void update() {
    updated.increment();
  }

  public void delete() {
    deleted.increment();
  }

  public long inserted() {
    return inserted.sum();
  }

  public long updated() {
    return updated.sum();
  }

  public long deleted() {
    return deleted.sum();
  }

  private long total() {
    return inserted() + updated() + deleted();
  }

  /** Changes since the last {@link #analyse}. */
  public long sinceAnalyse() {
    return total() - analysed;
  }

  public void analyse() {
    analysed = total();
  }
}
