package org.heapgres.planner.bind;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** Replaces what sub-queries refer to by one correlation, however deep. */
final class Correlations {
  private Correlations() {}

  /** References to fields of the correlated row, each by what the function makes of its index. */
  static RexNode replace(RexNode node, CorrelationId id, IntFunction<RexNode> replacement) {
    return node.accept(new Replacer(id, replacement));
  }

  /**
   * A sub-query with its plan's references replaced, and the aggregates of that level by what the
   * second function makes of their call; its operands are left alone.
   */
  static RexSubQuery replaceInPlan(
      RexSubQuery query,
      CorrelationId id,
      IntFunction<RexNode> replacement,
      QueryLevel level,
      Function<RexCall, RexNode> aggregate) {
    RelNode rel =
        new Replacer(id, replacement) {
          @Override
          public RexNode visitCall(RexCall call) {
            return call.getOperator() instanceof AggregateUse.Placeholder placeholder
                    && placeholder.level() == level
                ? aggregate.apply(call)
                : super.visitCall(call);
          }
        }.inPlan(query.rel);
    return rel == query.rel ? query : query.clone(rel);
  }

  /**
   * The query whose aggregate a call over these expressions is: the innermost one that they refer
   * to, or that of the scope if they refer to none.
   */
  static Scope owner(List<RexNode> nodes, Scope scope) {
    if (RowUse.of(nodes).local()) {
      return scope;
    }
    Set<CorrelationId> rows = new HashSet<>();
    Set<QueryLevel> aggregates = new HashSet<>();
    Walker finder =
        new Walker() {
          @Override
          public RexNode visitCorrelVariable(RexCorrelVariable variable) {
            rows.add(variable.id);
            return variable;
          }

          @Override
          public RexNode visitCall(RexCall call) {
            if (call.getOperator() instanceof AggregateUse.Placeholder placeholder) {
              aggregates.add(placeholder.level());
            }
            return super.visitCall(call);
          }
        };
    nodes.forEach(node -> node.accept(finder));
    for (Scope at = scope; at != null; at = at.parent()) {
      if (rows.contains(at.usedCorrelation()) || aggregates.contains(at.level())) {
        return at;
      }
    }
    return scope;
  }

  /** Goes into the plans of sub-queries, too. */
  private abstract static class Walker extends RexShuttle {
    @Override
    public RexNode visitSubQuery(RexSubQuery query) {
      RexSubQuery visited = (RexSubQuery) super.visitSubQuery(query);
      RelNode rel = inPlan(visited.rel);
      return rel == visited.rel ? visited : visited.clone(rel);
    }

    RelNode inPlan(RelNode plan) {
      return plan.accept(
          new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode other) {
              return super.visit(other).accept(Walker.this);
            }
          });
    }
  }

  private static class Replacer extends Walker {
    private final CorrelationId id;
    private final IntFunction<RexNode> replacement;

    Replacer(CorrelationId id, IntFunction<RexNode> replacement) {
      this.id = id;
      this.replacement = replacement;
    }

    @Override
    public RexNode visitFieldAccess(RexFieldAccess access) {
      if (access.getReferenceExpr() instanceof RexCorrelVariable variable
          && variable.id.equals(id)) {
        return replacement.apply(access.getField().getIndex());
      }
      return super.visitFieldAccess(access);
    }
  }
}
