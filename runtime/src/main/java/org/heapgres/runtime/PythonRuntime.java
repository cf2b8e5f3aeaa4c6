package org.heapgres.runtime;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.heapgres.planner.ProceduralLanguage;

/**
 * Python in the server: the contexts that run it, the guard over them, and the languages it shows
 * itself as. Thread-safe.
 *
 * <p>{@link #open} costs nothing, and {@link #warmUp} works in the background; a snippet that comes
 * early begins with it if need be, and waits for it.
 */
public final class PythonRuntime implements AutoCloseable {
  private final ContextPool contexts;
  private final Watchdog watchdog;
  private final List<ProceduralLanguage> languages;

  private PythonRuntime() {
    contexts = new ContextPool();
    watchdog = new Watchdog(contexts.contexts());
    languages =
        List.of(
            new PythonLanguage(contexts, Dialect.PY),
            new PythonLanguage(contexts, Dialect.PLPYTHON));
  }

  /** One that is to be warmed up when there is nothing more urgent. */
  public static PythonRuntime open() {
    return new PythonRuntime();
  }

  /** One that warms up already. */
  public static PythonRuntime start() {
    PythonRuntime started = open();
    started.warmUp();
    return started;
  }

  /** Makes Python ready in the background; once. */
  public void warmUp() {
    contexts.start();
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
  }
}
