package org.heapgres.planner.exec.expression;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorBuilder;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.Vectors;

/** Anything computed row by row from datums. A strict one is NULL where an operand is. */
@SuppressWarnings("ArrayRecordComponent")
record RowCall(VectorKind kind, Expression[] operands, boolean strict, Body body)
    implements Expression {
  /** What it does; null stands for NULL. The array is reused between rows. */
  @FunctionalInterface
  interface Body {
    Object apply(Execution run, Object[] operands);
  }

  static Expression of(VectorKind kind, List<Expression> operands, boolean strict, Body body) {
    return new RowCall(kind, operands.toArray(Expression[]::new), strict, body);
  }

  @Override
  public Vector evaluate(Execution run, Batch batch) {
    Vector[] inputs = new Vector[operands.length];
    for (int o = 0; o < inputs.length; o++) {
      inputs[o] = operands[o].evaluate(run, batch);
    }
    Object[] datums = new Object[operands.length];
    int extent = batch.extent();
    if (kind == VectorKind.OBJECT) {
      Object[] out = new Object[extent];
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        out[row] = apply(run, inputs, datums, row);
      }
      return new Vector.Objects(out);
    }
    if (batch.selection() == null) {
      VectorBuilder builder = new VectorBuilder(kind, extent);
      for (int row = 0; row < extent; row++) {
        builder.append(apply(run, inputs, datums, row));
      }
      return builder.build();
    }
    Object[] out = new Object[extent];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      out[row] = apply(run, inputs, datums, row);
    }
    return Vectors.ofDatums(kind, out);
  }

  private Object apply(Execution run, Vector[] inputs, Object[] datums, int row) {
    for (int o = 0; o < inputs.length; o++) {
      Object datum = inputs[o].datum(row);
      if (datum == null && strict) {
        return null;
      }
      datums[o] = datum;
    }
    return body.apply(run, datums);
  }

  @Override
  public Object evaluateRow(Execution run, Batch oneRow) {
    Object[] datums = new Object[operands.length];
    for (int o = 0; o < datums.length; o++) {
      Object datum = operands[o].evaluateRow(run, oneRow);
      if (datum == null && strict) {
        return null;
      }
      datums[o] = datum;
    }
    return body.apply(run, datums);
  }
}
