package org.heapgres.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.graalvm.polyglot.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine that contexts are made in, and what is still open of it. Thread-safe.
 *
 * <p>The engine is closed by whoever closes the last context, when nobody makes one any more. It
 * must not be closed earlier: GraalVM holds the engine's lock while it waits for those who are in
 * its contexts to leave, and who has just entered a new context waits for that lock, to create the
 * language. So both would wait for ever.
 */
final class PythonEngine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PythonEngine.class);

  /** A context is closed in milliseconds unless a snippet in it heeds nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * What is called often is compiled, not what is called a few times and does much: its loops are
   * compiled by themselves, while they run, and it would hardly run again. With GraalVM's own
   * figures (400 calls and rounds of loops, of one call or more) Python's start alone has a dozen
   * functions compiled, by a compiler that is cold.
   */
  static final Map<String, String> COMPILER =
      Map.of(
          "engine.FirstTierCompilationThreshold", "1500",
          "engine.FirstTierMinInvokeThreshold", "100");

  private final Function<Engine, PythonContext> maker;

  /** Not closed yet, or about to be; guarded by this. */
  private final Set<PythonContext> open = new HashSet<>();

  /** Null until it is made, and when it is closed; guarded by this. */
  private Engine engine;

  /** Those who are making or closing a context; guarded by this. */
  private int busy;

  private boolean closed;

  PythonEngine() {
    this(PythonContext::new);
  }

  /** With another way to make a context. */
  PythonEngine(Function<Engine, PythonContext> maker) {
    this.maker = maker;
  }

  /** Makes the engine; once. */
  void start() {
    Engine made = LanguageLoader.during(PythonEngine::newEngine);
    synchronized (this) {
      engine = made;
    }
    closeIfUnused();
  }

  private static Engine newEngine() {
    try {
      return Engine.newBuilder("python").allowExperimentalOptions(true).options(COMPILER).build();
    } catch (IllegalArgumentException e) {
      log.info(
          "Python runs without its compiler, which this JVM was not given: {}", e.getMessage());
      return Engine.newBuilder("python").build();
    }
  }

  /** A new context; {@link CancellationException} when the engine is closed. */
  PythonContext make() {
    Engine used = beginMaking();
    PythonContext made = null;
    try {
      made = LanguageLoader.during(() -> maker.apply(used));
    } finally {
      endMaking(made);
    }
    if (isClosed()) {
      close(made);
      throw gone();
    }
    return made;
  }

  private synchronized Engine beginMaking() {
    if (closed) {
      throw gone();
    }
    busy++;
    return engine;
  }

  private void endMaking(PythonContext made) {
    synchronized (this) {
      busy--;
      if (made != null) {
        open.add(made);
      }
    }
    closeIfUnused();
  }

  private static CancellationException gone() {
    return new CancellationException("the Python runtime is closed");
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Ends what runs in the context, and waits for that. */
  void close(PythonContext context) {
    synchronized (this) {
      busy++;
    }
    try {
      context.close();
    } finally {
      synchronized (this) {
        busy--;
        open.remove(context);
      }
      closeIfUnused();
    }
  }

  private void closeIfUnused() {
    Engine unused;
    synchronized (this) {
      if (!closed || busy > 0 || !open.isEmpty() || engine == null) {
        return;
      }
      unused = engine;
      engine = null;
    }
    unused.close(true);
  }

  /** Closes all contexts. Those who are making one, or do not heed that, are not waited for. */
  @Override
  public void close() {
    List<Thread> closing = new ArrayList<>();
    for (PythonContext context : end()) {
      closing.add(Thread.ofPlatform().daemon().name("python-close").start(() -> close(context)));
    }
    closeIfUnused();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (Thread thread : closing) {
        if (!thread.join(Duration.ofNanos(deadline - System.nanoTime()))) {
          log.warn("a snippet could not be stopped, and runs on");
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<PythonContext> end() {
    closed = true;
    return List.copyOf(open);
  }
}
