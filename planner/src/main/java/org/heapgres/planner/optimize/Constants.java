package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** Fields of a plan that a filter in it makes the same in all rows. */
final class Constants {
  private Constants() {}

  /** The comparison that a field owes it to; null for a field that is not known to be constant. */
  static RexCall of(RelNode node, int field) {
    return switch (node) {
      case Filter filter -> {
        boolean correlated = !filter.getVariablesSet().isEmpty();
        for (RexNode condition : Conditions.conjuncts(filter.getCondition())) {
          if (!correlated && isAbout(condition, field)) {
            yield (RexCall) condition;
          }
        }
        yield of(filter.getInput(), field);
      }
      case Project project ->
          project.getProjects().get(field) instanceof RexInputRef ref
              ? of(project.getInput(), ref.getIndex())
              : null;
      case Join join -> {
        int width = join.getLeft().getRowType().getFieldCount();
        if (field < width) {
          yield join.getJoinType().generatesNullsOnLeft() ? null : of(join.getLeft(), field);
        }
        yield join.getJoinType().generatesNullsOnRight()
            ? null
            : of(join.getRight(), field - width);
      }
      default -> null;
    };
  }

  private static boolean isAbout(RexNode condition, int field) {
    KeyPredicate predicate =
        KeyPredicate.of(
            condition, node -> node instanceof RexInputRef ref ? ref.getIndex() : -1, Set.of());
    return predicate != null
        && predicate.form() == KeyPredicate.Form.EQUAL
        && predicate.column() == field;
  }

  /** The field's side of such a comparison. */
  static RexInputRef field(RexCall comparison) {
    return (RexInputRef)
        comparison.getOperands().stream()
            .filter(RexInputRef.class::isInstance)
            .findFirst()
            .orElseThrow();
  }

  /** The same comparison of another field. */
  static RexNode about(RexCall comparison, RexInputRef field, RexBuilder rex) {
    RexInputRef before = field(comparison);
    List<RexNode> operands = new ArrayList<>();
    for (RexNode operand : comparison.getOperands()) {
      operands.add(operand.equals(before) ? field : operand);
    }
    return rex.makeCall(comparison.getType(), comparison.getOperator(), operands);
  }
}
