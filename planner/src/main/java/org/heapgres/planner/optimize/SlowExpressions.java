package org.heapgres.planner.optimize;

import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.rel.PgFunctionOperator;

/**
 * Whether a plan evaluates what may take any time: sub-queries, functions of users, and volatile
 * functions, which may do anything, but for those known to be quick.
 */
final class SlowExpressions {
  private static final Set<String> QUICK_VOLATILE =
      Set.of(
          "nextval",
          "currval",
          "lastval",
          "setval",
          "random",
          "clock_timestamp",
          "timeofday",
          "gen_random_uuid",
          "uuidv4",
          "uuidv7",
          "set_config");

  private SlowExpressions() {}

  static boolean in(RelNode plan) {
    Finder finder = new Finder();
    finder.search(plan);
    return finder.found;
  }

  private static final class Finder extends RexShuttle {
    private boolean found;

    void search(RelNode plan) {
      new RelVisitor() {
        @Override
        public void visit(RelNode node, int ordinal, RelNode parent) {
          node.accept(Finder.this);
          super.visit(node, ordinal, parent);
        }
      }.go(plan);
    }

    @Override
    public RexNode visitCall(RexCall call) {
      found |= call.getOperator() instanceof PgFunctionOperator operator && isSlow(operator.proc());
      return super.visitCall(call);
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      found = true;
      return subQuery;
    }

    private static boolean isSlow(PgProc function) {
      return function.isUserDefined()
          || (function.isVolatile() && !QUICK_VOLATILE.contains(function.name()));
    }
  }
}
