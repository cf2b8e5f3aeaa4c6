package org.heapgres.planner.exec.expression;

import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.Vectors;

/** Expressions that are just there: columns, constants, parameters, columns of an outer row. */
public final class Leaves {
  private Leaves() {}

  private record Column(VectorKind kind, int index) implements Expression {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      return batch.column(index);
    }
  }

  public static Expression column(VectorKind kind, int index) {
    return new Column(kind, index);
  }

  private static final class Constant implements Expression {
    private final VectorKind kind;
    private final Object datum;
    private final Vector single;
    private volatile Vector full;

    Constant(VectorKind kind, Object datum) {
      this.kind = kind;
      this.datum = datum;
      this.single = Vectors.constant(kind, datum, 1);
    }

    @Override
    public VectorKind kind() {
      return kind;
    }

    @Override
    public Vector evaluate(Execution run, Batch batch) {
      int extent = batch.extent();
      if (extent <= 1) {
        return single;
      }
      if (extent > Batch.TARGET_SIZE) {
        return Vectors.constant(kind, datum, extent);
      }
      if (full == null) {
        full = Vectors.constant(kind, datum, Batch.TARGET_SIZE);
      }
      return full;
    }

    @Override
    public Object evaluateRow(Execution run, Batch oneRow) {
      return datum;
    }
  }

  /** {@code datum} null for NULL. */
  public static Expression constant(VectorKind kind, Object datum) {
    return new Constant(kind, datum);
  }

  static boolean isConstant(Expression expression) {
    return expression instanceof Constant;
  }

  /** Whether it is the boolean constant {@code value}. */
  static boolean isConstant(Expression expression, boolean value) {
    return expression instanceof Constant constant && Boolean.valueOf(value).equals(constant.datum);
  }

  /** The datum of a constant; null for other expressions and for NULL. */
  public static Object constantDatum(Expression expression) {
    return expression instanceof Constant constant ? constant.datum : null;
  }

  private record Parameter(VectorKind kind, int index) implements Expression {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      return Vectors.constant(kind, run.parameter(index), batch.extent());
    }

    @Override
    public Object evaluateRow(Execution run, Batch oneRow) {
      return run.parameter(index);
    }
  }

  /** {@code $index + 1}. */
  public static Expression parameter(VectorKind kind, int index) {
    return new Parameter(kind, index);
  }

  private record Outer(VectorKind kind, int correlation, int field) implements Expression {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      return Vectors.constant(kind, run.outerRow(correlation)[field], batch.extent());
    }

    @Override
    public Object evaluateRow(Execution run, Batch oneRow) {
      return run.outerRow(correlation)[field];
    }
  }

  /** A column of the row that a correlation variable stands for. */
  public static Expression outer(VectorKind kind, int correlation, int field) {
    return new Outer(kind, correlation, field);
  }

  private record WidenToLong(Expression operand) implements Expression {
    @Override
    public VectorKind kind() {
      return VectorKind.LONG;
    }

    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector input = operand.evaluate(run, batch);
      return new Vector.Longs(Widening.longs(input), input.nulls());
    }
  }

  private record IntsAs(VectorKind kind, Expression operand) implements Expression {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector.Ints input = (Vector.Ints) operand.evaluate(run, batch);
      return new Vector.Ints(kind, input.values(), input.nulls());
    }
  }

  private record IntsToDouble(Expression operand) implements Expression {
    @Override
    public VectorKind kind() {
      return VectorKind.DOUBLE;
    }

    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector input = operand.evaluate(run, batch);
      long[] values = Widening.longs(input);
      double[] out = new double[values.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = values[i];
      }
      return new Vector.Doubles(VectorKind.DOUBLE, out, input.nulls());
    }
  }

  private record FloatToDouble(Expression operand) implements Expression {
    @Override
    public VectorKind kind() {
      return VectorKind.DOUBLE;
    }

    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector.Doubles input = (Vector.Doubles) operand.evaluate(run, batch);
      return new Vector.Doubles(VectorKind.DOUBLE, input.values(), input.nulls());
    }
  }

  /**
   * The same number in a wider kind: integers to wider integers and to float8, float4 to float8.
   * Null when that is not what {@code kind} asks for.
   */
  static Expression widen(Expression operand, VectorKind kind) {
    if (operand.kind() == kind) {
      return operand;
    }
    boolean ints = operand.kind() == VectorKind.SHORT || operand.kind() == VectorKind.INT;
    if (kind == VectorKind.LONG && ints) {
      return new WidenToLong(operand);
    }
    if (kind == VectorKind.INT && operand.kind() == VectorKind.SHORT) {
      return new IntsAs(kind, operand);
    }
    if (kind == VectorKind.DOUBLE && (ints || operand.kind() == VectorKind.LONG)) {
      return new IntsToDouble(operand);
    }
    return kind == VectorKind.DOUBLE && operand.kind() == VectorKind.FLOAT
        ? new FloatToDouble(operand)
        : null;
  }
}
