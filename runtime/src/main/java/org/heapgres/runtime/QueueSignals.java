package org.heapgres.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.heapgres.storage.Database;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Wakes those who wait for a message of one of a database's queues when a transaction that changed
 * the queue is over. Thread-safe. Only queues that somebody waits for are known here.
 */
final class QueueSignals {
  /** How often a waiter looks whether it is to end; also at its queue, for what nobody told. */
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Map<Database, QueueSignals> ALL = new WeakHashMap<>();

  private static final class Queue {
    private int waiting;
    private long raised;
  }

  private final Map<Long, Queue> queues = new HashMap<>();

  static QueueSignals of(Database database) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(database, _ -> new QueueSignals());
    }
  }

  /** To be given to {@link #await}, so that no signal in between is missed. */
  synchronized long heard(long oid) {
    Queue queue = queues.get(oid);
    return queue == null ? 0 : queue.raised;
  }

  synchronized void raise(long oid) {
    Queue queue = queues.get(oid);
    if (queue != null) {
      queue.raised++;
      notifyAll();
    }
  }

  /**
   * Waits for a signal after {@code heard}, a short time at most.
   *
   * @return false when the time is over
   */
  synchronized boolean await(long oid, long heard, long deadline, Runnable checkCancel) {
    checkCancel.run();
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    Queue queue = queues.computeIfAbsent(oid, _ -> new Queue());
    queue.waiting++;
    try {
      if (queue.raised == heard) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, CHECK_NANOS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PgException(SqlState.QUERY_CANCELED, "canceling statement due to user request", e);
    } finally {
      if (--queue.waiting == 0) {
        queues.remove(oid);
      }
    }
    return true;
  }
}
