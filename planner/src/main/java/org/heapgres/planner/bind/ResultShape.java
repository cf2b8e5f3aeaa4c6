package org.heapgres.planner.bind;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * What the last statement of an SQL function has to give.
 *
 * @param declared the function's result type, as messages call it
 * @param row the composite type or record that the columns make up; null for a plain value
 * @param columns the types of the columns; empty where a record may have any
 */
public record ResultShape(String declared, PgType row, List<PgType> columns) {
  public ResultShape {
    columns = List.copyOf(columns);
  }
}
