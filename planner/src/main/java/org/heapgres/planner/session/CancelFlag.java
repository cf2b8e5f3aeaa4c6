package org.heapgres.planner.session;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.heapgres.storage.LockSession;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/**
 * Whether the statement that runs is to end: by the client's wish, its time limit or the server's
 * stop. {@link #cancel} and {@link #end} are for any thread, the rest for the session's.
 */
final class CancelFlag {
  private static final String ENDED = "terminating connection due to administrator command";

  private final ScheduledExecutorService timer;
  private final LockSession locks;
  private volatile PgException reason;
  private volatile boolean listening;
  private volatile boolean running;
  private volatile boolean ended;
  private volatile Transaction transaction;
  private long deadline = Long.MAX_VALUE;
  private ScheduledFuture<?> alarm;

  CancelFlag(ScheduledExecutorService timer, LockSession locks) {
    this.timer = timer;
    this.locks = locks;
  }

  /** The client has sent something to run: what cancels it counts from now on. */
  void listen() {
    reason = null;
    listening = true;
  }

  /** The client has its answer. */
  void idle() {
    listening = false;
  }

  /** A statement starts; {@code timeoutMillis} 0 for no limit. */
  void start(long timeoutMillis) {
    if (!listening) {
      reason = null;
    }
    running = true;
    if (timeoutMillis > 0) {
      deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      alarm =
          timer.schedule(
              () -> cancel("canceling statement due to statement timeout"),
              timeoutMillis,
              TimeUnit.MILLISECONDS);
    }
    if (ended) {
      cancel(ENDED);
    }
  }

  /** The storage transaction whose waits a cancel must end. */
  void transaction(Transaction current) {
    transaction = current;
    PgException pending = reason;
    if (pending != null && current != null) {
      current.cancel(pending);
    }
  }

  void stop() {
    running = false;
    transaction = null;
    deadline = Long.MAX_VALUE;
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  /** {@link System#nanoTime} of the statement's end; {@link Long#MAX_VALUE} for none. */
  long deadline() {
    return deadline;
  }

  /** Cancels what runs and whatever still starts: the session is to end. */
  void end() {
    ended = true;
    cancel(ENDED);
  }

  void cancel(String message) {
    if (!running && !listening) {
      return;
    }
    PgException cancelled = new PgException(SqlState.QUERY_CANCELED, message);
    reason = cancelled;
    Transaction current = transaction;
    if (current != null) {
      current.cancel(cancelled);
    }
    locks.cancel(cancelled);
  }

  /** Throws when the statement is to end. */
  void check() {
    PgException pending = reason;
    if (pending != null) {
      throw new PgException(pending.state(), pending.getMessage());
    }
  }
}
