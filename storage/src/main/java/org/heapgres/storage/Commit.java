package org.heapgres.storage;

/**
 * A commit that can no longer fail, but may not be on disk yet. Safe for use by any thread.
 *
 * <p>An answer that depends on it must not leave the server before it is durable (unless {@code
 * synchronous_commit} is off).
 */
public interface Commit {
  /** The place in the order of all commits of the heap; 0 when there is nothing to wait for. */
  long sequence();

  boolean isDurable();

  /** Waits; the first thread that waits writes the log for all. Not ended by an interrupt. */
  void await();

  /** Runs {@code action} once durable: now if it is, else on the log's thread. It must be short. */
  void whenDurable(Runnable action);
}
