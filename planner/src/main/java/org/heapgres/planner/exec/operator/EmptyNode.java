package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.types.PgType;

/** What is known to give no rows. */
public final class EmptyNode extends PlanNode {
  public EmptyNode(List<PgType> types) {
    super(types);
  }

  @Override
  protected Operator start(Execution run) {
    return () -> null;
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }

  @Override
  public String title() {
    return "Result";
  }

  @Override
  public List<Detail> details() {
    return List.of(Detail.of("One-Time Filter", "false"));
  }

  @Override
  public double estimatedRows() {
    return 0;
  }
}
