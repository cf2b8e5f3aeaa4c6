package org.heapgres.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.graalvm.polyglot.Engine;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contexts of one engine. Thread-safe. A context serves one snippet at a time; the one used
 * last is leased first, since its code is the warmest.
 *
 * <p>A lease waits a little for a context to come back before it makes another one, so that many
 * short snippets share few contexts; but it does not wait longer, since those in use may be waiting
 * for a lock that the asking session holds.
 */
final class ContextPool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ContextPool.class);

  /** Making a context costs 100 to 800 ms; a snippet of the usual kind is done in 1. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Contexts kept at 4 MB each: snippets that wait for a lock hold one, however few run. */
  private static final int SPARE = Math.max(32, Runtime.getRuntime().availableProcessors());

  private final Engine engine;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private final Deque<PythonContext> idle = new ArrayDeque<>();
  private final Set<PythonContext> all = ConcurrentHashMap.newKeySet();
  private final Future<Void> warm;
  private boolean closed;

  ContextPool(Engine engine) {
    this.engine = engine;
    warm = PythonThreads.submit(this::warm);
  }

  private Void warm() {
    long start = System.nanoTime();
    PythonContext first = new PythonContext(engine);
    all.add(first);
    StaticInitialisers.run();
    first.warm();
    lock.lock();
    try {
      idle.push(first);
      returned.signal();
    } finally {
      lock.unlock();
    }
    log.debug("Python ready after {} ms", (System.nanoTime() - start) / 1_000_000);
    return null;
  }

  /** Done when the first context is ready. */
  Future<Void> warmed() {
    return warm;
  }

  /** All contexts, in use or not. */
  Set<PythonContext> contexts() {
    return all;
  }

  /** Waits for the pool to be warm; the caller hands the context back. */
  PythonContext lease() {
    awaitWarm();
    PythonContext context = leaseIdle();
    if (context == null) {
      context = new PythonContext(engine);
      all.add(context);
    }
    return context;
  }

  private void awaitWarm() {
    if (warm.isDone()) {
      return;
    }
    try {
      warm.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new PgException(SqlState.QUERY_CANCELED, "canceling statement due to user request");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the Python runtime did not start", e);
    }
  }

  private PythonContext leaseIdle() {
    lock.lock();
    try {
      long patience = PATIENCE_NANOS;
      while (idle.isEmpty() && !all.isEmpty() && !closed && patience > 0) {
        patience = returned.awaitNanos(patience);
      }
      if (closed) {
        throw new IllegalStateException("the Python runtime is closed");
      }
      return idle.poll();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
    }
  }

  void giveBack(PythonContext context) {
    boolean keep = context.isUsable();
    lock.lock();
    try {
      keep = keep && !closed && idle.size() < SPARE;
      if (keep) {
        idle.push(context);
      } else {
        all.remove(context);
      }
      returned.signal();
    } finally {
      lock.unlock();
    }
    if (!keep) {
      context.close();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      returned.signalAll();
    } finally {
      lock.unlock();
    }
    all.forEach(PythonContext::close);
  }
}
