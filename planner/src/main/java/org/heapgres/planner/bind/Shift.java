package org.heapgres.planner.bind;

import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** Expressions moved from one row to another. */
final class Shift {
  private Shift() {}

  /** The same columns in a row where they come {@code offset} later, with that row's types. */
  static RexNode by(RexNode node, int offset, RelDataType row) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            return RexInputRef.of(ref.getIndex() + offset, row);
          }
        });
  }

  /**
   * A condition over a left row and then a right one, as seen from the right one: the left is the
   * correlated row.
   */
  static RexNode toRight(
      RexNode node, int leftFields, RexNode correlated, RexBuilder rex, RelDataType right) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            return ref.getIndex() < leftFields
                ? rex.makeFieldAccess(correlated, ref.getIndex())
                : RexInputRef.of(ref.getIndex() - leftFields, right);
          }
        });
  }

  /** References to the correlated row as plain references to that row. */
  static RexNode uncorrelated(RexNode node, CorrelationId id, RelDataType row) {
    return node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitFieldAccess(RexFieldAccess access) {
            if (access.getReferenceExpr() instanceof RexCorrelVariable variable
                && variable.id.equals(id)) {
              return RexInputRef.of(access.getField().getIndex(), row);
            }
            return super.visitFieldAccess(access);
          }
        });
  }
}
