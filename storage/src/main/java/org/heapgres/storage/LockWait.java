package org.heapgres.storage;

import java.time.Duration;

/** What to do when a lock is held by another. */
public sealed interface LockWait {
  /** Until it is free, a deadlock is found (40P01) or the wait is cancelled (57014). */
  LockWait FOREVER = new Timed(Long.MAX_VALUE);

  /** Not at all: SKIP LOCKED, and the try forms of advisory locks. */
  LockWait SKIP = new Skip();

  /** Give up after a time (55P03). */
  record Timed(long nanos) implements LockWait {}

  /** Fail at once (55P03): "could not obtain lock on {@code what}". */
  record NoWait(String what) implements LockWait {}

  /** The caller is told by the return value. */
  record Skip() implements LockWait {}

  /** {@code lock_timeout}; zero is no limit. */
  static LockWait atMost(Duration timeout) {
    return timeout.isZero() ? FOREVER : new Timed(timeout.toNanos());
  }

  /** {@code what} as in {@code row in relation "accounts"} or {@code relation "accounts"}. */
  static LockWait noWait(String what) {
    return new NoWait(what);
  }
}
