package org.heapgres.planner.parse.tree;

/**
 * One step of a dotted or subscripted name: {@code .name}, {@code .*}, {@code [1]}, {@code [1:2]}.
 */
public sealed interface Indirection extends Node
    permits Value.StringValue, Indirection.A_Star, Indirection.A_Indices {

  record A_Star() implements Indirection {}

  /** {@code lidx} is the lower bound of a slice; both bounds of a slice may be absent. */
  record A_Indices(boolean isSlice, Expression lidx, Expression uidx) implements Indirection {}
}
