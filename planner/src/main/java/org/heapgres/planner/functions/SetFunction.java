package org.heapgres.planner.functions;

import java.util.Iterator;

/**
 * Computes rows: each a datum, or a PgRecord when the function has several result columns. A strict
 * function never gets a null; with one it yields no rows.
 */
@FunctionalInterface
public interface SetFunction {
  Iterator<?> apply(CallContext context, Object[] arguments);
}
