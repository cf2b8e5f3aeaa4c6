package org.heapgres.planner.exec.window;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * One window function of a query.
 *
 * @param arguments columns of the input
 */
public record WindowCall(
    WindowFunction function, List<Integer> arguments, PgType type, Frame frame) {
  public WindowCall {
    arguments = List.copyOf(arguments);
  }
}
