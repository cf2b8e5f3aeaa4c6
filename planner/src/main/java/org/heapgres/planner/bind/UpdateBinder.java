package org.heapgres.planner.bind;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.BoundStatement.BoundChange;
import org.heapgres.planner.bind.BoundStatement.BoundDelete;
import org.heapgres.planner.bind.BoundStatement.BoundInherited;
import org.heapgres.planner.bind.BoundStatement.BoundUpdate;
import org.heapgres.planner.bind.BoundStatement.RowChecks;
import org.heapgres.planner.bind.BoundStatement.TableChange;
import org.heapgres.planner.bind.FromBinder.From;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.SystemColumn;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Expression.CurrentOfExpr;
import org.heapgres.planner.parse.tree.Statement.DeleteStmt;
import org.heapgres.planner.parse.tree.Statement.UpdateStmt;
import org.heapgres.planner.parse.tree.TableReference;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** UPDATE and DELETE (manual, UPDATE and DELETE). */
final class UpdateBinder {
  private final Binding binding;
  private final ChangeBinder changes;

  UpdateBinder(Binding binding, ChangeBinder changes) {
    this.binding = binding;
    this.changes = changes;
  }

  /**
   * What both begin with: the target joined with the other tables, and the rows that qualify.
   *
   * @param table the one to be changed
   * @param named the one that the statement names, which {@code table} may only inherit from
   */
  private record Rows(
      Table table,
      Table named,
      UpdatableView view,
      From target,
      From from,
      Scope scope,
      WithNames names) {}

  private Rows rows(
      Table table,
      Table named,
      UpdatableView view,
      RangeVar relation,
      List<TableReference> others,
      WithNames names) {
    QueryLevel level = new QueryLevel(names);
    From scan =
        binding
            .queries()
            .from()
            .target(table, named, view == null ? relation.alias() : null, level);
    From target = changes.behind(view, () -> binding.policies().guarded(scan, named));
    From shown = view == null ? target : through(view, target, relation, level);
    From from = binding.queries().from().bind(shown, others, null, level, Locking.NONE);
    Scope scope =
        new Scope(
            null, level, ExpressionKind.UPDATE_SOURCE, from.entries(), from.rel().getRowType());
    return new Rows(table, named, view, target, from, scope, names);
  }

  /** The target as the view shows it. */
  static From through(UpdatableView view, From target, RangeVar relation, QueryLevel level) {
    RangeEntry base = target.entries().getFirst();
    RelNode rel = view.filtered(target.rel(), base);
    RangeEntry entry =
        view.entry(base, rel.getRowType(), alias(relation, view.view()), relation.alias());
    level.rangeTable().remove(base);
    level.rangeTable().add(entry);
    return new From(rel, List.of(entry));
  }

  private static String alias(RangeVar relation, Relation named) {
    return relation.alias() == null ? named.name() : relation.alias().aliasname();
  }

  /** The tables whose rows a change of the named one concerns. */
  private BoundChange eachTable(RangeVar relation, Table named, Function<Table, TableChange> one) {
    if (!relation.inh() || !binding.queries().from().hasDescendants(named)) {
      return one.apply(named);
    }
    List<TableChange> parts = new ArrayList<>();
    for (Table member : binding.context().catalog().withDescendants(named)) {
      if (!member.partitioned()) {
        parts.add(one.apply(member));
      }
    }
    if (parts.isEmpty()) {
      return one.apply(named);
    }
    return new BoundInherited(named, parts, parts.getFirst().columns(), List.of());
  }

  private RelNode filtered(Rows rows, Expression where) {
    if (where == null) {
      return rows.from.rel();
    }
    if (where instanceof CurrentOfExpr current) {
      return LogicalFilter.create(rows.from.rel(), isCurrent(rows, current.cursorName()));
    }
    Scope scope = rows.scope.apart(ExpressionKind.WHERE);
    RexNode condition = binding.expressions().condition(where, scope, "WHERE");
    return LogicalFilter.create(rows.from.rel(), condition, ImmutableSet.copyOf(scope.variables()));
  }

  /** That a row's key is that of the row which the cursor is on. */
  private RexNode isCurrent(Rows rows, String cursor) {
    if (rows.view != null) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "WHERE CURRENT OF on a view is not implemented");
    }
    List<RexNode> key = new ArrayList<>();
    List<RexNode> current = new ArrayList<>();
    RexNode name = cursorName(cursor);
    for (int attnum :
        rows.named.primaryKey().map(Index::keyColumns).orElse(List.of(SystemColumn.CTID))) {
      RexNode column = keyColumn(rows, attnum);
      key.add(column);
      current.add(
          binding
              .expressions()
              .functions()
              .builtIn(
                  "heapgres_current_of",
                  List.of(
                      name,
                      binding.constants().of(Types.INT4, rows.named.oid()),
                      binding.constants().of(Types.INT4, attnum)),
                  column.getType()));
    }
    return binding.expressions().operators().rows(List.of("="), key, current, -1);
  }

  private RexNode keyColumn(Rows rows, int attnum) {
    if (attnum == SystemColumn.CTID) {
      String alias = rows.target.entries().getFirst().alias();
      ColumnRef ctid = new ColumnRef(List.of(new StringValue(alias), new StringValue("ctid")), -1);
      return binding.expressions().bind(ctid, rows.scope);
    }
    String column = rows.named.columns().get(rows.named.columnIndex(attnum)).name();
    return RexInputRef.of(rows.table.columnIndex(column), rows.scope.row());
  }

  /** In a routine's body the name may be that of a variable. */
  private RexNode cursorName(String cursor) {
    RexNode variable = new VariableBinder(binding).find(List.of(cursor), -1);
    return variable != null && Coercion.typeOf(variable).oid() == Types.of("refcursor").oid()
        ? binding.coercion().toTarget(variable, Types.TEXT, -1, CoercionContext.EXPLICIT, -1)
        : binding.constants().of(Types.TEXT, cursor);
  }

  BoundChange bind(UpdateStmt update, WithNames outerNames) {
    WithNames names = binding.queries().with().bind(update.withClause(), null, outerNames);
    UpdatableView view = changes.view(update.relation(), UpdatableView.Change.UPDATE);
    Table named = view == null ? changes.table(update.relation(), "UPDATE") : view.table();
    changes.need(view, named, Privilege.UPDATE);
    changes.needColumns(view, update.targetList(), Privilege.UPDATE);
    return eachTable(update.relation(), named, table -> update(update, table, named, view, names));
  }

  private BoundUpdate update(
      UpdateStmt update, Table table, Table named, UpdatableView view, WithNames names) {
    Rows rows = rows(table, named, view, update.relation(), update.fromClause(), names);
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
    assignments.bind(
        view == null
            ? update.targetList()
            : view.onTable(update.targetList(), UpdatableView.Change.UPDATE),
        rows.scope,
        current);
    if (view == null) {
      assignments.needPrivileges(named);
    }
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
        named.partitioned() && !named.equals(table) ? named : null,
        source,
        assignments.positions(),
        view == null ? List.of() : view.checks(table),
        returning.plan(),
        changes.behind(view, () -> secured(rows)),
        returning.columns(),
        List.of());
  }

  /** Restricts the target to the rows that UPDATE may change; what it may make of them. */
  private RowChecks secured(Rows rows) {
    RowPolicies policies = binding.policies();
    if (!policies.apply(rows.named)) {
      return RowChecks.NONE;
    }
    boolean reads = changes.reads(rows.view, rows.named);
    policies.restrict(
        rows.target, rows.table, rows.named, reads, List.of(RowPolicies.Command.UPDATE));
    RowPolicies.Checks checks =
        policies.checks(rows.table, rows.named).written(RowPolicies.Command.UPDATE);
    return new RowChecks(
        null, reads ? checks.writtenVisible().build() : checks.build(), null, null);
  }

  BoundChange bind(DeleteStmt delete, WithNames outerNames) {
    WithNames names = binding.queries().with().bind(delete.withClause(), null, outerNames);
    UpdatableView view = changes.view(delete.relation(), UpdatableView.Change.DELETE);
    Table named = view == null ? changes.table(delete.relation(), "DELETE") : view.table();
    changes.need(view, named, Privilege.DELETE);
    return eachTable(delete.relation(), named, table -> delete(delete, table, named, view, names));
  }

  private BoundDelete delete(
      DeleteStmt delete, Table table, Table named, UpdatableView view, WithNames names) {
    Rows rows = rows(table, named, view, delete.relation(), delete.usingClause(), names);
    RelNode source = filtered(rows, delete.whereClause());
    ReturningBinder.Returning returning =
        returning(delete.returningClause(), delete.relation(), rows, false);
    changes.behind(
        view,
        () -> {
          binding
              .policies()
              .restrict(
                  rows.target,
                  table,
                  named,
                  changes.reads(view, named),
                  List.of(RowPolicies.Command.DELETE));
          return null;
        });
    return new BoundDelete(
        table, source, returning.plan(), RowChecks.NONE, returning.columns(), List.of());
  }

  private ReturningBinder.Returning returning(
      org.heapgres.planner.parse.tree.Clause.ReturningClause clause,
      RangeVar relation,
      Rows rows,
      boolean newRow) {
    String alias = alias(relation, rows.view == null ? rows.named : rows.view.view());
    return new ReturningBinder(binding, rows.view)
        .bind(
            clause, rows.table, rows.named, alias, relation.alias(), newRow, rows.from, rows.names);
  }
}
