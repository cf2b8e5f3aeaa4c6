package org.heapgres.planner.rel;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;

/**
 * A value that is computed once for a row though an expression needs it more than once: what CASE
 * compares, when it is volatile. A call with the value and the expression as operands defines it;
 * in that expression, calls of the same operator without operands stand for it. Immutable; each is
 * equal to itself only.
 */
public final class PgSharedValue extends SqlFunction {
  public PgSharedValue() {
    super(
        "SHARED_VALUE",
        SqlKind.OTHER_FUNCTION,
        null,
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.SYSTEM);
  }

  /** A use has no meaning, and is not to be folded, away from its definition. */
  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
