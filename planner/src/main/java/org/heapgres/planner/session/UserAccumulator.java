package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.functions.Accumulator;
import org.heapgres.planner.functions.BoundFunction;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.Functions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** CREATE AGGREGATE at work: transition function, state, final function (manual, 36.12). */
final class UserAccumulator implements Accumulator {
  private final BoundFunction transition;
  private final BoundFunction finish;
  private final int extraArguments;
  private Object state;

  /** Whether a strict transition function still waits for its first value. */
  private boolean empty;

  private UserAccumulator(
      BoundFunction transition, BoundFunction finish, int extraArguments, Object initial) {
    this.transition = transition;
    this.finish = finish;
    this.extraArguments = extraArguments;
    state = initial;
    empty = initial == null && transition.strict();
  }

  static UserAccumulator of(Session session, PgProc proc, CallTypes types) {
    FunctionEntry entry = (FunctionEntry) session.catalog().object(proc.oid()).orElseThrow();
    FunctionEntry.Aggregate aggregate = entry.aggregate();
    PgType stateType = actual(session, aggregate.stateType(), types);
    List<PgType> arguments = new ArrayList<>();
    arguments.add(stateType);
    arguments.addAll(types.arguments());
    Object initial =
        aggregate.initial() == null
            ? null
            : stateType.parseText(aggregate.initial(), -1, session.formatSettings());
    BoundFunction finish =
        aggregate.finish() == 0
            ? null
            : function(
                session,
                aggregate.finish(),
                aggregate.finishExtra() ? arguments : List.of(stateType),
                types.result());
    return new UserAccumulator(
        function(session, aggregate.transition(), arguments, stateType),
        finish,
        aggregate.finishExtra() ? types.arguments().size() : 0,
        initial);
  }

  private static BoundFunction function(
      Session session, int oid, List<PgType> arguments, PgType result) {
    PgProc builtIn = BuiltInFunctions.proc(oid);
    PgProc proc =
        builtIn != null
            ? builtIn
            : ((FunctionEntry) session.catalog().object(oid).orElseThrow()).proc(0);
    return Functions.bind(proc, new CallTypes(arguments, result, false));
  }

  private static PgType actual(Session session, int stateType, CallTypes types) {
    PgType declared = session.catalog().types().require(stateType);
    if (!declared.isPolymorphic()) {
      return declared;
    }
    PgType given = types.arguments().getFirst();
    boolean wantsArray = declared.name().endsWith("array") && !declared.name().contains("nonarray");
    if (wantsArray) {
      return given.isArray() ? given : Types.arrayOf(given, session.catalog().types());
    }
    return given.isArray() && types.result().oid() == given.element()
        ? session.catalog().types().require(given.element())
        : given;
  }

  @Override
  public void add(CallContext context, Object[] arguments) {
    if (transition.strict()) {
      for (Object argument : arguments) {
        if (argument == null) {
          return;
        }
      }
      if (empty) {
        state = arguments[0];
        empty = false;
        return;
      }
      if (state == null) {
        return;
      }
    }
    Object[] all = new Object[arguments.length + 1];
    all[0] = state;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    state = transition.call(context, all);
  }

  @Override
  public Object result(CallContext context) {
    if (finish == null) {
      return state;
    }
    Object[] all = new Object[extraArguments + 1];
    all[0] = state;
    return finish.strict() && state == null ? null : finish.scalar().apply(context, all);
  }
}
