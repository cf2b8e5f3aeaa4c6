package org.heapgres.planner.rel;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;

/**
 * A value that is computed once for a row though an expression needs it more than once: what CASE
 * compares, when it is volatile. Operands are the value and the expression, in which calls of
 * {@link #use} stand for it. Immutable.
 */
public final class PgSharedValue extends SqlFunction {
  private final Use use = new Use();

  public PgSharedValue() {
    super(
        "SHARED_VALUE",
        SqlKind.OTHER_FUNCTION,
        null,
        null,
        OperandTypes.ANY_ANY,
        SqlFunctionCategory.SYSTEM);
  }

  public Use use() {
    return use;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  /** The value; it has no meaning, and is not to be folded, away from its definition. */
  public static final class Use extends SqlFunction {
    private Use() {
      super(
          "VALUE",
          SqlKind.OTHER_FUNCTION,
          null,
          null,
          OperandTypes.NILADIC,
          SqlFunctionCategory.SYSTEM);
    }

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
}
