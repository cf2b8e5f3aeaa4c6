package org.heapgres.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.graalvm.polyglot.Engine;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.value.Jsonb;

/**
 * Python as a language of DO blocks: {@code py}, and PL/Python's names. Thread-safe.
 *
 * <p>{@link #start} returns at once and warms up in the background; a snippet that comes early
 * waits.
 */
public final class PythonLanguage implements ProceduralLanguage, AutoCloseable {
  private static final Set<String> NAMES =
      Collections.unmodifiableSet(new LinkedHashSet<>(List.of("py", "plpython3u", "plpythonu")));

  private static final int DESCRIBED_TEXTS = 2000;

  private final Engine engine;
  private final ContextPool contexts;
  private final Watchdog watchdog;
  private final Map<String, Boolean> described =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > DESCRIBED_TEXTS;
            }
          });

  private PythonLanguage() {
    engine = Engine.newBuilder("python").build();
    contexts = new ContextPool(engine);
    watchdog = new Watchdog(contexts.contexts());
  }

  public static PythonLanguage start() {
    return new PythonLanguage();
  }

  /** Waits until snippets run without delay; throws what start-up failed with. */
  public void awaitReady() throws InterruptedException {
    try {
      contexts.warmed().get();
    } catch (ExecutionException | CancellationException e) {
      throw new IllegalStateException("the Python runtime did not start", e);
    }
  }

  public boolean isReady() {
    return contexts.warmed().isDone();
  }

  @Override
  public Set<String> names() {
    return NAMES;
  }

  @Override
  public boolean returnsResult(String source) {
    Boolean known = described.get(source);
    if (known == null) {
      known = PythonThreads.call(() -> leased(python -> python.returnsResult(source)));
      described.put(source, known);
    }
    return known;
  }

  @Override
  public Jsonb execute(
      LanguageContext context, String source, Object[] arguments, PgType[] argumentTypes) {
    Arguments given = new Arguments(arguments, argumentTypes);
    String json = PythonThreads.call(() -> leased(python -> python.run(context, source, given)));
    return json == null ? null : Jsonb.parse(json);
  }

  private <T> T leased(Function<PythonContext, T> task) {
    PythonContext python = contexts.lease();
    try {
      return task.apply(python);
    } finally {
      contexts.giveBack(python);
    }
  }

  @Override
  public void close() {
    watchdog.close();
    contexts.close();
    engine.close(true);
  }
}
