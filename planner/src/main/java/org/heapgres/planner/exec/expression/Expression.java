package org.heapgres.planner.exec.expression;

import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;

/**
 * A compiled expression. Immutable and shared between sessions; what a run needs comes with {@link
 * Execution}.
 */
public interface Expression {
  VectorKind kind();

  /**
   * The values for the batch's rows, by row index (not position): rows that the batch does not
   * select hold anything and were not evaluated, so they raise no error.
   */
  Vector evaluate(Execution run, Batch batch);

  /** The rows for which this boolean expression is true; null when there is none. */
  default Batch select(Execution run, Batch batch) {
    return Selections.whereTrue(batch, (Vector.Booleans) evaluate(run, batch));
  }

  /** The value for one row given as datums. */
  default Object evaluateRow(Execution run, Batch oneRow) {
    return evaluate(run, oneRow).datum(oneRow.row(0));
  }
}
