package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowStore;

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
      private Operator rows;

      @Override
      public Batch next() {
        if (rows == null) {
          rows =
              run.sharedState(
                      MaterializeNode.this,
                      () -> new RowStore(run, MaterializeNode.this).drain(input.open(run)))
                  .read();
        }
        return rows.next();
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
