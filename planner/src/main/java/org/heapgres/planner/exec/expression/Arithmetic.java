package org.heapgres.planner.exec.expression;

import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Sums, differences and products of integers and floats, a vector at a time. */
record Arithmetic(Operation operation, VectorKind kind, Expression left, Expression right)
    implements Expression {
  enum Operation {
    ADD,
    SUBTRACT,
    MULTIPLY
  }

  @Override
  public Vector evaluate(Execution run, Batch batch) {
    Vector a = left.evaluate(run, batch);
    Vector b = right.evaluate(run, batch);
    boolean[] nulls = Selections.union(a.nulls(), b.nulls(), batch.extent());
    return switch (kind) {
      case SHORT, INT -> ints((Vector.Ints) a, (Vector.Ints) b, nulls, batch);
      case LONG -> longs(Widening.longs(a), Widening.longs(b), nulls, batch);
      case FLOAT, DOUBLE -> doubles((Vector.Doubles) a, (Vector.Doubles) b, nulls, batch);
      case BOOLEAN, OBJECT -> throw new IllegalStateException("no arithmetic on " + kind);
    };
  }

  private Vector ints(Vector.Ints a, Vector.Ints b, boolean[] nulls, Batch batch) {
    int[] x = a.values();
    int[] y = b.values();
    int[] out = new int[batch.extent()];
    boolean narrow = kind == VectorKind.SHORT;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (nulls != null && nulls[row]) {
        continue;
      }
      long value =
          switch (operation) {
            case ADD -> (long) x[row] + y[row];
            case SUBTRACT -> (long) x[row] - y[row];
            case MULTIPLY -> (long) x[row] * y[row];
          };
      if (narrow ? value != (short) value : value != (int) value) {
        throw outOfRange(narrow ? "smallint" : "integer");
      }
      out[row] = (int) value;
    }
    return new Vector.Ints(kind, out, nulls);
  }

  private Vector longs(long[] x, long[] y, boolean[] nulls, Batch batch) {
    long[] out = new long[batch.extent()];
    try {
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (nulls != null && nulls[row]) {
          continue;
        }
        out[row] =
            switch (operation) {
              case ADD -> Math.addExact(x[row], y[row]);
              case SUBTRACT -> Math.subtractExact(x[row], y[row]);
              case MULTIPLY -> Math.multiplyExact(x[row], y[row]);
            };
      }
    } catch (ArithmeticException e) {
      throw outOfRange("bigint");
    }
    return new Vector.Longs(out, nulls);
  }

  private Vector doubles(Vector.Doubles a, Vector.Doubles b, boolean[] nulls, Batch batch) {
    double[] x = a.values();
    double[] y = b.values();
    double[] out = new double[batch.extent()];
    boolean narrow = kind == VectorKind.FLOAT;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      if (nulls != null && nulls[row]) {
        continue;
      }
      double p = x[row];
      double q = y[row];
      double exact =
          switch (operation) {
            case ADD -> p + q;
            case SUBTRACT -> p - q;
            case MULTIPLY -> p * q;
          };
      double value = narrow ? (float) exact : exact;
      if (Double.isInfinite(value) && !Double.isInfinite(p) && !Double.isInfinite(q)) {
        throw new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
      }
      if (value == 0 && operation == Operation.MULTIPLY && p != 0 && q != 0) {
        throw new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: underflow");
      }
      out[row] = value;
    }
    return new Vector.Doubles(kind, out, nulls);
  }

  private static PgException outOfRange(String type) {
    return new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, type + " out of range");
  }
}
