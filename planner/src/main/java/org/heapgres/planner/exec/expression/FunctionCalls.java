package org.heapgres.planner.exec.expression;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.functions.BoundFunction;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.Functions;
import org.heapgres.planner.functions.NoSession;
import org.heapgres.planner.functions.ScalarFunction;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRowConstructor;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.PgRange;

/**
 * Calls of pg_proc's functions: over vectors where there is a kernel, else row by row. Immutable
 * functions of constants are called here and now, as PostgreSQL does, so their errors come before
 * any row is read; and what a strict function says of a NULL constant is NULL, whatever errors its
 * other arguments would come to.
 */
public final class FunctionCalls {
  private FunctionCalls() {}

  static Expression compile(
      RexCall call, PgFunctionOperator operator, ExpressionCompiler compiler) {
    return compile(
        operator,
        compiler.compileAll(call.getOperands()),
        argumentTypes(call),
        ExpressionCompiler.type(call));
  }

  private static List<PgType> argumentTypes(RexCall call) {
    List<PgType> types = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      types.add(namedRow(operand));
    }
    return types;
  }

  /** A record that is made right here has names, which row_to_json and its kin show. */
  public static PgType namedRow(RexNode operand) {
    PgType type = ExpressionCompiler.type(operand);
    if (!type.equals(Types.RECORD) || !(operand instanceof RexCall call)) {
      return type;
    }
    if (!(call.getOperator() instanceof PgRowConstructor row)) {
      boolean relabelled = call.getOperator().equals(PgOperators.RELABEL);
      return relabelled ? namedRow(call.getOperands().getFirst()) : type;
    }
    List<PgType.Field> fields = new ArrayList<>();
    for (int i = 0; i < row.fieldNames().size(); i++) {
      PgType field = ExpressionCompiler.type(call.getOperands().get(i));
      fields.add(new PgType.Field(row.fieldNames().get(i), field.oid(), -1));
    }
    return PgType.recordType(fields);
  }

  static Expression compile(
      PgFunctionOperator operator,
      List<Expression> operands,
      List<PgType> argumentTypes,
      PgType result) {
    if (operator.proc().strict() && operands.stream().anyMatch(FunctionCalls::isNull)) {
      return Leaves.constant(Kinds.of(result), null);
    }
    boolean folded =
        operator.proc().isImmutable()
            && !operator.proc().isUserDefined()
            && operands.stream().allMatch(Leaves::isConstant);
    Kernels.Kernel kernel =
        operator.proc().isUserDefined() ? null : Kernels.find(operator.proc().source());
    if (kernel != null) {
      Expression expression = kernel.over(operands);
      return folded
          ? Leaves.constant(
              expression.kind(), expression.evaluateRow(null, ValuesNode.oneEmptyRow()))
          : expression;
    }
    BoundFunction function = bind(operator, argumentTypes, result);
    ScalarFunction body = function.scalar();
    if (folded) {
      Object[] datums = operands.stream().map(Leaves::constantDatum).toArray();
      try {
        return Leaves.constant(Kinds.of(result), function.call(CallContext.DETACHED, datums));
      } catch (NoSession _) {
        // it is left to the run, which has one
      }
    }
    Boolean decided = decidedByRange(operator.proc().source(), operands);
    if (decided != null) {
      return Leaves.constant(VectorKind.BOOLEAN, decided);
    }
    RowCall.Body call =
        (run, datums) ->
            body.apply(run == null ? CallContext.DETACHED : run.context().calls(), datums);
    DecimalArithmetic.Operation operation =
        operator.proc().isUserDefined()
            ? null
            : DecimalArithmetic.operation(operator.proc().source());
    return operation != null
        ? new DecimalArithmetic(operation, operands.getFirst(), operands.getLast(), call)
        : RowCall.of(Kinds.of(result), operands, function.strict(), call);
  }

  /**
   * No element is in an empty range and every one is in one without bounds, so that it is not even
   * looked at; null for other functions and ranges.
   */
  private static Boolean decidedByRange(String function, List<Expression> operands) {
    Object range =
        switch (function) {
          case "range_contains_elem" -> Leaves.constantDatum(operands.getFirst());
          case "elem_contained_by_range" -> Leaves.constantDatum(operands.getLast());
          default -> null;
        };
    if (!(range instanceof PgRange known)) {
      return null;
    }
    if (known.empty()) {
      return false;
    }
    return (known.lower() == null && known.upper() == null) ? true : null;
  }

  private static boolean isNull(Expression operand) {
    return Leaves.isConstant(operand) && Leaves.constantDatum(operand) == null;
  }

  private static BoundFunction bind(
      PgFunctionOperator operator, List<PgType> argumentTypes, PgType result) {
    PgType shaped = operator.columns().isEmpty() ? result : PgType.recordType(operator.columns());
    return Functions.bind(
        operator.proc(), new CallTypes(argumentTypes, shaped, operator.variadicArray()));
  }

  /** The implementation behind a call, for functions that return sets. */
  public static BoundFunction function(RexCall call) {
    PgFunctionOperator operator = (PgFunctionOperator) call.getOperator();
    return bind(operator, argumentTypes(call), ExpressionCompiler.type(call));
  }
}
