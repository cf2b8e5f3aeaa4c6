package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowBuffer;

/**
 * Runs its input once a statement, however often it is opened: a CTE that several places read. All
 * places share one node.
 */
public final class MaterializeNode extends PlanNode {
  private final PlanNode input;
  private final String name;

  /** {@code name} is the CTE's. */
  public MaterializeNode(PlanNode input, String name) {
    super(input.types());
    this.input = input;
    this.name = name;
  }

  @Override
  protected Operator start(Execution run) {
    return new Operator() {
      private Batch all;
      private int at;

      @Override
      public Batch next() {
        if (all == null) {
          all =
              run.sharedState(
                  MaterializeNode.this,
                  () -> new RowBuffer(MaterializeNode.this).drain(run, input.open(run)).take());
        }
        if (at >= all.size()) {
          return null;
        }
        int from = at;
        at = Math.min(all.size(), at + Batch.TARGET_SIZE);
        return all.slice(from, at);
      }
    };
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String title() {
    return "CTE Scan on " + name;
  }

  @Override
  public String nodeType() {
    return "CTE Scan";
  }

  @Override
  public List<Detail.Property> attributes() {
    return List.of(new Detail.Property("CTE Name", name), new Detail.Property("Alias", name));
  }

  public String name() {
    return name;
  }

  /** The query that is run once. */
  public PlanNode input() {
    return input;
  }
}
