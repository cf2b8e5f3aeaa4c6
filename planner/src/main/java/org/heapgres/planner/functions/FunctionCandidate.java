package org.heapgres.planner.functions;

import java.util.List;

/**
 * A function that could be called with a number of arguments.
 *
 * @param argumentTypes one for each argument of the call and each default used, the variadic
 *     element repeated when {@code variadicArguments} is not -1
 * @param variadicArguments how many of the call's arguments go into the variadic array, or -1
 * @param defaultsUsed how many missing arguments take their default
 */
public record FunctionCandidate(
    PgProc function, List<Integer> argumentTypes, int variadicArguments, int defaultsUsed) {}
