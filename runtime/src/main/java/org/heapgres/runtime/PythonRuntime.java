package org.heapgres.runtime;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.graalvm.polyglot.Engine;
import org.heapgres.planner.ProceduralLanguage;

/**
 * Python in the server: the contexts that run it, the guard over them, and the languages it shows
 * itself as. Thread-safe.
 *
 * <p>{@link #start} returns at once and warms up in the background; a snippet that comes early
 * waits.
 */
public final class PythonRuntime implements AutoCloseable {
  private final Engine engine;
  private final ContextPool contexts;
  private final Watchdog watchdog;
  private final List<ProceduralLanguage> languages;

  private PythonRuntime() {
    engine = Engine.newBuilder("python").build();
    contexts = new ContextPool(engine);
    watchdog = new Watchdog(contexts.contexts());
    languages =
        List.of(
            new PythonLanguage(contexts, Dialect.PY),
            new PythonLanguage(contexts, Dialect.PLPYTHON));
  }

  public static PythonRuntime start() {
    return new PythonRuntime();
  }

  /** {@code py}, and PL/Python. */
  public List<ProceduralLanguage> languages() {
    return languages;
  }

  /** Waits until snippets run without delay; throws what start-up failed with. */
  public void awaitReady() throws InterruptedException {
    try {
      contexts.warmed().get();
    } catch (ExecutionException | CancellationException e) {
      throw new IllegalStateException("the Python runtime did not start", e);
    }
  }

  /** How many interpreters there are, and how many of them run something. */
  public record Contexts(int all, int busy) {}

  public Contexts contexts() {
    return contexts.count();
  }

  public boolean isReady() {
    return contexts.warmed().isDone();
  }

  @Override
  public void close() {
    watchdog.close();
    contexts.close();
    engine.close(true);
  }
}
