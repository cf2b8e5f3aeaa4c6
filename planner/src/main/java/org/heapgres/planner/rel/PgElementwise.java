package org.heapgres.planner.rel;

import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;

/**
 * An array's cast: the operand's elements, each put through an expression over {@code $0}, the
 * element. Dimensions and lower bounds stay. Immutable.
 */
public final class PgElementwise extends SqlFunction {
  private final transient RexNode body;

  public PgElementwise(RexNode body) {
    super(
        "ELEMENTWISE",
        SqlKind.OTHER_FUNCTION,
        null,
        null,
        OperandTypes.ANY,
        SqlFunctionCategory.SYSTEM);
    this.body = body;
  }

  public RexNode body() {
    return body;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgElementwise that && that.body.equals(body);
  }

  @Override
  public int hashCode() {
    return body.hashCode();
  }
}
