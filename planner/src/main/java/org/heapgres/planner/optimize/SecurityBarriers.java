package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.heapgres.planner.rel.PgConstant;
import org.heapgres.planner.rel.PgSecurityBarrier;

/**
 * What may pass a {@link PgSecurityBarrier} on the way down: comparisons of columns with constants
 * and parameters, which tell nobody what they are called with. Functions of users and casts, which
 * may fail with a value in the message, stay above.
 */
final class SecurityBarriers {
  private SecurityBarriers() {}

  /** Takes the barriers out, once nothing moves any more. */
  static RelNode removed(RelNode plan) {
    return plan.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode node) {
            RelNode result = super.visit(node);
            return result instanceof PgSecurityBarrier barrier ? barrier.getInput() : result;
          }
        });
  }

  private static boolean isLeakproof(RexNode node) {
    return switch (node) {
      case RexInputRef _, RexLiteral _, RexDynamicParam _ -> true;
      case RexCall call when call.getOperator() instanceof PgConstant -> true;
      case RexCall call ->
          switch (call.getKind()) {
            case EQUALS,
                NOT_EQUALS,
                LESS_THAN,
                LESS_THAN_OR_EQUAL,
                GREATER_THAN,
                GREATER_THAN_OR_EQUAL,
                IS_NULL,
                IS_NOT_NULL,
                IS_TRUE,
                IS_FALSE,
                IS_NOT_TRUE,
                IS_NOT_FALSE,
                AND,
                OR,
                NOT ->
                call.getOperands().stream().allMatch(SecurityBarriers::isLeakproof);
            default -> false;
          };
      default -> false;
    };
  }

  /** Moves leakproof conditions below, beneath the filter that the barrier is there for. */
  static RelNode lowered(RelNode plan) {
    return plan.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode node) {
            RelNode result = super.visit(node);
            return result instanceof Filter filter
                    && filter.getInput() instanceof PgSecurityBarrier barrier
                ? lowered(filter, barrier)
                : result;
          }
        });
  }

  private static RelNode lowered(Filter filter, PgSecurityBarrier barrier) {
    List<RexNode> below = new ArrayList<>();
    List<RexNode> above = new ArrayList<>();
    for (RexNode condition : Conditions.conjuncts(filter.getCondition())) {
      (isLeakproof(condition) ? below : above).add(condition);
    }
    if (below.isEmpty()) {
      return filter;
    }
    RexBuilder rex = filter.getCluster().getRexBuilder();
    RelNode rows = barrier.getInput();
    RexNode moved = RexUtil.composeConjunction(rex, below);
    RelNode restricted =
        rows instanceof Filter own
            ? own.copy(
                own.getTraitSet(), LogicalFilter.create(own.getInput(), moved), own.getCondition())
            : LogicalFilter.create(rows, moved);
    RelNode kept = barrier.copy(barrier.getTraitSet(), List.of(restricted));
    return above.isEmpty()
        ? kept
        : filter.copy(filter.getTraitSet(), kept, RexUtil.composeConjunction(rex, above));
  }
}
