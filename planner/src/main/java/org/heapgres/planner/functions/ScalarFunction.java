package org.heapgres.planner.functions;

/** Computes one value from datums; null is SQL NULL. A strict function never gets a null. */
@FunctionalInterface
public interface ScalarFunction {
  Object apply(CallContext context, Object[] arguments);
}
