package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * Moves filters that read rows of a query around into the joins below them. Calcite's rule leaves
 * such a filter where it is as a whole, with the conditions of the join itself that are in it: then
 * all pairs of rows would be made first.
 */
final class CorrelatedFilters extends RelHomogeneousShuttle {
  private CorrelatedFilters() {}

  static RelNode pushed(RelNode plan) {
    return plan.accept(new CorrelatedFilters());
  }

  @Override
  public RelNode visit(RelNode other) {
    RelNode node =
        other instanceof Filter filter
                && filter.getInput() instanceof Join join
                && filter.getVariablesSet().isEmpty()
                && join.getVariablesSet().isEmpty()
                && RexUtil.containsCorrelation(filter.getCondition())
            ? pushed(filter, join)
            : other;
    return super.visit(node);
  }

  private static RelNode pushed(Filter filter, Join join) {
    RexBuilder rex = join.getCluster().getRexBuilder();
    int width = join.getLeft().getRowType().getFieldCount();
    List<RexNode> into = new ArrayList<>();
    List<RexNode> left = new ArrayList<>();
    List<RexNode> stay = new ArrayList<>();
    for (RexNode condition : Conditions.conjuncts(filter.getCondition())) {
      if (!RexUtil.isDeterministic(condition) || RexUtil.SubQueryFinder.find(condition) != null) {
        stay.add(condition);
      } else if (join.getJoinType() == JoinRelType.INNER) {
        into.add(condition);
      } else if (!join.getJoinType().generatesNullsOnLeft() && isOf(condition, width)) {
        left.add(condition);
      } else {
        stay.add(condition);
      }
    }
    into.addAll(0, Conditions.conjuncts(join.getCondition()));
    RelNode pushed =
        join.copy(
            join.getTraitSet(),
            RexUtil.composeConjunction(rex, into),
            filtered(join.getLeft(), left, rex),
            join.getRight(),
            join.getJoinType(),
            join.isSemiJoinDone());
    return filtered(pushed, stay, rex);
  }

  private static boolean isOf(RexNode condition, int width) {
    NavigableSet<Integer> fields = InputFields.of(List.of(condition), Set.of());
    return fields.isEmpty() || fields.last() < width;
  }

  private static RelNode filtered(RelNode node, List<RexNode> conditions, RexBuilder rex) {
    return conditions.isEmpty()
        ? node
        : LogicalFilter.create(node, RexUtil.composeConjunction(rex, conditions));
  }
}
