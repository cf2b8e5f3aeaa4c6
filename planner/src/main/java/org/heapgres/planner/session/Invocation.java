package org.heapgres.planner.session;

import java.util.List;
import java.util.function.Supplier;
import org.heapgres.planner.Routine;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.types.PgType;

/**
 * A function with the types of one way of calling it, and what its language has made of it. One for
 * each session, which keeps it until the function changes.
 */
public final class Invocation {
  private final Session session;
  private final FunctionEntry function;
  private final Routine routine;
  private Object compiled;

  public Invocation(Session session, FunctionEntry function, Routine routine) {
    this.session = session;
    this.function = function;
    this.routine = routine;
  }

  public Session session() {
    return session;
  }

  public FunctionEntry function() {
    return function;
  }

  public Routine routine() {
    return routine;
  }

  List<PgType> inputTypes() {
    return routine.inputs().stream().map(Routine.Argument::type).toList();
  }

  /** What the language makes of the text, made once. */
  public <T> T compiled(Class<T> kind, Supplier<T> compiler) {
    if (compiled == null) {
      compiled = compiler.get();
    }
    return kind.cast(compiled);
  }
}
