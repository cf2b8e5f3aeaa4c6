package org.heapgres.planner.exec;

import java.util.IdentityHashMap;
import java.util.List;
import org.heapgres.planner.exec.operator.MaterializeNode;

/**
 * What EXPLAIN tells of a plan and its nodes do not know.
 *
 * @param ctes the WITH queries that are evaluated on their own
 * @param subPlans by node, the sub-queries in its expressions; by identity
 * @param outputs by node, the texts of its columns; by identity, empty unless asked for
 */
public record PlanNotes(
    List<MaterializeNode> ctes,
    IdentityHashMap<PlanNode, List<SubQuery>> subPlans,
    IdentityHashMap<PlanNode, List<String>> outputs) {
  /** {@code name} is such as {@code SubPlan 1}; {@code initial} whether it is run once. */
  public record SubQuery(String name, boolean initial, PlanNode plan) {}

  public PlanNotes {
    ctes = List.copyOf(ctes);
  }
}
