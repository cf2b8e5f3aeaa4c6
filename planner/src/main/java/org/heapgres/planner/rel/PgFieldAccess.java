package org.heapgres.planner.rel;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;

/** {@code (record).field}: one operand, a record; NULL for a NULL record. Immutable. */
public final class PgFieldAccess extends SqlFunction {
  private final int field;

  /** {@code field} counts from 0. */
  public PgFieldAccess(int field, String name) {
    super(
        "." + name,
        SqlKind.OTHER_FUNCTION,
        null,
        null,
        OperandTypes.ANY,
        SqlFunctionCategory.SYSTEM);
    this.field = field;
  }

  public int field() {
    return field;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgFieldAccess that
        && that.field == field
        && that.getName().equals(getName());
  }

  @Override
  public int hashCode() {
    return 31 * field + getName().hashCode();
  }
}
