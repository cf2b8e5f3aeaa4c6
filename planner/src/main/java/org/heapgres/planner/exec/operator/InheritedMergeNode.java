package org.heapgres.planner.exec.operator;

import java.util.List;
import java.util.Map;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;

/** MERGE into a table that others inherit from: one source, and a part for each of the tables. */
public final class InheritedMergeNode extends PlanNode {
  private final ModifyNode root;
  private final Map<Integer, ModifyNode> members;
  private final int tableColumn;

  /**
   * @param root inserts, and has the source
   * @param members by oid of the table whose rows they change
   * @param tableColumn where the source has that oid, NULL for a row that is in none
   */
  public InheritedMergeNode(ModifyNode root, Map<Integer, ModifyNode> members, int tableColumn) {
    super(root.types());
    this.root = root;
    this.members = Map.copyOf(members);
    this.tableColumn = tableColumn;
  }

  @Override
  protected Operator start(Execution run) {
    return Operator.whole(() -> ModifyNode.merge(run, root, members, tableColumn));
  }

  @Override
  public long changedRows(Execution run) {
    return root.changedRows(run)
        + members.values().stream().mapToLong(member -> member.changedRows(run)).sum();
  }

  @Override
  public List<PlanNode> inputs() {
    return root.inputs();
  }

  @Override
  public String title() {
    return root.title();
  }

  @Override
  public String verboseTitle() {
    return root.verboseTitle();
  }

  @Override
  public String nodeType() {
    return root.nodeType();
  }

  @Override
  public List<Detail.Property> attributes() {
    return root.attributes();
  }
}
