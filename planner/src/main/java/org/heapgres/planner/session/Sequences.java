package org.heapgres.planner.session;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.system.SystemView.SequenceState;
import org.heapgres.storage.Database;
import org.heapgres.storage.IsolationLevel;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.RowLockMode;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.SystemStores;
import org.heapgres.storage.Transaction;

/**
 * The counters of one database's sequences: outside of transactions, and logged ahead as PostgreSQL
 * does, so that a crash skips values but never repeats one. Thread-safe.
 */
public final class Sequences {
  /** How many values one log record covers. */
  private static final int LOGGED_AHEAD = 32;

  private static final class Counter {
    private long last;
    private boolean called;
    private int ahead;
  }

  private final Database database;
  private final Map<Integer, Counter> counters = new HashMap<>();

  Sequences(Database database) {
    this.database = database;
  }

  synchronized long next(Sequence sequence) {
    Counter counter = counter(sequence);
    long value = counter.called ? following(sequence, counter.last, 1) : counter.last;
    if (counter.ahead == 0) {
      counter.ahead = LOGGED_AHEAD;
      write(sequence.oid(), reachable(sequence, value, LOGGED_AHEAD), true);
    } else {
      counter.ahead--;
    }
    counter.last = value;
    counter.called = true;
    return value;
  }

  public synchronized SequenceState state(Sequence sequence) {
    Counter counter = counter(sequence);
    return new SequenceState(counter.last, counter.called, counter.ahead);
  }

  public synchronized void set(Sequence sequence, long value, boolean called) {
    if (value < sequence.minimum() || value > sequence.maximum()) {
      throw new PgException(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
          "setval: value %d is out of bounds for sequence \"%s\" (%d..%d)"
              .formatted(value, sequence.name(), sequence.minimum(), sequence.maximum()));
    }
    Counter counter = counter(sequence);
    counter.last = value;
    counter.called = called;
    counter.ahead = 0;
    write(sequence.oid(), value, called);
  }

  /** Writes the exact values, so that an orderly stop skips none. */
  public synchronized void close() {
    counters.forEach(
        (oid, counter) -> {
          if (counter.ahead > 0) {
            write(oid, counter.last, counter.called);
          }
        });
    counters.clear();
  }

  private static long following(Sequence sequence, long last, int steps) {
    long value = last;
    for (int i = 0; i < steps; i++) {
      long increment = sequence.increment();
      boolean beyond =
          increment > 0
              ? sequence.maximum() - increment < value
              : sequence.minimum() - increment > value;
      if (!beyond) {
        value += increment;
      } else if (sequence.cycle()) {
        value = increment > 0 ? sequence.minimum() : sequence.maximum();
      } else {
        throw new PgException(
            SqlState.SEQUENCE_GENERATOR_LIMIT_EXCEEDED,
            increment > 0
                ? "nextval: reached maximum value of sequence \"%s\" (%d)"
                    .formatted(sequence.name(), sequence.maximum())
                : "nextval: reached minimum value of sequence \"%s\" (%d)"
                    .formatted(sequence.name(), sequence.minimum()));
      }
    }
    return value;
  }

  /** The value some steps on, or the last one before a bound. */
  private static long reachable(Sequence sequence, long value, int steps) {
    long reached = value;
    for (int i = 0; i < steps; i++) {
      long increment = sequence.increment();
      boolean beyond =
          increment > 0
              ? sequence.maximum() - increment < reached
              : sequence.minimum() - increment > reached;
      if (beyond && !sequence.cycle()) {
        return reached;
      }
      reached =
          beyond ? (increment > 0 ? sequence.minimum() : sequence.maximum()) : reached + increment;
    }
    return reached;
  }

  private Counter counter(Sequence sequence) {
    return counters.computeIfAbsent(sequence.oid(), oid -> read(sequence));
  }

  private Counter read(Sequence sequence) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, true);
    try {
      transaction.beginStatement();
      byte[] stored = transaction.get(SystemStores.SEQUENCES, key(sequence.oid()));
      Counter counter = new Counter();
      if (stored == null) {
        counter.last = sequence.start();
      } else {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        counter.last = buffer.getLong();
        counter.called = buffer.get() != 0;
      }
      return counter;
    } finally {
      transaction.rollback();
    }
  }

  private void write(int oid, long last, boolean called) {
    Transaction transaction = database.begin(IsolationLevel.READ_COMMITTED, false);
    try {
      transaction.beginStatement();
      byte[] key = key(oid);
      transaction.lockRow(SystemStores.SEQUENCES, key, RowLockMode.UPDATE, LockWait.BLOCK);
      transaction.put(
          SystemStores.SEQUENCES,
          key,
          ByteBuffer.allocate(9).putLong(last).put((byte) (called ? 1 : 0)).array());
      var _ = transaction.commit(false);
    } catch (RuntimeException e) {
      if (transaction.isActive()) {
        transaction.rollback();
      }
      throw e;
    }
  }

  private static byte[] key(int oid) {
    return ByteBuffer.allocate(5).put((byte) 's').putInt(oid).array();
  }
}
