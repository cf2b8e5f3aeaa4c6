package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.GroupingFunc;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.rel.PgDistinctOn;
import org.heapgres.planner.rel.PgLockRows;
import org.heapgres.storage.SqlState;

/** A plain SELECT. Clauses are bound in PostgreSQL's order, so that its first error is ours. */
final class SelectBinder {
  private final Binding binding;
  private final QueryBinder queries;

  SelectBinder(Binding binding, QueryBinder queries) {
    this.binding = binding;
    this.queries = queries;
  }

  /** The parts of one SELECT while it is put together. */
  private static final class Parts {
    final List<Target> targets = new ArrayList<>();
    final List<OrderItem> order = new ArrayList<>();
    final List<Integer> distinctOn = new ArrayList<>();
    RexNode having;
    RelNode rel;
    Set<CorrelationId> variables = Set.of();
  }

  Query bind(SelectStmt select, Scope outer, WithNames names, boolean settle) {
    QueryLevel level = new QueryLevel(names);
    level.setWindows(new WindowNames(select.windowClause()));
    Locking locking = new Locking(select.lockingClause());
    FromBinder.From from = queries.from().bind(select.fromClause(), outer, level, locking);
    Scope scope =
        new Scope(
            outer, level, ExpressionKind.SELECT_TARGET, from.entries(), from.rel().getRowType());
    Parts parts = new Parts();
    parts.rel = from.rel();
    parts.targets.addAll(queries.targets().bind(select.targetList(), scope));
    RexNode where = null;
    Scope whereScope = scope.apart(ExpressionKind.WHERE);
    if (select.whereClause() != null) {
      where = binding.expressions().condition(select.whereClause(), whereScope, "WHERE");
    }
    if (select.havingClause() != null) {
      parts.having =
          binding
              .expressions()
              .condition(select.havingClause(), scope.as(ExpressionKind.HAVING), "HAVING");
    }
    OrderBinder order = new OrderBinder(binding, scope, parts.targets);
    parts.order.addAll(order.bind(select.sortClause()));
    GroupingBinder grouping = new GroupingBinder(binding, scope, parts.targets);
    grouping.bind(select.groupClause(), select.groupDistinct());
    bindDistinct(select, order, parts);
    if (settle) {
      settle(parts.targets);
    }
    if (where != null) {
      parts.rel =
          LogicalFilter.create(
              parts.rel,
              where,
              com.google.common.collect.ImmutableSet.copyOf(whereScope.variables()));
    }
    parts.variables = scope.variables();
    if (grouping.isGrouped() || !level.aggregates().isEmpty() || parts.having != null) {
      rejectLocking(locking, "GROUP BY clause", !select.groupClause().isEmpty());
      rejectLocking(locking, "aggregate functions", select.groupClause().isEmpty());
      group(grouping, parts, from);
    }
    expandSets(parts, level);
    return finish(select, scope, locking, from, parts);
  }

  private void settle(List<Target> targets) {
    targets.replaceAll(
        target ->
            target.withNode(
                binding
                    .coercion()
                    .settleUnknown(
                        target.node(), binding.locationOf(target.node(), target.location()))));
  }

  private static void rejectLocking(Locking locking, String with, boolean applies) {
    if (applies && !locking.clauses().isEmpty()) {
      throw Errors.at(
          -1, SqlState.FEATURE_NOT_SUPPORTED, locking.name() + " is not allowed with " + with);
    }
  }

  private void bindDistinct(SelectStmt select, OrderBinder order, Parts parts) {
    if (select.distinctClause() == null) {
      return;
    }
    if (select.distinctClause().on().isEmpty()) {
      for (OrderItem item : parts.order) {
        Target target = parts.targets.get(item.target());
        if (target.isHidden()) {
          throw Errors.at(
              target.location(),
              SqlState.INVALID_COLUMN_REFERENCE,
              "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
        }
      }
      return;
    }
    parts.distinctOn.addAll(order.distinctOn(select.distinctClause().on(), parts.order));
  }

  private void group(GroupingBinder grouping, Parts parts, FromBinder.From from) {
    List<RexNode> nodes = new ArrayList<>();
    parts.targets.forEach(target -> nodes.add(target.node()));
    if (parts.having != null) {
      nodes.add(parts.having);
    }
    GroupingBinder.Grouped grouped = grouping.build(parts.rel, nodes, from.entries());
    parts.rel = grouped.rel();
    for (int i = 0; i < parts.targets.size(); i++) {
      parts.targets.set(i, parts.targets.get(i).withNode(grouped.nodes().get(i)));
    }
    if (parts.having != null) {
      RexNode having = grouped.nodes().getLast();
      CorrelationId id = grouped.correlation();
      if (id != null) {
        CorrelationId own = binding.cluster().createCorrel();
        having = moved(having, id, own, grouped.rel());
        parts.rel =
            LogicalFilter.create(parts.rel, having, com.google.common.collect.ImmutableSet.of(own));
      } else {
        parts.rel = LogicalFilter.create(parts.rel, having);
      }
    }
    parts.variables = grouped.correlation() == null ? Set.of() : Set.of(grouped.correlation());
  }

  private RexNode moved(RexNode node, CorrelationId from, CorrelationId to, RelNode row) {
    RexNode variable = binding.rex().makeCorrel(row.getRowType(), to);
    return Correlations.replace(
        node, from, index -> binding.rex().makeFieldAccess(variable, index));
  }

  /** Set-returning functions of the select list get a plan node each nesting level. */
  private void expandSets(Parts parts, QueryLevel level) {
    if (level.setFunctions().isEmpty()) {
      return;
    }
    SetExpansion expansion = new SetExpansion(binding, parts.rel, parts.variables);
    List<RexNode> nodes = expansion.expand(parts.targets.stream().map(Target::node).toList());
    for (int i = 0; i < nodes.size(); i++) {
      parts.targets.set(i, parts.targets.get(i).withNode(nodes.get(i)));
    }
    parts.rel = expansion.rel();
    parts.variables = expansion.variables();
  }

  private Query finish(
      SelectStmt select, Scope scope, Locking locking, FromBinder.From from, Parts parts) {
    List<RexNode> nodes = new ArrayList<>();
    List<String> fieldNames = new ArrayList<>();
    List<Query.Column> columns = new ArrayList<>();
    int visible = 0;
    for (Target target : parts.targets) {
      nodes.add(target.node());
      fieldNames.add(target.isHidden() ? "$sort" + nodes.size() : target.name());
      if (!target.isHidden()) {
        visible++;
        columns.add(target.column());
      }
    }
    List<PgLockRows.Mark> marks = List.of();
    if (!locking.clauses().isEmpty()) {
      locking.check(from.entries());
      if (select.distinctClause() != null) {
        rejectLocking(locking, "DISTINCT clause", true);
      }
      marks =
          locking.marks(
              from.entries(),
              key -> {
                nodes.add(RexInputRef.of(key, parts.rel.getRowType()));
                fieldNames.add("$key" + nodes.size());
                return nodes.size() - 1;
              });
    }
    RelNode rel =
        LogicalProject.create(parts.rel, List.of(), nodes, unique(fieldNames), parts.variables);
    if (select.distinctClause() != null && parts.distinctOn.isEmpty()) {
      for (Target target : parts.targets) {
        SortOrder.requireEquality(Coercion.typeOf(target.node()), target.location(), binding);
      }
      rel =
          LogicalAggregate.create(rel, List.of(), ImmutableBitSet.range(visible), null, List.of());
    }
    if (!parts.order.isEmpty()) {
      List<RelFieldCollation> keys = new ArrayList<>();
      for (OrderItem item : parts.order) {
        keys.add(item.collation());
      }
      RelCollation collation = RelCollations.of(keys);
      rel = LogicalSort.create(rel, collation, null, null);
    }
    if (!parts.distinctOn.isEmpty()) {
      rel = new PgDistinctOn(binding.cluster(), rel, ImmutableBitSet.of(parts.distinctOn));
    }
    if (!marks.isEmpty()) {
      rel = new PgLockRows(binding.cluster(), rel, marks);
    }
    rel = queries.limited(rel, select, scope.apart(ExpressionKind.LIMIT));
    if (visible < nodes.size() && rel.getRowType().getFieldCount() > visible) {
      rel = first(rel, visible);
    }
    return new Query(rel, columns);
  }

  /** Only the first columns. */
  private static RelNode first(RelNode rel, int columns) {
    List<RexNode> nodes = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      nodes.add(RexInputRef.of(i, rel.getRowType()));
    }
    return LogicalProject.create(
        rel, List.of(), nodes, rel.getRowType().getFieldNames().subList(0, columns), Set.of());
  }

  /** Calcite wants a row's names to differ; result names are kept apart from them. */
  static List<String> unique(List<String> names) {
    List<String> result = new ArrayList<>();
    Set<String> seen = new java.util.HashSet<>();
    for (String name : names) {
      String next = name;
      for (int i = 0; !seen.add(next); i++) {
        next = name + i;
      }
      result.add(next);
    }
    return result;
  }

  RexNode grouping(GroupingFunc grouping, Scope scope) {
    List<RexNode> arguments = new ArrayList<>();
    for (Expression argument : grouping.args()) {
      arguments.add(binding.expressions().bind(argument, scope));
    }
    Scope owner = Correlations.owner(arguments, scope);
    return owner == scope
        ? GroupingBinder.grouping(arguments, grouping.location(), scope, binding)
        : grouping(grouping, owner);
  }
}
