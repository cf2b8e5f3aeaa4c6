package org.heapgres.planner.exec.operator;

import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.NodeCounts;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.types.PgType;

/** Reads some columns of a relation, and may find its rows by a key. */
public abstract sealed class ScanNode extends PlanNode permits TableScanNode, ComputedScanNode {
  private final int[] columns;

  /**
   * @param columns positions of the relation's columns that come out, ascending
   */
  protected ScanNode(int[] columns, List<PgType> types) {
    super(types);
    this.columns = columns.clone();
  }

  /** Whether the relation's column at {@code position} comes out. */
  public final boolean reads(int position) {
    return Arrays.stream(columns).anyMatch(column -> column == position);
  }

  /** Where the relation's column at {@code position} comes out. */
  public final int columnOf(int position) {
    for (int c = 0; c < columns.length; c++) {
      if (columns[c] == position) {
        return c;
      }
    }
    throw new IllegalArgumentException("column " + position + " is not read");
  }

  /** The rows for which the condition is true; null for none. */
  final Batch filtered(Execution run, Expression condition, Batch batch) {
    Batch kept = condition.select(run, batch);
    NodeCounts counts = run.counts(this);
    if (counts != null) {
      counts.filtered(batch.size() - (kept == null ? 0 : kept.size()));
    }
    return kept;
  }

  /** Whether it reads only rows that a key condition gives. */
  public abstract boolean isLookup();

  /** Whether its key lets it find one row at most. */
  public abstract boolean isSingle();

  /** Whether its key is the primary one. */
  public abstract boolean isPrimary();
}
