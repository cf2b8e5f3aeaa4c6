package org.heapgres.planner.exec.expression;

import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;

/**
 * Sums, differences and products of numerics: in 64 bits while they hold the results, else row by
 * row. Scales are as numeric has them: the larger one of a sum, the sum of a product's.
 *
 * @param general the function itself
 */
record DecimalArithmetic(
    Operation operation, Expression left, Expression right, RowCall.Body general)
    implements Expression {
  /** Products of a larger scale are rounded. */
  private static final int MAX_SCALE = 1000;

  enum Operation {
    ADD,
    SUBTRACT,
    MULTIPLY
  }

  /** Of a function of pg_proc, by its prosrc; null for others. */
  static Operation operation(String source) {
    return switch (source) {
      case "numeric_add" -> Operation.ADD;
      case "numeric_sub" -> Operation.SUBTRACT;
      case "numeric_mul" -> Operation.MULTIPLY;
      default -> null;
    };
  }

  @Override
  public VectorKind kind() {
    return VectorKind.OBJECT;
  }

  @Override
  public Vector evaluate(Execution run, Batch batch) {
    Vector a = left.evaluate(run, batch);
    Vector b = right.evaluate(run, batch);
    if (a instanceof Vector.Decimals x && b instanceof Vector.Decimals y) {
      Vector result = operation == Operation.MULTIPLY ? product(x, y, batch) : sum(x, y, batch);
      if (result != null) {
        return result;
      }
    }
    return general(run, a, b, batch);
  }

  /** Null on overflow. */
  private Vector sum(Vector.Decimals a, Vector.Decimals b, Batch batch) {
    int scale = Math.max(a.scale(), b.scale());
    long[] x = a.at(scale, batch);
    long[] y = b.at(scale, batch);
    if (x == null || y == null) {
      return null;
    }
    long[] out = new long[batch.extent()];
    long overflow = 0;
    if (operation == Operation.ADD) {
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        long sum = x[row] + y[row];
        overflow |= (x[row] ^ sum) & (y[row] ^ sum);
        out[row] = sum;
      }
    } else {
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        long difference = x[row] - y[row];
        overflow |= (x[row] ^ y[row]) & (x[row] ^ difference);
        out[row] = difference;
      }
    }
    return overflow < 0 ? null : decimals(out, scale, a, b, batch);
  }

  /** Null on overflow. */
  private static Vector product(Vector.Decimals a, Vector.Decimals b, Batch batch) {
    int scale = a.scale() + b.scale();
    if (scale > MAX_SCALE) {
      return null;
    }
    long[] x = a.values();
    long[] y = b.values();
    long[] out = new long[batch.extent()];
    long overflow = 0;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      long low = x[row] * y[row];
      overflow |= Math.multiplyHigh(x[row], y[row]) ^ (low >> 63);
      out[row] = low;
    }
    return overflow != 0 ? null : decimals(out, scale, a, b, batch);
  }

  private static Vector decimals(
      long[] values, int scale, Vector.Decimals a, Vector.Decimals b, Batch batch) {
    return new Vector.Decimals(
        values, scale, Selections.union(a.nulls(), b.nulls(), batch.extent()));
  }

  private Vector general(Execution run, Vector a, Vector b, Batch batch) {
    Object[] out = new Object[batch.extent()];
    Object[] operands = new Object[2];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      operands[0] = a.datum(row);
      operands[1] = b.datum(row);
      if (operands[0] != null && operands[1] != null) {
        out[row] = general.apply(run, operands);
      }
    }
    return new Vector.Objects(out);
  }
}
