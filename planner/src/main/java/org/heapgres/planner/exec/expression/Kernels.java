package org.heapgres.planner.exec.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.functions.DateTimeCasts;

/**
 * The functions of pg_proc that run over arrays instead of row by row, by pg_proc.prosrc. All are
 * strict.
 */
final class Kernels {
  /** Makes the expression from its operands. */
  @FunctionalInterface
  interface Kernel {
    Expression over(List<Expression> operands);
  }

  private static final Map<String, Kernel> BY_SOURCE = new HashMap<>();

  static {
    arithmetic("pl", Arithmetic.Operation.ADD);
    arithmetic("mi", Arithmetic.Operation.SUBTRACT);
    arithmetic("mul", Arithmetic.Operation.MULTIPLY);
    comparison("eq", Comparison.Operator.EQUAL);
    comparison("ne", Comparison.Operator.NOT_EQUAL);
    comparison("lt", Comparison.Operator.LESS);
    comparison("le", Comparison.Operator.LESS_OR_EQUAL);
    comparison("gt", Comparison.Operator.GREATER);
    comparison("ge", Comparison.Operator.GREATER_OR_EQUAL);
    for (String cast : List.of("i2toi4", "int24", "int28", "int48")) {
      VectorKind kind = cast.endsWith("8") ? VectorKind.LONG : VectorKind.INT;
      BY_SOURCE.put(cast, operands -> Leaves.widen(operands.getFirst(), kind));
    }
    for (String cast : List.of("int2_numeric", "int4_numeric", "int8_numeric")) {
      BY_SOURCE.put(cast, operands -> new IntegersToNumeric(operands.getFirst()));
    }
    BY_SOURCE.put("date_timestamp", operands -> new DateToTimestamp(operands.getFirst()));
    for (String cast : List.of("i2tod", "i4tod", "i8tod", "ftod")) {
      BY_SOURCE.put(cast, operands -> Leaves.widen(operands.getFirst(), VectorKind.DOUBLE));
    }
  }

  private record IntegersToNumeric(Expression operand) implements Expression {
    @Override
    public VectorKind kind() {
      return VectorKind.OBJECT;
    }

    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector input = operand.evaluate(run, batch);
      return new Vector.Decimals(Widening.longs(input), 0, input.nulls());
    }
  }

  private record DateToTimestamp(Expression operand) implements Expression {
    @Override
    public VectorKind kind() {
      return VectorKind.LONG;
    }

    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector.Ints input = (Vector.Ints) operand.evaluate(run, batch);
      boolean[] nulls = input.nulls();
      long[] out = new long[batch.extent()];
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (nulls == null || !nulls[row]) {
          out[row] = DateTimeCasts.dateTimestamp(input.values()[row]);
        }
      }
      return new Vector.Longs(out, nulls);
    }
  }

  private Kernels() {}

  private static void arithmetic(String suffix, Arithmetic.Operation operation) {
    arithmetic("int2" + suffix, operation, VectorKind.SHORT);
    arithmetic("int4" + suffix, operation, VectorKind.INT);
    arithmetic("int24" + suffix, operation, VectorKind.INT);
    arithmetic("int42" + suffix, operation, VectorKind.INT);
    for (String prefix : List.of("int8", "int28", "int82", "int48", "int84")) {
      arithmetic(prefix + suffix, operation, VectorKind.LONG);
    }
    arithmetic("float4" + suffix, operation, VectorKind.FLOAT);
    arithmetic("float8" + suffix, operation, VectorKind.DOUBLE);
  }

  private static void arithmetic(String source, Arithmetic.Operation operation, VectorKind kind) {
    BY_SOURCE.put(
        source,
        operands -> new Arithmetic(operation, kind, operands.getFirst(), operands.getLast()));
  }

  private static void comparison(String suffix, Comparison.Operator operator) {
    for (String prefix :
        List.of(
            "int2", "int4", "int8", "int24", "int42", "int28", "int82", "int48", "int84", "float4",
            "float8", "float48", "float84")) {
      BY_SOURCE.put(
          prefix + suffix,
          operands -> new Comparison(operator, operands.getFirst(), operands.getLast(), null));
    }
  }

  /** Null when there is none. */
  static Kernel find(String source) {
    return BY_SOURCE.get(source);
  }
}
