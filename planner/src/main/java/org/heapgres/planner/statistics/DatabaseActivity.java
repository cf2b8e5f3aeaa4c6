package org.heapgres.planner.statistics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** What has happened in a database since the server was started. Thread-safe. */
public final class DatabaseActivity {
  private final Map<Integer, TableActivity> tables = new ConcurrentHashMap<>();
  private final Map<Integer, ScanActivity> indexes = new ConcurrentHashMap<>();
  private final LongAdder commits = new LongAdder();
  private final LongAdder rollbacks = new LongAdder();
  private final LongAdder sessions = new LongAdder();

  /** By oid. */
  public Map<Integer, TableActivity> tables() {
    return tables;
  }

  public TableActivity table(int oid) {
    TableActivity known = tables.get(oid);
    return known != null ? known : tables.computeIfAbsent(oid, _ -> new TableActivity());
  }

  public ScanActivity index(int oid) {
    ScanActivity known = indexes.get(oid);
    return known != null ? known : indexes.computeIfAbsent(oid, _ -> new ScanActivity());
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

  /** Rows that scans of tables read, and entries that those of indexes did. */
  public long returned() {
    return sum(table -> table.scans().read())
        + indexes.values().stream().mapToLong(ScanActivity::read).sum();
  }

  /** Rows that were got by index. */
  public long fetched() {
    return indexes.values().stream().mapToLong(ScanActivity::fetched).sum();
  }
}
