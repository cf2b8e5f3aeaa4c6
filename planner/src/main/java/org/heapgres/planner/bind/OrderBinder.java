package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Value.IntegerValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * What ORDER BY, GROUP BY and DISTINCT ON mean: a result column by name or number, or an
 * expression, which becomes a hidden result column unless it is one already (manual, SELECT).
 */
final class OrderBinder {
  private final Binding binding;
  private final Scope scope;
  private final List<Target> targets;

  OrderBinder(Binding binding, Scope scope, List<Target> targets) {
    this.binding = binding;
    this.scope = scope;
    this.targets = targets;
  }

  List<OrderItem> bind(List<SortBy> items) {
    List<OrderItem> result = new ArrayList<>();
    for (SortBy item : items) {
      int target = target(item.node(), ExpressionKind.ORDER_BY);
      settle(target);
      SortKey key = SortOrder.key(targets.get(target).node(), item, binding);
      if (result.stream().noneMatch(order -> order.target() == target)) {
        result.add(new OrderItem(target, key.descending(), key.nullsFirst()));
      }
    }
    return result;
  }

  private void settle(int index) {
    Target target = targets.get(index);
    targets.set(
        index,
        target.withNode(
            binding
                .coercion()
                .settleUnknown(
                    target.node(), binding.locationOf(target.node(), target.location()))));
  }

  /** The target's index; a new hidden one for an expression that is none of them. */
  int target(Expression expression, ExpressionKind kind) {
    Integer named = byNameOrNumber(expression, kind);
    if (named != null) {
      return named;
    }
    RexNode node = binding.expressions().bind(expression, scope.as(kind));
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).node().equals(node)) {
        return i;
      }
    }
    targets.add(Target.hidden(node, Locations.of(expression)));
    return targets.size() - 1;
  }

  private Integer byNameOrNumber(Expression expression, ExpressionKind kind) {
    if (expression instanceof ColumnRef ref
        && ref.fields().size() == 1
        && ref.fields().getFirst() instanceof StringValue(String name)) {
      boolean columnFirst =
          kind == ExpressionKind.GROUP_BY
              && isOwnColumn(binding.names().column(name, ref.location(), scope));
      return columnFirst ? null : byName(name, ref.location(), kind);
    }
    if (expression instanceof A_Const(var value, int location)) {
      if (!(value instanceof IntegerValue(int number))) {
        throw Errors.at(location, SqlState.SYNTAX_ERROR, "non-integer constant in " + kind.place());
      }
      int visible = 0;
      for (int i = 0; i < targets.size(); i++) {
        if (!targets.get(i).isHidden() && ++visible == number) {
          return i;
        }
      }
      throw Errors.at(
          location,
          SqlState.INVALID_COLUMN_REFERENCE,
          kind.place() + " position " + number + " is not in select list");
    }
    return null;
  }

  private boolean isOwnColumn(Names.Found found) {
    return found != null && found.scope().level() == scope.level();
  }

  private Integer byName(String name, int location, ExpressionKind kind) {
    Integer found = null;
    for (int i = 0; i < targets.size(); i++) {
      if (name.equals(targets.get(i).name())) {
        if (found != null && !targets.get(found).node().equals(targets.get(i).node())) {
          throw Errors.at(
              location, SqlState.AMBIGUOUS_COLUMN, kind.place() + " \"" + name + "\" is ambiguous");
        }
        found = found == null ? (Integer) i : found;
      }
    }
    return found;
  }

  /** The targets of DISTINCT ON; those that ORDER BY lacks are added to it. */
  List<Integer> distinctOn(List<Expression> expressions, List<OrderItem> order) {
    List<Integer> keys = new ArrayList<>();
    List<Integer> locations = new ArrayList<>();
    for (Expression expression : expressions) {
      int target = target(expression, ExpressionKind.DISTINCT_ON);
      settle(target);
      SortOrder.requireOrder(
          Coercion.typeOf(targets.get(target).node()), Locations.of(expression), binding);
      if (!keys.contains(target)) {
        keys.add(target);
        locations.add(Locations.of(expression));
      }
    }
    boolean skipped = false;
    int matched = 0;
    for (OrderItem item : order) {
      if (keys.contains(item.target())) {
        if (skipped) {
          throw mismatch(targets.get(item.target()).location());
        }
        matched++;
      } else {
        skipped = true;
      }
    }
    if (skipped && matched < keys.size()) {
      for (int i = 0; i < keys.size(); i++) {
        int key = keys.get(i);
        if (order.stream().noneMatch(item -> item.target() == key)) {
          throw mismatch(locations.get(i));
        }
      }
    }
    for (int key : keys) {
      if (order.stream().noneMatch(item -> item.target() == key)) {
        order.add(new OrderItem(key, false, false));
      }
    }
    return keys;
  }

  private static PgException mismatch(int location) {
    return Errors.at(
        location,
        SqlState.INVALID_COLUMN_REFERENCE,
        "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
  }
}
