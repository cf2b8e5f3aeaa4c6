package org.heapgres.planner.functions;

/**
 * A row of pg_cast. Immutable.
 *
 * @param function oid of the function, 0 when {@code method} is not f
 * @param context e explicit only, a in assignments too, i implicitly too
 * @param method f function, b binary coercible (the datum stays as it is), i through text
 */
public record PgCast(int oid, int source, int target, int function, char context, char method) {}
