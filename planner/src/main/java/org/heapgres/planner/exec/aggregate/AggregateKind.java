package org.heapgres.planner.exec.aggregate;

/** Makes accumulators; one instance for each way of computing an aggregate. */
@FunctionalInterface
public interface AggregateKind {
  Accumulator open(AggregateCall call);
}
