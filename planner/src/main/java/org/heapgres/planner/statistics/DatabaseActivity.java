package org.heapgres.planner.statistics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** What has happened in a database since the server was started. Thread-safe. */
public final class DatabaseActivity {
  private final Map<Integer, TableActivity> tables = new ConcurrentHashMap<>();
  private final LongAdder commits = new LongAdder();
  private final LongAdder rollbacks = new LongAdder();
  private final LongAdder sessions = new LongAdder();

  /** By oid. */
  public Map<Integer, TableActivity> tables() {
    return tables;
  }

  public void commit() {
    commits.increment();
  }

  public void rollback() {
    rollbacks.increment();
  }

  /** A client has come. */
  public void session() {
    sessions.increment();
  }

  public long commits() {
    return commits.sum();
  }

  public long rollbacks() {
    return rollbacks.sum();
  }

  public long sessions() {
    return sessions.sum();
  }

  /** Of all tables. */
  public long sum(ToLongFunction<TableActivity> count) {
    return tables.values().stream().mapToLong(count).sum();
  }
}
