package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.types.PgType;

/** Rows handed in from outside of the plan: set for the run under this node. */
public final class RowSourceNode extends PlanNode {
  public RowSourceNode(List<PgType> types) {
    super(types);
  }

  @Override
  protected Operator start(Execution run) {
    Batch rows = run.value(this);
    return new Operator() {
      private Batch rest = rows;

      @Override
      public Batch next() {
        Batch result = rest;
        rest = null;
        return result;
      }
    };
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String title() {
    return "Result";
  }
}
