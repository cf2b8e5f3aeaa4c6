package org.heapgres.planner.session;

import java.util.concurrent.atomic.LongAdder;

/** Counts a database's temporary files for pg_stat_database. Thread-safe. */
public final class TemporaryFiles {
  private final LongAdder files = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** One more is gone. */
  public void add(long size) {
    files.increment();
    bytes.add(size);
  }

  long files() {
    return files.sum();
  }

  long bytes() {
    return bytes.sum();
  }
}
