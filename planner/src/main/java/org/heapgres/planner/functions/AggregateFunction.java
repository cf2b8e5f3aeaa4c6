package org.heapgres.planner.functions;

/**
 * An aggregate bound to the types of one call; makes an {@link Accumulator} for each group.
 * Thread-safe.
 *
 * @param longs whether accumulators take {@link Accumulator#addLong}
 * @param doubles whether accumulators take {@link Accumulator#addDouble}
 */
public record AggregateFunction(
    PgProc proc,
    CallTypes types,
    java.util.function.Supplier<Accumulator> factory,
    boolean longs,
    boolean doubles) {

  public Accumulator create() {
    return factory.get();
  }
}
