package org.heapgres.planner.functions;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * The types of one call after overload resolution, polymorphic ones replaced by the actual.
 *
 * @param variadicArray the call said VARIADIC: the last argument is an array of the last arguments
 */
public record CallTypes(List<PgType> arguments, PgType result, boolean variadicArray) {
  public CallTypes {
    arguments = List.copyOf(arguments);
  }

  public static CallTypes of(PgType result, PgType... arguments) {
    return new CallTypes(List.of(arguments), result, false);
  }

  PgType argument(int index) {
    return arguments.get(index);
  }
}
