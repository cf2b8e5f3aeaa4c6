package org.heapgres.planner.functions;

/** One group's state of an aggregate that a user made: the session knows how to compute it. */
public final class UserAggregate implements Accumulator {
  private final PgProc proc;
  private final CallTypes types;
  private Accumulator inner;

  private UserAggregate(PgProc proc, CallTypes types) {
    this.proc = proc;
    this.types = types;
  }

  public static AggregateFunction bind(PgProc proc, CallTypes types) {
    return new AggregateFunction(proc, types, () -> new UserAggregate(proc, types), false, false);
  }

  private Accumulator inner(CallContext context) {
    if (inner == null) {
      inner = context.session().accumulator(proc, types);
    }
    return inner;
  }

  @Override
  public void add(CallContext context, Object[] arguments) {
    inner(context).add(context, arguments);
  }

  @Override
  public Object result(CallContext context) {
    return inner(context).result(context);
  }
}
