package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.BoundStatement.BoundInsert;
import org.heapgres.planner.bind.BoundStatement.OnConflict;
import org.heapgres.planner.bind.BoundStatement.RowChecks;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.OverridingKind;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.SetToDefault;
import org.heapgres.planner.parse.tree.Statement.InsertStmt;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.rel.PgValues;
import org.heapgres.storage.SqlState;

/** INSERT (manual, INSERT). */
final class InsertBinder {
  private final Binding binding;
  private final ChangeBinder changes;

  InsertBinder(Binding binding, ChangeBinder changes) {
    this.binding = binding;
    this.changes = changes;
  }

  BoundInsert bind(InsertStmt given, WithNames outerNames) {
    WithNames names = binding.queries().with().bind(given.withClause(), null, outerNames);
    UpdatableView view = changes.view(given.relation(), UpdatableView.Change.INSERT);
    Table table = view == null ? changes.table(given.relation(), "INSERT") : view.table();
    InsertStmt insert = view == null ? given : onTable(given, view);
    boolean implied = view != null && given.cols().isEmpty() && given.selectStmt() != null;
    List<Integer> targets = targets(table, implied ? view.insertable(width(given)) : insert.cols());
    changes.need(view, table, Privilege.INSERT);
    changes.needColumns(view, given.cols(), Privilege.INSERT);
    RelNode source =
        source(insert, view, view == null ? table : view.withDefaults(), targets, names);
    String alias =
        insert.relation().alias() == null
            ? view == null ? table.name() : view.view().name()
            : insert.relation().alias().aliasname();
    OnConflict conflict =
        insert.onConflictClause() == null
            ? null
            : new ConflictBinder(binding, changes, view)
                .bind(
                    insert.onConflictClause(),
                    table,
                    view != null && insert.relation().alias() == null
                        ? new Alias(alias, List.of())
                        : insert.relation().alias(),
                    names);
    ReturningBinder.Returning returning =
        new ReturningBinder(binding, view)
            .bind(
                insert.returningClause(),
                table,
                table,
                alias,
                insert.relation().alias(),
                true,
                null,
                names);
    RowChecks security = changes.behind(view, () -> security(table, view, conflict));
    return new BoundInsert(
        table,
        source,
        conflict,
        view == null ? List.of() : view.checks(table),
        returning.plan(),
        security,
        returning.columns(),
        List.of());
  }

  private RowChecks security(Table table, UpdatableView view, OnConflict conflict) {
    RowPolicies policies = binding.policies();
    if (!policies.apply(table)) {
      return RowChecks.NONE;
    }
    boolean reads = changes.reads(view, table);
    RowPolicies.Checks inserted = policies.checks(table, table).written(RowPolicies.Command.INSERT);
    if (reads) {
      inserted.writtenVisible();
    }
    if (conflict == null || conflict.update() == null) {
      return new RowChecks(inserted.build(), null, null, null);
    }
    RowPolicies.Checks updated = policies.checks(table, table).written(RowPolicies.Command.UPDATE);
    RowPolicies.Checks existing =
        policies.checks(table, table).conflicting(RowPolicies.Command.UPDATE);
    if (reads) {
      updated.writtenVisible();
      existing.conflicting(RowPolicies.Command.SELECT);
    }
    return new RowChecks(inserted.build(), updated.build(), existing.build(), null);
  }

  /** The statement with the names that the columns have in the view's table. */
  private static InsertStmt onTable(InsertStmt insert, UpdatableView view) {
    return new InsertStmt(
        insert.relation(),
        view.onTable(insert.cols(), UpdatableView.Change.INSERT),
        insert.selectStmt(),
        insert.onConflictClause(),
        insert.returningClause(),
        insert.withClause(),
        insert.override());
  }

  /** How many values VALUES has; -1 for a query. */
  private static int width(InsertStmt insert) {
    List<List<Expression>> values = insert.selectStmt().valuesLists();
    return values.isEmpty() ? -1 : values.getFirst().size();
  }

  /** INSERT on the first columns of {@code targets}; through a view, its owner needs it. */
  void needPrivileges(UpdatableView view, Table table, List<Integer> targets, int width) {
    if (view != null) {
      changes.asOwner(view, () -> needPrivileges(null, table, targets, width));
      return;
    }
    for (int position : targets.subList(0, Math.min(width, targets.size()))) {
      binding.needs().column(table, table.columns().get(position).attnum(), Privilege.INSERT);
    }
  }

  /** Positions of the columns that values are given for. */
  static List<Integer> targets(Table table, List<ResTarget> columns) {
    List<Integer> positions = new ArrayList<>();
    if (columns.isEmpty()) {
      for (int i = 0; i < table.columns().size(); i++) {
        positions.add(i);
      }
      return positions;
    }
    Set<Integer> seen = new HashSet<>();
    for (ResTarget column : columns) {
      int position = ChangeBinder.position(table, column);
      if (!seen.add(position) && column.indirection().isEmpty()) {
        throw Errors.at(
            column.location(),
            SqlState.DUPLICATE_COLUMN,
            "column \"" + column.name() + "\" specified more than once");
      }
      positions.add(position);
    }
    return positions;
  }

  private RelNode source(
      InsertStmt insert, UpdatableView view, Table table, List<Integer> targets, WithNames names) {
    SelectStmt select = insert.selectStmt();
    if (select == null) {
      return rows(table, List.of(complete(table, List.of(), List.of())));
    }
    boolean plainValues =
        !select.valuesLists().isEmpty()
            && select.sortClause().isEmpty()
            && select.limitCount() == null
            && select.limitOffset() == null
            && select.lockingClause().isEmpty();
    return plainValues
        ? values(insert, view, select, table, targets, names)
        : query(insert, view, select, table, targets, names);
  }

  private RelNode values(
      InsertStmt insert,
      UpdatableView view,
      SelectStmt select,
      Table table,
      List<Integer> targets,
      WithNames outerNames) {
    WithNames names = binding.queries().with().bind(select.withClause(), null, outerNames);
    Scope scope =
        new Scope(
            null,
            new QueryLevel(names),
            ExpressionKind.VALUES,
            List.of(),
            PgValues.oneRow(binding.cluster()).getRowType());
    List<List<RexNode>> bound = new ArrayList<>();
    List<List<Expression>> trees = select.valuesLists();
    for (List<Expression> row : trees) {
      List<RexNode> nodes = new ArrayList<>();
      for (Expression item : row) {
        nodes.add(item instanceof SetToDefault ? null : binding.expressions().bind(item, scope));
      }
      ValuesBinder.requireWidth(bound, nodes, row);
      checkWidth(insert, row.size(), targets, row);
      bound.add(nodes);
    }
    needPrivileges(view, table, targets, trees.getFirst().size());
    List<List<RexNode>> rows = new ArrayList<>();
    for (int i = 0; i < bound.size(); i++) {
      List<RexNode> values = new ArrayList<>();
      List<Integer> given = new ArrayList<>();
      for (int j = 0; j < bound.get(i).size(); j++) {
        RexNode node = bound.get(i).get(j);
        Column column = table.columns().get(targets.get(j));
        if (node != null && accepts(insert.override(), column)) {
          int location = Locations.of(trees.get(i).get(j));
          add(insert, j, targets.get(j), node, column, location, scope, given, values);
        }
      }
      rows.add(complete(table, given, values));
    }
    return rows(table, rows);
  }

  /** The scope of subscripts: they cannot name columns. */
  private Scope noRow() {
    return new Scope(
        null,
        new QueryLevel(WithNames.NONE),
        ExpressionKind.VALUES,
        List.of(),
        PgValues.oneRow(binding.cluster()).getRowType());
  }

  /** Adds a column's value; parts of one column come together, the first on top of NULL. */
  private void add(
      InsertStmt insert,
      int item,
      int position,
      RexNode node,
      Column column,
      int location,
      Scope scope,
      List<Integer> given,
      List<RexNode> values) {
    ResTarget target = insert.cols().isEmpty() ? null : insert.cols().get(item);
    if (target == null || target.indirection().isEmpty()) {
      given.add(position);
      values.add(changes.assigned(node, column, location));
      return;
    }
    int earlier = given.indexOf(position);
    RexNode before =
        earlier >= 0
            ? values.get(earlier)
            : binding.constants().of(column.type().root(), column.typmod(), null);
    RexNode whole =
        new PartAssignment(binding, scope, target, column.name())
            .assign(before, column.type(), column.typmod(), target.indirection(), node);
    if (earlier >= 0) {
      values.set(earlier, whole);
    } else {
      given.add(position);
      values.add(whole);
    }
  }

  private static void checkWidth(
      InsertStmt insert, int width, List<Integer> targets, List<Expression> row) {
    if (width > targets.size()) {
      throw Errors.at(
          row == null ? -1 : Locations.of(row.get(targets.size())),
          SqlState.SYNTAX_ERROR,
          "INSERT has more expressions than target columns");
    }
    if (!insert.cols().isEmpty() && width < targets.size()) {
      throw Errors.at(
          insert.cols().get(width).location(),
          SqlState.SYNTAX_ERROR,
          "INSERT has more target columns than expressions");
    }
  }

  /** Whether a given value goes into the column; false when it is passed over. */
  static boolean accepts(OverridingKind override, Column column) {
    if (column.generated() != Generated.NONE) {
      throw Errors.at(
              -1,
              SqlState.GENERATED_ALWAYS,
              "cannot insert a non-DEFAULT value into column \"" + column.name() + "\"")
          .withDetail("Column \"" + column.name() + "\" is a generated column.");
    }
    if (column.identity() != Identity.NONE && override == OverridingKind.OVERRIDING_USER_VALUE) {
      return false;
    }
    if (column.identity() == Identity.ALWAYS
        && override != OverridingKind.OVERRIDING_SYSTEM_VALUE) {
      throw Errors.at(
              -1,
              SqlState.GENERATED_ALWAYS,
              "cannot insert a non-DEFAULT value into column \"" + column.name() + "\"")
          .withDetail(
              "Column \"" + column.name() + "\" is an identity column defined as GENERATED ALWAYS.")
          .withHint("Use OVERRIDING SYSTEM VALUE to override.");
    }
    return true;
  }

  private RelNode query(
      InsertStmt insert,
      UpdatableView view,
      SelectStmt select,
      Table table,
      List<Integer> targets,
      WithNames names) {
    Query query = binding.queries().bind(select, null, names, false);
    int width = query.columns().size();
    List<Expression> trees = select.targetList().stream().map(ResTarget::val).toList();
    checkWidth(insert, width, targets, trees.size() == width ? trees : null);
    needPrivileges(view, table, targets, width);
    List<RexNode> nodes = new ArrayList<>();
    RelNode input = query.rel();
    Set<org.apache.calcite.rel.core.CorrelationId> variables = Set.of();
    if (input instanceof LogicalProject project) {
      nodes.addAll(project.getProjects());
      variables = project.getVariablesSet();
      input = project.getInput();
    } else {
      for (int i = 0; i < width; i++) {
        nodes.add(RexInputRef.of(i, input.getRowType()));
      }
    }
    List<Integer> given = new ArrayList<>();
    List<RexNode> values = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      Column column = table.columns().get(targets.get(i));
      if (accepts(insert.override(), column)) {
        int location = i < trees.size() ? Locations.of(trees.get(i)) : -1;
        add(insert, i, targets.get(i), nodes.get(i), column, location, noRow(), given, values);
      }
    }
    return LogicalProject.create(
        input, List.of(), complete(table, given, values), names(table), variables);
  }

  /** A value for every column: those given, else defaults; then the generated ones. */
  List<RexNode> complete(Table table, List<Integer> given, List<RexNode> values) {
    List<RexNode> row = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      int at = given.indexOf(i);
      row.add(at >= 0 ? values.get(at) : changes.defaultOf(table, table.columns().get(i)));
    }
    List<Integer> positions = new ArrayList<>();
    List<RexNode> generated = changes.generated(table, row, positions);
    for (int i = 0; i < positions.size(); i++) {
      row.set(positions.get(i), generated.get(i));
    }
    return row;
  }

  private RelNode rows(Table table, List<List<RexNode>> rows) {
    return binding.queries().values().plan(rows, names(table));
  }

  private static List<String> names(Table table) {
    return table.columns().stream().map(Column::name).toList();
  }
}
