package org.heapgres.planner.bind;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.BoundStatement.BoundDelete;
import org.heapgres.planner.bind.BoundStatement.BoundUpdate;
import org.heapgres.planner.bind.FromBinder.From;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Statement.DeleteStmt;
import org.heapgres.planner.parse.tree.Statement.UpdateStmt;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;

/** UPDATE and DELETE (manual, UPDATE and DELETE). */
final class UpdateBinder {
  private final Binding binding;
  private final ChangeBinder changes;

  UpdateBinder(Binding binding, ChangeBinder changes) {
    this.binding = binding;
    this.changes = changes;
  }

  /** What both begin with: the target joined with the other tables, and the rows that qualify. */
  private record Rows(Table table, From from, Scope scope, WithNames names) {}

  private Rows rows(RangeVar relation, String verb, List<TableReference> others, WithNames names) {
    Table table = changes.table(relation, verb);
    QueryLevel level = new QueryLevel(names);
    From target =
        binding
            .queries()
            .from()
            .scan(
                table,
                relation.alias(),
                binding.context().catalog().schemaName(table.schema()),
                true,
                level);
    From from = binding.queries().from().bind(target, others, null, level, Locking.NONE);
    Scope scope =
        new Scope(
            null, level, ExpressionKind.UPDATE_SOURCE, from.entries(), from.rel().getRowType());
    return new Rows(table, from, scope, names);
  }

  private RelNode filtered(Rows rows, Expression where) {
    if (where == null) {
      return rows.from.rel();
    }
    Scope scope = rows.scope.apart(ExpressionKind.WHERE);
    RexNode condition = binding.expressions().condition(where, scope, "WHERE");
    return LogicalFilter.create(rows.from.rel(), condition, ImmutableSet.copyOf(scope.variables()));
  }

  BoundUpdate bind(UpdateStmt update, WithNames outerNames) {
    WithNames names = binding.queries().with().bind(update.withClause(), null, outerNames);
    Rows rows = rows(update.relation(), "UPDATE", update.fromClause(), names);
    int width = rows.scope.row().getFieldCount();
    List<RexNode> nodes = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      nodes.add(RexInputRef.of(i, rows.scope.row()));
    }
    RelNode input = filtered(rows, update.whereClause());
    ReturningBinder.Returning returning =
        returning(update.returningClause(), update.relation(), rows, true);
    Assignments assignments = new Assignments(binding, changes, rows.table);
    List<RexNode> current = nodes.subList(0, rows.table.columns().size());
    assignments.bind(update.targetList(), rows.scope, current);
    assignments.addGenerated(current);
    List<RexNode> all = new ArrayList<>(nodes);
    all.addAll(assignments.values());
    List<String> fieldNames = new ArrayList<>(rows.scope.row().getFieldNames());
    assignments.positions().forEach(position -> fieldNames.add("$new" + position));
    RelNode source =
        LogicalProject.create(
            input, List.of(), all, SelectBinder.unique(fieldNames), rows.scope.variables());
    return new BoundUpdate(
        rows.table,
        source,
        assignments.positions(),
        returning.plan(),
        returning.columns(),
        List.of());
  }

  BoundDelete bind(DeleteStmt delete, WithNames outerNames) {
    WithNames names = binding.queries().with().bind(delete.withClause(), null, outerNames);
    Rows rows = rows(delete.relation(), "DELETE", delete.usingClause(), names);
    RelNode source = filtered(rows, delete.whereClause());
    ReturningBinder.Returning returning =
        returning(delete.returningClause(), delete.relation(), rows, false);
    return new BoundDelete(rows.table, source, returning.plan(), returning.columns(), List.of());
  }

  private ReturningBinder.Returning returning(
      org.heapgres.planner.parse.tree.Clause.ReturningClause clause,
      RangeVar relation,
      Rows rows,
      boolean newRow) {
    String alias = relation.alias() == null ? rows.table.name() : relation.alias().aliasname();
    return new ReturningBinder(binding)
        .bind(clause, rows.table, alias, relation.alias(), newRow, rows.from, rows.names);
  }
}
