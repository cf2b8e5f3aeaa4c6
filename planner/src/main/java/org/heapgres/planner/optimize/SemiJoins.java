package org.heapgres.planner.optimize;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Makes semi and anti joins of {@code EXISTS}, {@code NOT EXISTS} and {@code IN} that a WHERE asks
 * for, where the sub-query is correlated by its own WHERE only. What does not fit, {@code NOT IN}
 * for its NULLs above all, stays a sub-query.
 */
final class SemiJoins extends RelHomogeneousShuttle {
  static RelNode rewrite(RelNode plan) {
    return plan.accept(new SemiJoins());
  }

  @Override
  public RelNode visit(RelNode other) {
    RelNode node = super.visit(other);
    return node instanceof Filter filter ? rewrite(filter) : node;
  }

  private static RelNode rewrite(Filter filter) {
    RelNode input = filter.getInput();
    List<RexNode> rest = new ArrayList<>();
    boolean changed = false;
    for (RexNode condition : Conditions.conjuncts(filter.getCondition())) {
      RelNode joined = join(input, condition, filter.getVariablesSet());
      if (joined == null) {
        rest.add(condition);
      } else {
        input = joined;
        changed = true;
      }
    }
    if (!changed) {
      return filter;
    }
    if (rest.isEmpty()) {
      return input;
    }
    RexNode condition = RexUtil.composeConjunction(filter.getCluster().getRexBuilder(), rest);
    return LogicalFilter.create(input, condition, ImmutableSet.copyOf(filter.getVariablesSet()));
  }

  private static RelNode join(RelNode left, RexNode condition, Set<CorrelationId> variables) {
    boolean negated = condition.getKind() == SqlKind.NOT;
    RexNode test = negated ? ((RexCall) condition).getOperands().getFirst() : condition;
    if (!(test instanceof RexSubQuery query)) {
      return null;
    }
    boolean exists = query.getKind() == SqlKind.EXISTS;
    if (!exists && (negated || query.getKind() != SqlKind.IN)) {
      return null;
    }
    return new Attempt(left, query, variables)
        .join(negated ? JoinRelType.ANTI : JoinRelType.SEMI, exists);
  }

  /** One sub-query taken apart. */
  private static final class Attempt {
    private final RelNode left;
    private final RexSubQuery query;
    private final Set<CorrelationId> variables;
    private final int leftWidth;
    private final RexBuilder rex;

    Attempt(RelNode left, RexSubQuery query, Set<CorrelationId> variables) {
      this.left = left;
      this.query = query;
      this.variables = variables;
      this.leftWidth = left.getRowType().getFieldCount();
      this.rex = left.getCluster().getRexBuilder();
    }

    /** Null when the sub-query does not fit. */
    RelNode join(JoinRelType type, boolean exists) {
      RelNode right = rewrite(query.rel);
      List<RexNode> columns = null;
      if (right instanceof Project project) {
        if (!isPlain(project.getProjects()) || !project.getVariablesSet().isEmpty()) {
          return null;
        }
        columns = project.getProjects();
        right = project.getInput();
      }
      List<RexNode> inner = List.of();
      if (right instanceof Filter filter && filter.getVariablesSet().isEmpty()) {
        inner = Conditions.conjuncts(filter.getCondition());
        right = filter.getInput();
      }
      if (!CorrelatedFields.of(right).isEmpty() || isOneRow(right)) {
        return null;
      }
      List<RexNode> kept = new ArrayList<>();
      List<RexNode> on = new ArrayList<>();
      for (RexNode condition : inner) {
        Map<Integer, NavigableSet<Integer>> outer = CorrelatedFields.of(condition);
        if (outer.isEmpty()) {
          kept.add(condition);
        } else if (isOurs(outer) && isPlain(List.of(condition))) {
          on.add(overBoth(condition));
        } else {
          return null;
        }
      }
      if (!exists && !addEquations(on, columns, right)) {
        return null;
      }
      if (on.isEmpty()) {
        return null;
      }
      RelNode source =
          kept.isEmpty()
              ? right
              : LogicalFilter.create(right, RexUtil.composeConjunction(rex, kept));
      return LogicalJoin.create(
          left, source, List.of(), RexUtil.composeConjunction(rex, on), Set.of(), type);
    }

    private static boolean isOneRow(RelNode node) {
      return node.getRowType().getFieldCount() == 0;
    }

    private static boolean isPlain(List<RexNode> nodes) {
      for (RexNode node : nodes) {
        if (!RexUtil.isDeterministic(node) || RexUtil.SubQueryFinder.find(node) != null) {
          return false;
        }
      }
      return true;
    }

    private boolean isOurs(Map<Integer, NavigableSet<Integer>> outer) {
      return outer.keySet().stream()
          .allMatch(id -> variables.stream().anyMatch(variable -> variable.getId() == id));
    }

    private boolean addEquations(List<RexNode> on, List<RexNode> columns, RelNode right) {
      for (int i = 0; i < query.getOperands().size(); i++) {
        RexNode column =
            columns == null ? RexInputRef.of(i, right.getRowType().getFieldList()) : columns.get(i);
        RexNode operand = query.getOperands().get(i);
        if (!isPlain(List.of(operand, column)) || !isOurs(CorrelatedFields.of(column))) {
          return false;
        }
        on.add(rex.makeCall(SqlStdOperatorTable.EQUALS, operand, overBoth(column)));
      }
      return true;
    }

    /** Outer fields become the left input's, inner ones move behind them. */
    private RexNode overBoth(RexNode node) {
      return node.accept(
          new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
              return new RexInputRef(ref.getIndex() + leftWidth, ref.getType());
            }

            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
              return access.getReferenceExpr() instanceof RexCorrelVariable
                  ? new RexInputRef(access.getField().getIndex(), access.getType())
                  : super.visitFieldAccess(access);
            }
          });
    }
  }
}
