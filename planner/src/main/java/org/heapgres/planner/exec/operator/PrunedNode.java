package org.heapgres.planner.exec.operator;

import java.util.List;
import java.util.function.Predicate;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;

/** A partition's scan that is left out when this run's parameters say that it has no such rows. */
public final class PrunedNode extends PlanNode {
  private final PlanNode scan;
  private final Predicate<Execution> mayPass;

  public PrunedNode(PlanNode scan, Predicate<Execution> mayPass) {
    super(scan.types());
    this.scan = scan;
    this.mayPass = mayPass;
  }

  @Override
  protected Operator start(Execution run) {
    return mayPass.test(run) ? scan.open(run) : () -> null;
  }

  @Override
  public List<PlanNode> inputs() {
    return scan.inputs();
  }

  @Override
  public String title() {
    return scan.title();
  }

  /** What is left out, or not. */
  public PlanNode scan() {
    return scan;
  }

  @Override
  public double estimatedRows() {
    return scan.estimatedRows();
  }
}
