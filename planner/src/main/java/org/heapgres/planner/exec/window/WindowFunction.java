package org.heapgres.planner.exec.window;

/** Computes one window function over one partition. Implementations are immutable. */
@FunctionalInterface
public interface WindowFunction {
  /** The value for each row of the partition. */
  Object[] compute(Partition partition, WindowCall call);
}
