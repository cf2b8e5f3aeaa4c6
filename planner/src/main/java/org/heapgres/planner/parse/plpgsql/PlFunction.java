package org.heapgres.planner.parse.plpgsql;

import java.util.List;

/**
 * A parsed body.
 *
 * @param variables by their numbers; the first are those that the parser was given
 */
public record PlFunction(PlStatement.Block body, List<PlVariable> variables, Conflict conflict) {
  /** What a name means that is a variable's and a column's. */
  public enum Conflict {
    ERROR,
    USE_VARIABLE,
    USE_COLUMN
  }

  public PlFunction {
    variables = List.copyOf(variables);
  }
}
