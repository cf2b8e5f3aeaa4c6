package org.heapgres.planner.exec.operator;

import java.util.List;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.table.TableWriter;

/** UPDATE or DELETE of a table that others inherit from: one statement, a part for each of them. */
public final class InheritedModifyNode extends PlanNode {
  private final ScanTarget target;
  private final TableWriter named;
  private final List<ModifyNode> parts;

  /** {@code named} is the table that the statement names. */
  public InheritedModifyNode(ScanTarget target, TableWriter named, List<ModifyNode> parts) {
    super(parts.getFirst().types());
    this.target = target;
    this.named = named;
    this.parts = List.copyOf(parts);
  }

  @Override
  protected Operator start(Execution run) {
    return Operator.whole(() -> ModifyNode.statement(run, named, parts));
  }

  @Override
  public long changedRows(Execution run) {
    return parts.stream().mapToLong(part -> part.changedRows(run)).sum();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.copyOf(parts);
  }

  @Override
  public String title() {
    return parts.getFirst().verb() + " on " + target.shown(false);
  }

  @Override
  public String verboseTitle() {
    return parts.getFirst().verb() + " on " + target.shown(true);
  }

  @Override
  public String nodeType() {
    return "ModifyTable";
  }

  @Override
  public List<Detail.Property> attributes() {
    return ModifyNode.attributes(parts.getFirst().change(), target);
  }
}
