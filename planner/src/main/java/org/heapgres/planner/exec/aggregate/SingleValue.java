package org.heapgres.planner.exec.aggregate;

import java.util.Arrays;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorBuilder;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The value of a scalar sub-query that became a join: an error when there are two. */
public final class SingleValue implements Accumulator {
  private final AggregateCall call;
  private Object[] values = new Object[16];
  private boolean[] seen = new boolean[16];

  public SingleValue(AggregateCall call) {
    this.call = call;
  }

  @Override
  public void add(Execution run, Batch batch, int[] groups, int groupCount) {
    reserve(groupCount);
    Vector vector = batch.column(call.arguments().getFirst());
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      int group = groups[row];
      if (seen[group]) {
        throw new PgException(
            SqlState.CARDINALITY_VIOLATION,
            "more than one row returned by a subquery used as an expression");
      }
      seen[group] = true;
      values[group] = vector.datum(row);
    }
  }

  private void reserve(int groupCount) {
    if (groupCount > values.length) {
      int size = Math.max(groupCount, values.length * 2);
      values = Arrays.copyOf(values, size);
      seen = Arrays.copyOf(seen, size);
    }
  }

  @Override
  public Vector results(Execution run, int groupCount) {
    reserve(groupCount);
    VectorBuilder builder = new VectorBuilder(Kinds.of(call.type()), groupCount);
    for (int group = 0; group < groupCount; group++) {
      builder.append(values[group]);
    }
    return builder.build();
  }
}
