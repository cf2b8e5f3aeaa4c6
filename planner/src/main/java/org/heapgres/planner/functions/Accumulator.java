package org.heapgres.planner.functions;

/**
 * The state of one aggregate over one group. One thread at a time.
 *
 * <p>The typed forms add a value that is not NULL without boxing it; an aggregate whose argument is
 * not of that kind refuses them.
 */
public interface Accumulator {
  /** Adds one row's arguments; what to do with a NULL among them is the aggregate's decision. */
  void add(CallContext context, Object[] arguments);

  /** The result so far; more rows may follow. */
  Object result(CallContext context);

  /** For count(*) and aggregates over int2, int4, int8 and date. */
  default void addLong(long value) {
    throw new UnsupportedOperationException(getClass().getName());
  }

  /** For aggregates over float4 and float8. */
  default void addDouble(double value) {
    throw new UnsupportedOperationException(getClass().getName());
  }
}
