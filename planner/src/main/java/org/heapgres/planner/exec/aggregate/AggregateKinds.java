package org.heapgres.planner.exec.aggregate;

import java.util.Map;
import java.util.stream.Collectors;
import org.heapgres.planner.functions.AggregateFunction;
import org.heapgres.planner.functions.Aggregates;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.types.Types;

/** Finds the accumulator for an aggregate: over arrays where there is one, else the general one. */
public final class AggregateKinds {
  /** By name and argument types. */
  private static final Map<String, AggregateKind> OVER_ARRAYS =
      Map.ofEntries(
          Map.entry("sum(int2)", NumberAggregates.SUM_INTS),
          Map.entry("sum(int4)", NumberAggregates.SUM_INTS),
          Map.entry("sum(int8)", NumberAggregates.SUM_LONGS),
          Map.entry("sum(float4)", NumberAggregates.SUM_FLOATS),
          Map.entry("sum(float8)", NumberAggregates.SUM_FLOATS),
          Map.entry("avg(float4)", NumberAggregates.AVERAGE_FLOATS),
          Map.entry("avg(float8)", NumberAggregates.AVERAGE_FLOATS));

  private AggregateKinds() {}

  public static AggregateKind of(PgProc proc, CallTypes types) {
    if (proc.name().equals("min") && proc.namespace() == Types.PG_CATALOG) {
      return NumberAggregates.MINIMUM;
    }
    if (proc.name().equals("max") && proc.namespace() == Types.PG_CATALOG) {
      return NumberAggregates.MAXIMUM;
    }
    String signature =
        proc.argumentTypes().stream()
            .map(oid -> Types.REGISTRY.require(oid).name())
            .collect(Collectors.joining(",", proc.name() + "(", ")"));
    AggregateKind special = OVER_ARRAYS.get(signature);
    if (special != null) {
      return special;
    }
    AggregateFunction function = Aggregates.bind(proc, types);
    return call -> new GroupedAccumulator(call, function);
  }
}
