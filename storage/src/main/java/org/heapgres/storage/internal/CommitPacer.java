package org.heapgres.storage.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Slows commits down to what the applier manages before the overlay is full, so that each waits a
 * little and none waits long. Thread-safe.
 */
final class CommitPacer {
  /** How full the overlay is when commits begin to be slowed down. */
  private static final double BEGIN = 0.5;

  /** The longest that one commit makes those behind it wait. */
  private static final long MAX_NANOS = 20_000_000;

  /** How much the newest measurement counts. */
  private static final double WEIGHT = 0.25;

  /** What the applier manages; 50 MB/s until it is known. */
  private volatile double bytesPerNano = 0.05;

  /** When the commits so far have had their time. */
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  /** The applier's thread has needed that long. */
  void applied(long bytes, long nanos) {
    if (bytes > 0 && nanos > 0) {
      double known = bytesPerNano; // written by this thread alone
      bytesPerNano = known + WEIGHT * ((double) bytes / nanos - known);
    }
  }

  /**
   * Waits its turn. At three quarters commits come as fast as they are applied, at the beginning
   * twice and in the end half as fast.
   *
   * @param fill how full the overlay is, from 0 to 1
   */
  void pace(double fill, long bytes) {
    if (fill < BEGIN) {
      return;
    }
    double rate = bytesPerNano * Math.pow(2, (0.75 - fill) * 4);
    long cost = Math.min(MAX_NANOS, (long) (bytes / rate));
    long now = System.nanoTime();
    long turn = next.updateAndGet(time -> (time - now > 0 ? time : now) + cost) - cost;
    boolean interrupted = false;
    for (long left = turn - now; left > 0; left = turn - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
