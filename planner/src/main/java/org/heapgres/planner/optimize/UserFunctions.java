package org.heapgres.planner.optimize;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.planner.rel.PgFunctionOperator;

/** Whether a query calls functions of users: these may do anything, and take any time. */
final class UserFunctions {
  private UserFunctions() {}

  static boolean calledBy(RelNode plan) {
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
      found |=
          call.getOperator() instanceof PgFunctionOperator operator
              && operator.proc().isUserDefined();
      return super.visitCall(call);
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      search(subQuery.rel);
      return super.visitSubQuery(subQuery);
    }
  }
}
