package org.heapgres.planner.rel;

import java.util.Objects;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;

/**
 * {@code left operator ANY (array)} and {@code ALL}; a list of IN too. Operands are the left side
 * and the array, whose elements have the operator's right type. Immutable.
 */
public final class PgScalarArrayOperator extends SqlFunction {
  private final SqlOperator operator;
  private final boolean any;

  /**
   * @param operator a standard comparison or a {@link PgFunctionOperator}, over left side and
   *     element
   * @param any false for ALL
   */
  public PgScalarArrayOperator(SqlOperator operator, boolean any) {
    super(
        operator.getName() + (any ? " ANY" : " ALL"),
        SqlKind.OTHER_FUNCTION,
        null,
        null,
        OperandTypes.ANY_ANY,
        SqlFunctionCategory.SYSTEM);
    this.operator = operator;
    this.any = any;
  }

  public SqlOperator operator() {
    return operator;
  }

  public boolean any() {
    return any;
  }

  @Override
  public boolean isDeterministic() {
    return operator.isDeterministic();
  }

  @Override
  public boolean isDynamicFunction() {
    return operator.isDynamicFunction();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgScalarArrayOperator that
        && that.any == any
        && that.operator.equals(operator);
  }

  @Override
  public int hashCode() {
    return Objects.hash(operator, any);
  }
}
