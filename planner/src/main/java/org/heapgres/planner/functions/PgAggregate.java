package org.heapgres.planner.functions;

/**
 * A row of pg_aggregate, as far as planning needs it. Immutable.
 *
 * @param kind n normal, o ordered-set, h hypothetical-set
 * @param directArguments number of arguments before WITHIN GROUP
 * @param sortOperator oid of the operator by which an index yields the result (min, max), or 0
 */
public record PgAggregate(
    int function,
    char kind,
    int directArguments,
    int transitionFunction,
    int finalFunction,
    int sortOperator,
    int transitionType,
    String initialValue) {}
