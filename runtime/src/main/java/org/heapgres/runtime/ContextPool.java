package org.heapgres.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.heapgres.runtime.direct.DirectSnippet;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contexts of one engine, which it owns. Thread-safe. A context serves one snippet at a time;
 * the one used last is leased first, since its code is the warmest.
 *
 * <p>A lease waits a little for a context to come back before it makes another one, so that many
 * short snippets share few contexts; but it does not wait until one does, since those in use may be
 * waiting for a lock that the asking session holds. Contexts are made a few at a time: a crowd that
 * comes at once would otherwise keep all processors busy with making contexts, and nobody served.
 * Up to one for each processor are made in the background as soon as one is missing, and one for
 * each that is lost while none is idle: whoever spoils contexts does not keep others waiting.
 *
 * <p>Sessions that have given one back as good as it was go first, and while there are such, the
 * last idle context is left to them: however fast newcomers spoil theirs, those wait for no new
 * one.
 */
final class ContextPool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ContextPool.class);

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** Making a context costs 150 to 400 ms; a snippet of the usual kind is done in 1. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /**
   * Who is making a context for longer is stuck, or lost for want of memory: others need not wait.
   */
  private static final long MAKING_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Contexts kept at 4 MB each: snippets that wait for a lock hold one, however few run. */
  private static final int SPARE = Math.max(32, PROCESSORS);

  /** As many are being made at a time. */
  private static final int MAKERS = Math.max(1, PROCESSORS / 2);

  /** How long the last context is kept for another snippet of the sessions that go first. */
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ReentrantLock lock = new ReentrantLock();

  /** For those who go first; {@link #left} for others. */
  private final Condition returned = lock.newCondition();

  private final Condition left = lock.newCondition();
  private final Deque<PythonContext> idle = new ArrayDeque<>();
  private final Set<PythonContext> all = ConcurrentHashMap.newKeySet();
  private final FutureTask<Void> warm = new FutureTask<>(this::warm);
  private final AtomicBoolean started = new AtomicBoolean();

  /** Whether somebody waits for the first context. */
  private volatile boolean awaited;

  private final PythonEngine engine = new PythonEngine();

  /** Those who are making a context, in the order in which they began, and when that was. */
  private final Map<Maker, Long> makers = new LinkedHashMap<>();

  /** When one who goes first, and is still there, gave a context back. */
  private long provenAt = System.nanoTime() - KEPT_NANOS;

  private boolean closed;

  private static final class Maker {}

  /** Makes the engine and the first context in the background; once. */
  void start() {
    if (!started.getAndSet(true)) {
      PythonThreads.start(warm);
    }
  }

  private Void warm() {
    long start = System.nanoTime();
    DirectSnippet.start();
    Future<List<String>> classes = PythonThreads.submit(StaticInitialisers::find);
    engine.start();
    PythonContext first = engine.make();
    all.add(first);
    StaticInitialisers.run(PythonThreads.join(classes));
    first.warm();
    if (!awaited) {
      first.furnish();
    }
    lock.lock();
    try {
      idle.push(first);
      wakeOne();
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

  PythonRuntime.Contexts count() {
    lock.lock();
    try {
      int known = all.size();
      return new PythonRuntime.Contexts(known, Math.max(0, known - idle.size()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the pool to be warm; the caller hands the context back.
   *
   * @param proven whether the one that the caller had last is as good as before
   */
  PythonContext lease(boolean proven) {
    awaitWarm();
    Maker maker = new Maker();
    PythonContext context = leaseIdle(maker, proven);
    return context == null ? make(maker) : context;
  }

  private PythonContext make(Maker maker) {
    try {
      PythonContext made = engine.make();
      all.add(made);
      return made;
    } finally {
      ended(maker);
    }
  }

  private void ended(Maker maker) {
    lock.lock();
    try {
      makers.remove(maker);
      wakeOne();
    } finally {
      lock.unlock();
    }
  }

  /** How many are making a context and not stuck. Under the lock. */
  private int making() {
    long now = System.nanoTime();
    makers.values().removeIf(began -> now - began >= MAKING_NANOS);
    return makers.size();
  }

  private void awaitWarm() {
    if (warm.isDone()) {
      return;
    }
    awaited = true;
    start();
    try {
      warm.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new PgException(SqlState.QUERY_CANCELED, "canceling statement due to user request");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the Python runtime did not start", e);
    }
  }

  /** Under the lock. */
  private void wakeOne() {
    (lock.hasWaiters(returned) ? returned : left).signal();
  }

  /** Whether there is one to let. Under the lock. */
  private boolean hasIdle(boolean proven) {
    return idle.size() > (proven || System.nanoTime() - provenAt >= KEPT_NANOS ? 0 : 1);
  }

  /** Null when the caller is to make one, as that maker. */
  private PythonContext leaseIdle(Maker maker, boolean proven) {
    lock.lock();
    try {
      if (idle.isEmpty() && all.size() + making() < PROCESSORS) {
        makeInBackground();
      }
      Condition available = proven ? returned : left;
      long patience = PATIENCE_NANOS;
      while (!hasIdle(proven) && !all.isEmpty() && !closed && patience > 0) {
        patience = available.awaitNanos(patience);
      }
      while (!hasIdle(proven) && !closed && making() >= MAKERS) {
        long eldest = makers.values().iterator().next();
        available.awaitNanos(MAKING_NANOS - (System.nanoTime() - eldest));
      }
      if (closed) {
        throw new IllegalStateException("the Python runtime is closed");
      }
      PythonContext found = hasIdle(proven) ? idle.poll() : null;
      if (found == null) {
        makers.put(maker, System.nanoTime());
      }
      return found;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new PgException(SqlState.QUERY_CANCELED, "canceling statement due to user request");
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void makeInBackground() {
    Maker maker = new Maker();
    makers.put(maker, System.nanoTime());
    try {
      PythonThreads.start(() -> makeSpare(maker));
    } catch (OutOfMemoryError e) {
      makers.remove(maker);
      log.debug("no thread to make a context", e);
    }
  }

  private void makeSpare(Maker maker) {
    PythonContext made;
    try {
      made = make(maker);
    } catch (CancellationException e) {
      log.debug("no spare context", e);
      return;
    }
    try {
      made.furnish();
    } finally {
      giveBack(made, false);
    }
  }

  /** {@code proven}: its session went first, and left it as good as it was. */
  void giveBack(PythonContext context, boolean proven) {
    boolean keep = context.isUsable();
    lock.lock();
    try {
      keep = keep && !closed && idle.size() < SPARE;
      if (keep) {
        idle.push(context);
      } else {
        all.remove(context);
        if (!closed && !hasIdle(false) && making() < MAKERS) {
          makeInBackground();
        }
      }
      if (proven) {
        provenAt = System.nanoTime();
      }
      wakeOne();
    } finally {
      lock.unlock();
    }
    if (!keep) {
      engine.close(context);
    }
  }

  /**
   * A session that went first is over: unless others like it go on, nothing is kept for it, and
   * whoever comes next finds the context whose code is warm.
   */
  void provenSessionEnded() {
    lock.lock();
    try {
      provenAt = System.nanoTime() - KEPT_NANOS;
      wakeOne();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      returned.signalAll();
      left.signalAll();
    } finally {
      lock.unlock();
    }
    engine.close();
  }
}
