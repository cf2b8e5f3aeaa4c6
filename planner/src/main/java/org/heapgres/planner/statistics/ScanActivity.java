package org.heapgres.planner.statistics;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often a table was read as a whole, or an index was searched, since the server was started.
 * Thread-safe.
 */
public final class ScanActivity {
  private final LongAdder scans = new LongAdder();
  private final LongAdder read = new LongAdder();
  private final LongAdder fetched = new LongAdder();

  /** Microseconds since 2000-01-01 UTC. Of two at a time either may be noted. */
  private volatile long last;

  /**
   * It is searched that many times, by one statement.
   *
   * @param now microseconds since 2000-01-01 UTC
   */
  public void scan(int times, long now) {
    scans.add(times);
    last = now;
  }

  /** Rows, or entries of an index, came out. */
  public void read(int count) {
    read.add(count);
  }

  /** Rows were got that entries of the index stand for. */
  public void fetch(int count) {
    fetched.add(count);
  }

  public long scans() {
    return scans.sum();
  }

  public long read() {
    return read.sum();
  }

  public long fetched() {
    return fetched.sum();
  }

  /** 0 for never. */
  public long last() {
    return last;
  }
}
