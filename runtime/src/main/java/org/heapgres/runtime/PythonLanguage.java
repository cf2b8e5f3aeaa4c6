package org.heapgres.runtime;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.Routine;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.types.PgType;
import org.heapgres.runtime.direct.DirectSnippet;
import org.heapgres.storage.LockNotFree;
import org.heapgres.storage.value.Jsonb;

/** Python as a language of DO blocks and functions, in one of its dialects. Thread-safe. */
final class PythonLanguage implements ProceduralLanguage {
  private static final int MOST_TEXTS = 2000;

  private final ContextPool contexts;
  private final Dialect dialect;
  private final Map<String, Boolean> described = lastUsed();
  private final Map<String, Optional<DirectSnippet>> direct = lastUsed();

  PythonLanguage(ContextPool contexts, Dialect dialect) {
    this.contexts = contexts;
    this.dialect = dialect;
  }

  private static <T> Map<String, T> lastUsed() {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > MOST_TEXTS;
          }
        });
  }

  @Override
  public Set<String> names() {
    return dialect.names();
  }

  /** PL/Python's blocks answer nothing. */
  @Override
  public boolean returnsResult(String source) {
    if (dialect == Dialect.PLPYTHON) {
      return false;
    }
    Optional<DirectSnippet> simple = direct(source);
    if (simple.isPresent()) {
      return simple.get().returnsResult();
    }
    Boolean known = described.get(source);
    if (known == null) {
      known = PythonThreads.call(() -> describe(source));
      described.put(source, known);
    }
    return known;
  }

  private boolean describe(String source) {
    PythonContext python = contexts.lease(true);
    try {
      return python.returnsResult(source);
    } finally {
      contexts.giveBack(python, false);
    }
  }

  @Override
  public boolean isBrief(String source) {
    Optional<DirectSnippet> known = direct.get(source);
    return dialect == Dialect.PY && known != null && known.isPresent() && known.get().isBrief();
  }

  @Override
  public List<Jsonb> execute(
      LanguageContext context, String source, Object[] arguments, PgType[] argumentTypes) {
    if (dialect == Dialect.PY) {
      Optional<List<Jsonb>> result =
          direct(source).flatMap(snippet -> snippet.run(context, arguments, argumentTypes));
      if (result.isPresent()) {
        return result.get();
      }
    }
    if (!context.mayWait()) {
      throw new LockNotFree(); // a context may have to be waited for, and what runs in it as well
    }
    Arguments given = new Arguments(arguments, argumentTypes);
    return within(context, source, python -> python.run(context, dialect, source, given));
  }

  private Optional<DirectSnippet> direct(String source) {
    Optional<DirectSnippet> known = direct.get(source);
    if (known == null) {
      known = PythonThreads.call(() -> DirectSnippet.of(source));
      direct.put(source, known);
    }
    return known;
  }

  @Override
  public void validate(LanguageContext context, Routine routine) {
    this.<Void>within(
        context,
        routine.source(),
        python -> {
          python.validate(context, dialect, routine);
          return null;
        });
  }

  @Override
  public void validateModule(LanguageContext context, String name, String source) {
    this.<Void>within(
        context,
        source,
        python -> {
          python.validateModule(context, dialect, name, source);
          return null;
        });
  }

  @Override
  public void defineClass(LanguageContext context, String name, String source) {
    this.<Void>within(
        context,
        source,
        python -> {
          python.defineClass(context, dialect, name, source);
          return null;
        });
  }

  @Override
  public Object call(LanguageContext context, Routine routine, Object[] arguments) {
    return within(
        context, routine.source(), python -> python.call(context, dialect, routine, arguments));
  }

  @Override
  public Iterator<?> rows(LanguageContext context, Routine routine, Object[] arguments) {
    Object[] rows =
        within(
            context, routine.source(), python -> python.rows(context, dialect, routine, arguments));
    return Arrays.asList(rows).iterator();
  }

  @Override
  public Object[] trigger(LanguageContext context, Routine routine, TriggerCall call) {
    return within(
        context, routine.source(), python -> python.trigger(context, dialect, routine, call));
  }

  private <T> T within(LanguageContext context, String source, Function<PythonContext, T> task) {
    PythonSession session = context.kept(PythonSession.class, () -> new PythonSession(contexts));
    return PythonThreads.call(() -> session.within(source, task));
  }
}
