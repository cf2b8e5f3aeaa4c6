package org.heapgres.planner.rel;

import java.util.Objects;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.util.Optionality;
import org.heapgres.planner.functions.PgProc;

/**
 * An aggregate or window function over a window, with what Calcite's RexOver has no place for: the
 * frame's mode, and FILTER, whose condition is then the last operand. Immutable; equal by value.
 */
public final class PgWindowFunction extends SqlAggFunction {
  /** What the bounds of a frame count. */
  public enum FrameMode {
    ROWS,
    RANGE,
    GROUPS
  }

  private final transient SqlAggFunction function;
  private final FrameMode mode;
  private final transient PgProc inRange;
  private final boolean filtered;

  /**
   * @param inRange the order's in_range function for offsets of a RANGE frame; null without
   */
  public PgWindowFunction(
      SqlAggFunction function, PgRelType type, FrameMode mode, PgProc inRange, boolean filtered) {
    super(
        function.getName(),
        null,
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.explicit(type),
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        true,
        Optionality.OPTIONAL);
    this.function = function;
    this.mode = mode;
    this.inRange = inRange;
    this.filtered = filtered;
  }

  /** Calcite's COUNT, or a {@link PgAggregateFunction}. */
  public SqlAggFunction function() {
    return function;
  }

  public FrameMode mode() {
    return mode;
  }

  public PgProc inRange() {
    return inRange;
  }

  public boolean filtered() {
    return filtered;
  }

  @Override
  public boolean isDeterministic() {
    return function.isDeterministic();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgWindowFunction that
        && that.function.equals(function)
        && that.mode == mode
        && Objects.equals(that.inRange, inRange)
        && that.filtered == filtered;
  }

  @Override
  public int hashCode() {
    return Objects.hash(function, mode, inRange, filtered);
  }
}
