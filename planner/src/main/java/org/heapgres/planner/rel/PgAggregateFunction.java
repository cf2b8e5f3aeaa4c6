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
 * An aggregate or window function of pg_proc with its resolved result type. {@code count} is not
 * one of these: it is Calcite's own COUNT, whose zero for no rows the decorrelator knows about.
 * Immutable; two are equal when pg_proc entry and result type are.
 */
public final class PgAggregateFunction extends SqlAggFunction {
  private final transient PgProc proc;
  private final PgRelType result;

  /** {@code result} without regard to nullability: an aggregate over no rows is NULL. */
  public PgAggregateFunction(PgProc proc, PgRelType result) {
    super(
        Objects.requireNonNull(proc).name(),
        null,
        kind(proc),
        ReturnTypes.explicit(PgTypeFactory.INSTANCE.createTypeWithNullability(result, true)),
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        proc.kind() == 'w',
        Optionality.OPTIONAL);
    this.proc = proc;
    this.result = (PgRelType) PgTypeFactory.INSTANCE.createTypeWithNullability(result, true);
  }

  private static SqlKind kind(PgProc proc) {
    if (proc.kind() == 'a') {
      return switch (proc.name()) {
        case "min" -> SqlKind.MIN;
        case "max" -> SqlKind.MAX;
        default -> SqlKind.OTHER_FUNCTION;
      };
    }
    return SqlKind.OTHER_FUNCTION;
  }

  public PgProc proc() {
    return proc;
  }

  /** The type of a call; nullable. */
  public PgRelType result() {
    return result;
  }

  @Override
  public boolean isDeterministic() {
    return proc.volatility() != 'v';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgAggregateFunction that
        && that.proc.oid() == proc.oid()
        && that.result.equals(result);
  }

  @Override
  public int hashCode() {
    return 31 * proc.oid() + result.hashCode();
  }
}
