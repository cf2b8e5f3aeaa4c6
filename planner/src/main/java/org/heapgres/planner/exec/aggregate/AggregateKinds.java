package org.heapgres.planner.exec.aggregate;

import java.util.Map;
import java.util.stream.Collectors;
import org.heapgres.planner.functions.AggregateFunction;
import org.heapgres.planner.functions.Aggregates;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.types.Types;

/**
 * Finds the accumulator for an aggregate: one of its own where there is one, else the general one.
 */
public final class AggregateKinds {
  /** By name and argument types. */
  private static final Map<String, AggregateKind> OF_THEIR_OWN =
      Map.ofEntries(
          Map.entry("sum(int2)", NumberAggregates.SUM_INTS),
          Map.entry("sum(int4)", NumberAggregates.SUM_INTS),
          Map.entry("sum(int8)", NumberAggregates.SUM_LONGS),
          Map.entry("sum(numeric)", call -> new DecimalSum(call, false)),
          Map.entry("avg(numeric)", call -> new DecimalSum(call, true)),
          Map.entry("sum(float4)", NumberAggregates.SUM_FLOATS),
          Map.entry("sum(float8)", NumberAggregates.SUM_FLOATS),
          Map.entry("avg(float4)", NumberAggregates.AVERAGE_FLOATS),
          Map.entry("avg(float8)", NumberAggregates.AVERAGE_FLOATS),
          Map.entry("rank(any)", hypothetical(HypotheticalSet.Question.RANK)),
          Map.entry("dense_rank(any)", hypothetical(HypotheticalSet.Question.DENSE_RANK)),
          Map.entry("percent_rank(any)", hypothetical(HypotheticalSet.Question.PERCENT_RANK)),
          Map.entry("cume_dist(any)", hypothetical(HypotheticalSet.Question.CUME_DIST)));

  private AggregateKinds() {}

  private static AggregateKind hypothetical(HypotheticalSet.Question question) {
    return call -> new HypotheticalSet(call, question);
  }

  public static AggregateKind of(PgProc proc, CallTypes types) {
    if (proc.name().equals("min") && proc.namespace() == Types.PG_CATALOG) {
      return NumberAggregates.MINIMUM;
    }
    if (proc.name().equals("max") && proc.namespace() == Types.PG_CATALOG) {
      return NumberAggregates.MAXIMUM;
    }
    AggregateKind special = proc.isUserDefined() ? null : OF_THEIR_OWN.get(signature(proc));
    if (special != null) {
      return special;
    }
    AggregateFunction function = Aggregates.bind(proc, types);
    return call -> new GroupedAccumulator(call, function);
  }

  public static boolean isImplemented(PgProc proc) {
    return OF_THEIR_OWN.containsKey(signature(proc)) || Aggregates.isImplemented(proc);
  }

  private static String signature(PgProc proc) {
    return proc.argumentTypes().stream()
        .map(oid -> Types.REGISTRY.require(oid).name())
        .collect(Collectors.joining(",", proc.name() + "(", ")"));
  }
}
