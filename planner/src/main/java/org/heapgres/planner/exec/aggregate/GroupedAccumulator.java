package org.heapgres.planner.exec.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorBuilder;
import org.heapgres.planner.functions.AggregateFunction;
import org.heapgres.planner.functions.CallContext;

/** Any aggregate of pg_proc: one state object for each group. */
final class GroupedAccumulator implements Accumulator {
  private final AggregateCall call;
  private final AggregateFunction function;
  private final List<org.heapgres.planner.functions.Accumulator> states = new ArrayList<>();

  GroupedAccumulator(AggregateCall call, AggregateFunction function) {
    this.call = call;
    this.function = function;
  }

  private void reserve(int groupCount) {
    while (states.size() < groupCount) {
      states.add(function.create());
    }
  }

  @Override
  public void add(Execution run, Batch batch, int[] groups, int groupCount) {
    reserve(groupCount);
    if (call.arguments().size() == 1 && addNumbers(batch, groups)) {
      return;
    }
    CallContext context = run.context().calls();
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      Object[] arguments = new Object[call.arguments().size()];
      for (int a = 0; a < arguments.length; a++) {
        arguments[a] = batch.column(call.arguments().get(a)).datum(row);
      }
      states.get(groups[row]).add(context, arguments);
    }
  }

  private boolean addNumbers(Batch batch, int[] groups) {
    Vector vector = batch.column(call.arguments().getFirst());
    if (function.longs() && vector instanceof Vector.Ints ints) {
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (!ints.isNull(row)) {
          states.get(groups[row]).addLong(ints.values()[row]);
        }
      }
      return true;
    }
    if (function.longs() && vector instanceof Vector.Longs longs) {
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (!longs.isNull(row)) {
          states.get(groups[row]).addLong(longs.values()[row]);
        }
      }
      return true;
    }
    if (function.doubles() && vector instanceof Vector.Doubles doubles) {
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (!doubles.isNull(row)) {
          states.get(groups[row]).addDouble(doubles.values()[row]);
        }
      }
      return true;
    }
    return false;
  }

  @Override
  public Vector results(Execution run, int groupCount) {
    reserve(groupCount);
    VectorBuilder builder = new VectorBuilder(Kinds.of(call.type()), groupCount);
    for (int group = 0; group < groupCount; group++) {
      builder.append(states.get(group).result(run.context().calls()));
    }
    return builder.build();
  }
}
