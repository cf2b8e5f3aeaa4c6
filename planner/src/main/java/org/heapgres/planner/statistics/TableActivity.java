package org.heapgres.planner.statistics;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many rows of a table were read and changed since the server was started, those of
 * transactions that were rolled back included. Thread-safe.
 */
public final class TableActivity {
  private final LongAdder inserted = new LongAdder();
  private final LongAdder updated = new LongAdder();
  private final LongAdder deleted = new LongAdder();
  private final LongAdder updatedInPlace = new LongAdder();
  private final ScanActivity scans = new ScanActivity();
  private volatile long analysed;

  public void insert() {
    inserted.increment();
  }

  /** {@code inPlace}: no index had to be told of it. */
  public void update(boolean inPlace) {
    updated.increment();
    if (inPlace) {
      updatedInPlace.increment();
    }
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

  /** Of those {@link #updated}. */
  public long updatedInPlace() {
    return updatedInPlace.sum();
  }

  /** Without an index. */
  public ScanActivity scans() {
    return scans;
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
