package org.heapgres.planner.exec.explain;

import java.util.List;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.NodeCounts;

/**
 * A node as EXPLAIN shows it, which may stand for several of the plan's.
 *
 * @param relationship to the node above; null for the first
 * @param subPlan what it is called as a sub-query; null when it is none
 * @param counts null when it has not run
 * @param output texts of its columns; empty when they are not asked for
 */
record ExplainNode(
    String title,
    String type,
    String relationship,
    String subPlan,
    List<Detail.Property> attributes,
    Estimate estimate,
    NodeCounts counts,
    List<String> output,
    List<Detail> details,
    List<ExplainNode> children) {
  static final String INIT_PLAN = "InitPlan";
  static final String SUB_PLAN = "SubPlan";

  /** Costs are rows read: what this planner compares plans by. */
  record Estimate(double startup, double total, double rows, int width) {}
}
