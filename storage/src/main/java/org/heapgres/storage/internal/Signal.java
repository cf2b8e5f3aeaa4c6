package org.heapgres.storage.internal;

import java.util.concurrent.locks.LockSupport;

/**
 * Wakes one thread. Unlike a bare {@link LockSupport#unpark}, a signal cannot be used up by a lock
 * that the thread happens to wait for in between.
 */
final class Signal {
  private volatile boolean raised;
  private volatile Thread waiting;

  void raise() {
    raised = true;
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Until raised, which takes the signal down again, or the time is over. */
  void await(long nanos) {
    long start = System.nanoTime();
    waiting = Thread.currentThread();
    long left = nanos;
    while (!raised && left > 0) {
      LockSupport.parkNanos(this, left);
      left = nanos - (System.nanoTime() - start);
    }
    waiting = null;
    raised = false;
  }
}
