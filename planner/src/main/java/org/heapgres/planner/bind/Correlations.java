package org.heapgres.planner.bind;

import java.util.function.IntFunction;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
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

  /** A sub-query with its plan's references replaced; its operands are left alone. */
  static RexSubQuery replaceInPlan(
      RexSubQuery query, CorrelationId id, IntFunction<RexNode> replacement) {
    RelNode rel = new Replacer(id, replacement).inPlan(query.rel);
    return rel == query.rel ? query : query.clone(rel);
  }

  private static final class Replacer extends RexShuttle {
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
              return super.visit(other).accept(Replacer.this);
            }
          });
    }
  }
}
