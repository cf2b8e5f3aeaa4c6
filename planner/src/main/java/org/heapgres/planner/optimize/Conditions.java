package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexNode;

/** Conditions as lists of what must all be true. */
final class Conditions {
  private Conditions() {}

  static List<RexNode> conjuncts(RexNode condition) {
    List<RexNode> result = new ArrayList<>();
    for (RexNode each : RelOptUtil.conjunctions(condition)) {
      if (!each.isAlwaysTrue()) {
        result.add(each);
      }
    }
    return result;
  }
}
