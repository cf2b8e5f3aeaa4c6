package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.exec.window.WindowCall;
import org.heapgres.planner.exec.window.WindowRun;
import org.heapgres.planner.types.PgType;

/**
 * Window functions over one PARTITION BY and ORDER BY: the input's columns in window order, then a
 * column for each function.
 */
public final class WindowNode extends PlanNode {
  private final PlanNode input;
  private final RowOrder partition;
  private final RowOrder order;
  private final List<WindowCall> calls;

  public WindowNode(PlanNode input, RowOrder partition, RowOrder order, List<WindowCall> calls) {
    super(types(input, calls));
    this.input = input;
    this.partition = partition;
    this.order = order;
    this.calls = List.copyOf(calls);
  }

  private static List<PgType> types(PlanNode input, List<WindowCall> calls) {
    List<PgType> types = new ArrayList<>(input.types());
    calls.forEach(call -> types.add(call.type()));
    return types;
  }

  @Override
  protected Operator start(Execution run) {
    return new Operator() {
      private Batch result;
      private int at;

      @Override
      public Batch next() {
        if (result == null) {
          result = compute(run);
        }
        if (at >= result.size()) {
          return null;
        }
        int from = at;
        at = Math.min(result.size(), at + Batch.TARGET_SIZE);
        return result.slice(from, at).dense();
      }
    };
  }

  private Batch compute(Execution run) {
    Batch all = new RowBuffer(input).drain(run, input.open(run)).take();
    List<RowOrder.Key> keys = new ArrayList<>(partition.keys());
    keys.addAll(order.keys());
    Batch sorted = all.select(new RowOrder(keys).sort(all), all.size()).dense();
    Object[][] values = WindowRun.compute(run, sorted, partition, order, calls);
    Vector[] columns = new Vector[width()];
    for (int c = 0; c < input.width(); c++) {
      columns[c] = sorted.column(c);
    }
    for (int f = 0; f < calls.size(); f++) {
      columns[input.width() + f] = Vectors.ofDatums(kind(input.width() + f), values[f]);
    }
    return new Batch(columns, sorted.size());
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String title() {
    return "WindowAgg";
  }
}
