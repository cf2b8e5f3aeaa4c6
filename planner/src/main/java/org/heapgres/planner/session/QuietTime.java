package org.heapgres.planner.session;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Has something done, once, when the server has had little to do for some seconds on end: what
 * would take the processors from statements, and nobody waits for.
 */
final class QuietTime {
  /** In a row, that make a quiet time: clients that come when a server starts come sooner. */
  static final int SECONDS = 10;

  /** As long may all statements of a second have taken together. */
  private static final long STATEMENTS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Engine engine;
  private final Runnable work;
  private Future<?> looking;
  private long statementsBefore;
  private int quiet;

  QuietTime(Engine engine, Runnable work) {
    this.engine = engine;
    this.work = work;
    statementsBefore = statements();
  }

  synchronized void await() {
    try {
      looking = engine.timer().scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    } catch (RejectedExecutionException _) {
      // the engine is closed
    }
  }

  private synchronized void look() {
    if (isOver()) {
      looking.cancel(false);
      work.run();
    }
  }

  /** To be asked once a second; whether the time has been reached. */
  boolean isOver() {
    long now = statements();
    quiet = now - statementsBefore <= STATEMENTS_NANOS && !anyRuns() ? quiet + 1 : 0;
    statementsBefore = now;
    return quiet == SECONDS;
  }

  private long statements() {
    return engine.queries().snapshot().nanos();
  }

  private boolean anyRuns() {
    return engine.sessions().stream()
        .anyMatch(session -> session.isClients() && session.activity().isActive());
  }
}
