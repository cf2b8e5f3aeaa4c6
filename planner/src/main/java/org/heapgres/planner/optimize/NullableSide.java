package org.heapgres.planner.optimize;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/** Where a column comes from: through which joins. */
final class NullableSide {
  private NullableSide() {}

  /** Whether an outer join may put NULL in place of the column's value. */
  static boolean has(RelNode node, int column) {
    return switch (node) {
      case Project project -> {
        RexNode expression = project.getProjects().get(column);
        while (expression instanceof RexCall call && call.getKind() == SqlKind.CAST) {
          expression = call.getOperands().getFirst();
        }
        yield expression instanceof RexInputRef input && has(project.getInput(), input.getIndex());
      }
      case Join join -> has(join.getLeft(), join.getRight(), join.getJoinType(), column);
      case Correlate join -> has(join.getLeft(), join.getRight(), join.getJoinType(), column);
      case Aggregate _ -> false;
      case SingleRel single -> has(single.getInput(), column);
      default -> false;
    };
  }

  private static boolean has(RelNode left, RelNode right, JoinRelType type, int column) {
    int width = left.getRowType().getFieldCount();
    return column < width
        ? type.generatesNullsOnLeft() || has(left, column)
        : type.generatesNullsOnRight() || has(right, column - width);
  }
}
