package org.heapgres.storage;

/** What to do when a lock is held by another. */
public sealed interface LockWait {
  /**
   * Until it is free, the session's {@code lock_timeout} has passed (55P03), a deadlock is found
   * (40P01) or the wait is cancelled (57014).
   */
  LockWait BLOCK = new Block();

  /** Not at all: SKIP LOCKED, and the try forms of advisory locks. */
  LockWait SKIP = new Skip();

  /** As long as {@link LockLimits} allow. */
  record Block() implements LockWait {}

  /** Give up after a time of the caller's own (55P03). */
  record Timed(long nanos) implements LockWait {}

  /** Fail at once (55P03): "could not obtain lock on {@code what}". */
  record NoWait(String what) implements LockWait {}

  /** The caller is told by the return value. */
  record Skip() implements LockWait {}

  /** {@code what} as in {@code row in relation "accounts"} or {@code relation "accounts"}. */
  static LockWait noWait(String what) {
    return new NoWait(what);
  }
}
