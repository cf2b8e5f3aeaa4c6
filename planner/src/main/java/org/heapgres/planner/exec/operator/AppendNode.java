package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;

/** UNION ALL. */
public final class AppendNode extends PlanNode {
  private final List<PlanNode> inputs;

  public AppendNode(List<PlanNode> inputs) {
    super(inputs.getFirst().types());
    this.inputs = List.copyOf(inputs);
  }

  @Override
  protected Operator start(Execution run) {
    return new Operator() {
      private int at;
      private Operator source;

      @Override
      public Batch next() {
        while (true) {
          if (source == null) {
            if (at == inputs.size()) {
              return null;
            }
            source = inputs.get(at++).open(run);
          }
          Batch batch = source.next();
          if (batch != null) {
            return batch;
          }
          source.close();
          source = null;
        }
      }

      @Override
      public void close() {
        at = inputs.size();
        if (source != null) {
          source.close();
          source = null;
        }
      }
    };
  }

  @Override
  public List<PlanNode> inputs() {
    return inputs;
  }

  @Override
  public long changedRows(Execution run) {
    return inputs.stream().mapToLong(input -> input.changedRows(run)).sum();
  }

  @Override
  public String title() {
    return "Append";
  }

  @Override
  public double estimatedRows() {
    return inputs.stream().mapToDouble(PlanNode::estimatedRows).sum();
  }
}
