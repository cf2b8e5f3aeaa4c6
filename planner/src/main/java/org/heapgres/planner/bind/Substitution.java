package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** Puts expressions in the place of a row's columns. */
final class Substitution {
  private Substitution() {}

  static RexNode of(RexNode node, List<RexNode> columns) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            return columns.get(ref.getIndex());
          }
        });
  }
}
