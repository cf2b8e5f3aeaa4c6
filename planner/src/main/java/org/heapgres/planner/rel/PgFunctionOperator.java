package org.heapgres.planner.rel;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.types.PgType;

/**
 * A function of pg_proc as Calcite's operator: plain functions, the functions behind operators and
 * casts, and set-returning ones. The call's type is the resolved result type; a polymorphic or
 * variadic function's operands are as the binder passes them (variadic arguments already gathered
 * in an array). Immutable; two are equal when they are the same pg_proc entry.
 */
public final class PgFunctionOperator extends SqlFunction {
  private final transient PgProc proc;
  private final boolean variadicArray;
  private final transient List<PgType.Field> columns;

  /**
   * An operator.
   *
   * @param variadicArray the call of a VARIADIC "any" function said VARIADIC
   * @param columns the fields of a result of type record; empty where only the value tells
   */
  public PgFunctionOperator(PgProc proc, boolean variadicArray, List<PgType.Field> columns) {
    super(
        Objects.requireNonNull(proc).name(),
        SqlKind.OTHER_FUNCTION,
        null,
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
    this.proc = proc;
    this.variadicArray = variadicArray;
    this.columns = List.copyOf(columns);
  }

  public PgFunctionOperator(PgProc proc) {
    this(proc, false, List.of());
  }

  /** The same function, whose record is known to have these fields. */
  public PgFunctionOperator withColumns(List<PgType.Field> known) {
    return new PgFunctionOperator(proc, variadicArray, known);
  }

  public List<PgType.Field> columns() {
    return columns;
  }

  public boolean variadicArray() {
    return variadicArray;
  }

  public PgProc proc() {
    return proc;
  }

  @Override
  public boolean isDeterministic() {
    return !proc.isVolatile();
  }

  @Override
  public boolean isDynamicFunction() {
    return proc.volatility() == 's';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PgFunctionOperator that
        && that.proc.oid() == proc.oid()
        && that.variadicArray == variadicArray
        && that.columns.equals(columns);
  }

  @Override
  public int hashCode() {
    return proc.oid();
  }
}
