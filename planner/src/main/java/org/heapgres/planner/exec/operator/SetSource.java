package org.heapgres.planner.exec.operator;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.functions.BoundFunction;

/** A function in FROM or a set-returning one in a select list: gives any number of values. */
public sealed interface SetSource {
  /** The values for one row. */
  Iterator<?> open(Execution run, Batch oneRow);

  /** A set-returning function. */
  record OfFunction(BoundFunction function, List<Expression> arguments) implements SetSource {
    @Override
    public Iterator<?> open(Execution run, Batch oneRow) {
      Object[] datums = new Object[arguments.size()];
      for (int a = 0; a < datums.length; a++) {
        datums[a] = arguments.get(a).evaluateRow(run, oneRow);
      }
      return function.rows(run.context().calls(), datums);
    }
  }

  /** Anything else: its one value. */
  record OfValue(Expression value) implements SetSource {
    @Override
    public Iterator<?> open(Execution run, Batch oneRow) {
      return Collections.singletonList(value.evaluateRow(run, oneRow)).iterator();
    }
  }
}
