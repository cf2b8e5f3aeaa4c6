package org.heapgres.planner.rel;

import java.util.List;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;

/**
 * ROW(a, b), and a table's whole row: the operands in a record of the call's type, which is record
 * or a named composite type. Immutable.
 */
public final class PgRowConstructor extends SqlFunction {
  private final List<String> fieldNames;

  /** {@code fieldNames} are f1, f2... for ROW, the columns' for a whole row. */
  public PgRowConstructor(List<String> fieldNames) {
    super(
        "ROW",
        SqlKind.OTHER_FUNCTION,
        null,
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.SYSTEM);
    this.fieldNames = List.copyOf(fieldNames);
  }

  public List<String> fieldNames() {
    return fieldNames;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgRowConstructor that && that.fieldNames.equals(fieldNames);
  }

  @Override
  public int hashCode() {
    return fieldNames.hashCode();
  }
}
