package org.heapgres.planner.exec.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.KeyTable;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/** DISTINCT: lets each combination of arguments through once a group. */
final class DistinctAccumulator implements Accumulator {
  private final AggregateCall call;
  private final Accumulator inner;
  private final KeyTable seen;

  DistinctAccumulator(AggregateCall call, Accumulator inner) {
    this.call = call;
    this.inner = inner;
    List<PgType> types = new ArrayList<>(call.argumentTypes());
    types.add(Types.INT4);
    this.seen = new KeyTable(types);
  }

  @Override
  public void add(Execution run, Batch batch, int[] groups, int groupCount) {
    Vector[] keys = new Vector[call.arguments().size() + 1];
    for (int a = 0; a < keys.length - 1; a++) {
      keys[a] = batch.column(call.arguments().get(a));
    }
    keys[keys.length - 1] = new Vector.Ints(VectorKind.INT, groups, null);
    int known = seen.size();
    int[] numbers = seen.number(keys, batch, true);
    int[] rows = new int[batch.size()];
    int count = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == known) {
        known++;
        rows[count++] = batch.row(i);
      }
    }
    if (count > 0) {
      inner.add(run, batch.select(rows, count), groups, groupCount);
    }
  }

  @Override
  public long bytes() {
    return seen.bytes() + inner.bytes();
  }

  @Override
  public Vector results(Execution run, int groupCount) {
    return inner.results(run, groupCount);
  }
}
