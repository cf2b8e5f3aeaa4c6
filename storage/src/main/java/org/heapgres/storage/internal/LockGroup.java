package org.heapgres.storage.internal;

import org.heapgres.storage.LockLimits;
import org.heapgres.storage.PgException;

/**
 * Those whose locks never conflict with each other: a session and its transactions. One of its
 * members waits at a time; {@link #cancel} may come from any thread.
 */
final class LockGroup {
  final int pid;

  /** What the group waits for; guarded by the stripe of the lock in question. */
  volatile LockWaiter waiter;

  /**
   * The lock that it could not wait for, until it can be had or another is asked for; guarded
   * likewise.
   */
  volatile LockWatch watch;

  /** Told of the lock that was watched; null for nobody. */
  volatile Runnable whenFree;

  final LockLimits limits;

  /** Of the thread that runs the session. */
  boolean mustNotWait;

  private volatile PgException cancelled;

  LockGroup(int pid, LockLimits limits) {
    this.pid = pid;
    this.limits = limits;
  }

  void cancel(PgException reason) {
    cancelled = reason;
    LockWaiter current = waiter;
    if (current != null) {
      java.util.concurrent.locks.LockSupport.unpark(current.thread);
    }
  }

  void forgetCancel() {
    cancelled = null;
  }

  /** The reason, once. */
  PgException takeCancel() {
    PgException reason = cancelled;
    if (reason != null) {
      cancelled = null;
    }
    return reason;
  }
}
