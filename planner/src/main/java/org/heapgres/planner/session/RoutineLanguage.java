package org.heapgres.planner.session;

import java.util.Iterator;
import org.heapgres.planner.TriggerCall;

/** How the functions of one language are checked and run. Stateless but for what it hands out. */
public interface RoutineLanguage {
  /** Throws what is wrong with the body; types may be polymorphic. */
  void validate(Invocation invocation);

  /** See {@link org.heapgres.planner.ProceduralLanguage#call}. */
  Object call(Invocation invocation, Object[] arguments);

  /** See {@link org.heapgres.planner.ProceduralLanguage#rows}. */
  Iterator<?> rows(Invocation invocation, Object[] arguments);

  /** See {@link org.heapgres.planner.ProceduralLanguage#trigger}. */
  Object[] trigger(Invocation invocation, TriggerCall call);
}
