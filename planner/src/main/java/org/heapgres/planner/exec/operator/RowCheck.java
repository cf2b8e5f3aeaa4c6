package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Conditions of row security on one row. Immutable.
 *
 * @param plan a column for each condition, over {@code source}
 * @param source takes the row
 * @param violations the message for each condition that is not true
 */
public record RowCheck(PlanNode plan, RowSourceNode source, List<String> violations) {
  /** What changes of one table ask of its rows; null for nothing. */
  public record Set(RowCheck inserted, RowCheck updated, RowCheck toUpdate, RowCheck toDelete) {
    public static final Set NONE = new Set(null, null, null, null);
  }

  public RowCheck {
    violations = List.copyOf(violations);
  }

  /** Whether all conditions are true. */
  public boolean passes(Execution run, Object[] row) {
    return violation(run, row) == null;
  }

  /** 42501 when {@code check} is not null and a condition of its is not true. */
  public static void require(RowCheck check, Execution run, Object[] row) {
    if (check != null) {
      check.require(run, row);
    }
  }

  /** 42501 when a condition is not true. */
  private void require(Execution run, Object[] row) {
    String violation = violation(run, row);
    if (violation != null) {
      throw new PgException(SqlState.INSUFFICIENT_PRIVILEGE, violation);
    }
  }

  private String violation(Execution run, Object[] row) {
    RowBuffer buffer = new RowBuffer(source);
    buffer.add(row);
    run.set(source, buffer.take());
    try (Operator results = plan.open(run)) {
      Batch batch = results.next();
      Object[] values = batch.copyRow(0, new Object[batch.width()]);
      for (int i = 0; i < values.length; i++) {
        if (!Boolean.TRUE.equals(values[i])) {
          return violations.get(i);
        }
      }
    }
    return null;
  }
}
