package org.heapgres.planner;

import java.util.List;
import org.heapgres.planner.types.PgType;

/** The columns of a result. */
public record RowDescription(List<Field> fields) {
  public RowDescription {
    fields = List.copyOf(fields);
  }

  /**
   * One column.
   *
   * @param tableOid the table it comes from unchanged, or 0
   * @param attnum its number in that table, or 0
   * @param typmod -1 for none
   */
  public record Field(String name, int tableOid, short attnum, PgType type, int typmod) {}
}
