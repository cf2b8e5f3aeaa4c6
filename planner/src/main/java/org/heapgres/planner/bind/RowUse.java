package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;

/** Whether expressions refer to the row they are evaluated over, and to rows of outer queries. */
record RowUse(boolean local, boolean outer) {
  static RowUse of(List<RexNode> nodes) {
    boolean[] found = new boolean[2];
    for (RexNode node : nodes) {
      node.accept(
          new RexVisitorImpl<Void>(true) {
            @Override
            public Void visitInputRef(RexInputRef ref) {
              found[0] = true;
              return null;
            }

            @Override
            public Void visitCorrelVariable(RexCorrelVariable variable) {
              found[1] = true;
              return null;
            }
          });
    }
    return new RowUse(found[0], found[1]);
  }
}
