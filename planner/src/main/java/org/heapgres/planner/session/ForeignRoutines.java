package org.heapgres.planner.session;

import java.util.Iterator;
import java.util.function.Function;
import org.heapgres.planner.ProceduralLanguage;
import org.heapgres.planner.TriggerCall;
import org.heapgres.planner.command.Run;

/** Functions of a {@link ProceduralLanguage}. */
record ForeignRoutines(ProceduralLanguage language) implements RoutineLanguage {
  @Override
  public void validate(Invocation invocation) {
    this.<Void>within(
        invocation,
        call -> {
          language.validate(call, invocation.routine());
          return null;
        });
  }

  @Override
  public Object call(Invocation invocation, Object[] arguments) {
    return within(invocation, call -> language.call(call, invocation.routine(), arguments));
  }

  @Override
  public Iterator<?> rows(Invocation invocation, Object[] arguments) {
    return within(invocation, call -> language.rows(call, invocation.routine(), arguments));
  }

  @Override
  public Object[] trigger(Invocation invocation, TriggerCall trigger) {
    return within(invocation, call -> language.trigger(call, invocation.routine(), trigger));
  }

  private <T> T within(Invocation invocation, Function<LanguageCall, T> body) {
    Session session = invocation.session();
    boolean nonAtomic = session.routines().takeNonAtomic() && invocation.routine().procedure();
    session.beginStatement();
    LanguageCall call = new LanguageCall(Run.ofFunction(session), false, nonAtomic);
    try {
      return body.apply(call);
    } finally {
      call.close();
    }
  }
}
