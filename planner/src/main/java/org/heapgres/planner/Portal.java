package org.heapgres.planner;

import java.util.Optional;

/**
 * A statement ready to run with its parameters; keeps its place when it is suspended. Used by its
 * session's thread only.
 */
public interface Portal extends AutoCloseable {
  /** The rows it gives; they are what the client relies on from now on. */
  Optional<RowDescription> description();

  /**
   * Whether {@link #description} may change still, with the tables, until it runs: so whoever is
   * about to run it asks then.
   */
  default boolean isDescribedByRunning() {
    return false;
  }

  /**
   * Whether the result that {@link #description} describes may turn out not to be there at all, as
   * with a DO block whose value is None: it is there when a row is.
   */
  boolean resultOptional();

  /** 0 text, 1 binary. */
  short format(int column);

  /** What {@link #execute} may do to its thread. */
  Blocking blocking();

  /**
   * Runs it, or goes on after {@link Completion.Suspended}.
   *
   * @param maxRows 0 for all of them
   */
  Completion execute(long maxRows, RowSink sink);

  /**
   * The same for a statement that may block on locks, on a thread that must not wait.
   *
   * @return empty when a lock was not free: then nothing has happened, and {@link #execute} is for
   *     another thread, or this method again once the lock is free: {@link SqlSession#awaitsLock}
   */
  Optional<Completion> executeIfLocksAreFree(long maxRows, RowSink sink);

  @Override
  void close();
}
