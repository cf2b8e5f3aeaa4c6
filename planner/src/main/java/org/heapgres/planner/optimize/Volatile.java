package org.heapgres.planner.optimize;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.planner.rel.PgRowSource;
import org.heapgres.planner.rel.PgWorkTableScan;

/** Looks for what may give other rows when it is evaluated once more in the same statement. */
final class Volatile extends RexShuttle {
  private boolean found;

  private Volatile() {}

  static boolean in(RelNode plan) {
    Volatile finder = new Volatile();
    finder.search(plan);
    return finder.found;
  }

  private void search(RelNode plan) {
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, RelNode parent) {
        found |= node instanceof PgWorkTableScan || node instanceof PgRowSource;
        node.accept(Volatile.this);
        super.visit(node, ordinal, parent);
      }
    }.go(plan);
  }

  @Override
  public RexNode visitCall(RexCall call) {
    found |= !call.getOperator().isDeterministic();
    return super.visitCall(call);
  }

  @Override
  public RexNode visitSubQuery(RexSubQuery query) {
    search(query.rel);
    return super.visitSubQuery(query);
  }
}
