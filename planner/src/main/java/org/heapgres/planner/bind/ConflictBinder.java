package org.heapgres.planner.bind;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.BoundStatement.OnConflict;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Clause.Alias;
import org.heapgres.planner.parse.tree.Clause.InferClause;
import org.heapgres.planner.parse.tree.Clause.OnConflictAction;
import org.heapgres.planner.parse.tree.Clause.OnConflictClause;
import org.heapgres.planner.parse.tree.Definition.IndexElem;
import org.heapgres.planner.rel.PgRowSource;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** ON CONFLICT (manual, INSERT: ON CONFLICT Clause). */
final class ConflictBinder {
  private final Binding binding;
  private final ChangeBinder changes;

  /** Through which rows are inserted; null for none. */
  private final UpdatableView view;

  ConflictBinder(Binding binding, ChangeBinder changes, UpdatableView view) {
    this.binding = binding;
    this.changes = changes;
    this.view = view;
  }

  OnConflict bind(OnConflictClause clause, Table table, Alias alias, WithNames names) {
    boolean update = clause.action() == OnConflictAction.ONCONFLICT_UPDATE;
    if (update && clause.infer() == null) {
      throw Errors.at(
              clause.location(),
              SqlState.SYNTAX_ERROR,
              "ON CONFLICT DO UPDATE requires inference specification or constraint name")
          .withHint("For example, ON CONFLICT (column_name).");
    }
    if (clause.infer() == null) {
      table.indexes().forEach(index -> immediate(index, table));
    }
    List<Index> arbiters = clause.infer() == null ? List.of() : arbiters(clause.infer(), table);
    if (update && arbiters.stream().anyMatch(Index::exclusion)) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE,
          "ON CONFLICT DO UPDATE not supported with exclusion constraints");
    }
    if (clause.infer() != null) {
      changes.asOwner(view, () -> readKeys(table, arbiters));
    }
    if (!update) {
      return new OnConflict(arbiters, List.of(), null);
    }
    String name = alias == null ? table.name() : alias.aliasname();
    RelDataTypeFactory.Builder builder = binding.cluster().getTypeFactory().builder();
    ReturningBinder.addTable(builder, table, "$old_");
    ReturningBinder.addTable(builder, table, "$excluded_");
    RelDataType row = builder.build();
    int width = table.columns().size();
    QueryLevel level = new QueryLevel(names);
    RangeEntry existing = ReturningBinder.entry(binding, table, table, name, alias, 0, row, true);
    RangeEntry excluded =
        ReturningBinder.entry(binding, table, table, "excluded", null, width, row, true);
    List<RangeEntry> entries =
        view == null
            ? List.of(existing, excluded)
            : List.of(
                view.entry(existing, row, name, alias),
                view.entry(excluded, row, "excluded", null));
    level.rangeTable().addAll(entries);
    Scope scope = new Scope(null, level, ExpressionKind.UPDATE_SOURCE, entries, row);
    List<RexNode> current = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      current.add(RexInputRef.of(i, row));
    }
    Assignments assignments = new Assignments(binding, changes, table);
    changes.need(view, table, Privilege.UPDATE);
    changes.needColumns(view, clause.targetList(), Privilege.UPDATE);
    assignments.bind(
        view == null
            ? clause.targetList()
            : view.onTable(clause.targetList(), UpdatableView.Change.INSERT),
        scope,
        current);
    if (view == null) {
      assignments.needPrivileges(table);
    }
    assignments.addGenerated(current);
    RelNode plan = new PgRowSource(binding.cluster(), row, PgRowSource.Role.CONFLICT);
    if (clause.whereClause() != null) {
      Scope where = scope.apart(ExpressionKind.WHERE);
      RexNode condition = binding.expressions().condition(clause.whereClause(), where, "WHERE");
      plan = LogicalFilter.create(plan, condition, ImmutableSet.copyOf(where.variables()));
    }
    List<String> fieldNames =
        assignments.positions().stream()
            .map(position -> table.columns().get(position).name())
            .toList();
    plan =
        LogicalProject.create(plan, List.of(), assignments.values(), fieldNames, scope.variables());
    return new OnConflict(arbiters, assignments.positions(), plan);
  }

  /** Whether there is such a row already, is to be told by reading its key. */
  private void readKeys(Table table, List<Index> arbiters) {
    for (Index index : arbiters) {
      for (Index.Key key : index.keys()) {
        if (key.expression() == null) {
          binding.needs().column(table, key.attnum(), Privilege.SELECT);
        } else {
          binding.needs().relation(table, Privilege.SELECT);
        }
      }
    }
  }

  private List<Index> arbiters(InferClause infer, Table table) {
    if (infer.conname() != null) {
      return List.of(ofConstraint(infer.conname(), table));
    }
    Set<Object> wanted = new HashSet<>();
    for (IndexElem element : infer.indexElems()) {
      wanted.add(element(element, table, infer));
    }
    RexNode where =
        infer.whereClause() == null
            ? null
            : catalogExpressions()
                .bind(infer.whereClause(), ExpressionKind.INDEX_PREDICATE, table, null, -1);
    List<Index> found = new ArrayList<>();
    for (Index index : table.indexes()) {
      if ((index.unique() || table.keyOf(index).isPresent())
          && !index.exclusion()
          && index.valid()
          && keys(index, table).equals(wanted)
          && implied(index, where, table)) {
        found.add(immediate(index, table));
      }
    }
    if (found.isEmpty()) {
      throw new PgException(
          SqlState.INVALID_COLUMN_REFERENCE,
          "there is no unique or exclusion constraint matching the ON CONFLICT specification");
    }
    return found;
  }

  /** 55000 for the index of a deferrable constraint, which is checked too late to tell. */
  private Index immediate(Index index, Table table) {
    if (table.keyOf(index).filter(Constraint.Key::deferrable).isPresent()) {
      throw new PgException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
              "ON CONFLICT does not support deferrable unique constraints/exclusion constraints as"
                  + " arbiters")
          .withObject(
              binding.context().catalog().schemaName(table.schema()),
              table.name(),
              null,
              index.name());
    }
    return index;
  }

  private Index ofConstraint(String name, Table table) {
    Optional<Constraint> named = view == null ? table.constraint(name) : Optional.empty();
    return named
        .filter(Constraint.Key.class::isInstance)
        .map(Constraint.Key.class::cast)
        .flatMap(key -> table.index(key.index()))
        .map(index -> immediate(index, table))
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.UNDEFINED_OBJECT,
                    "constraint \""
                        + name
                        + "\" for table \""
                        + (view == null ? table : view.view()).name()
                        + "\" does not exist"));
  }

  private CatalogExpressions catalogExpressions() {
    return new CatalogExpressions(binding);
  }

  /** A column's attnum, or an expression. */
  private Object element(IndexElem element, Table table, InferClause infer) {
    if (element.name() != null) {
      String name = view == null ? element.name() : view.tableColumn(element.name());
      if (name == null && view.view().column(element.name()).isPresent()) {
        return element.name(); // an expression over the table, which no index has
      }
      int position = name == null ? -1 : table.columnIndex(name);
      if (position < 0) {
        throw Errors.at(
            infer.location(),
            SqlState.UNDEFINED_COLUMN,
            "column \"" + element.name() + "\" does not exist");
      }
      return (int) table.columns().get(position).attnum();
    }
    if (view != null && view.renames()) {
      throw Errors.notSupported(
          infer.location(), "ON CONFLICT (expression) on a view with other column names");
    }
    return catalogExpressions()
        .bind(element.expr(), ExpressionKind.INDEX_EXPRESSION, table, null, -1);
  }

  private Set<Object> keys(Index index, Table table) {
    Set<Object> keys = new HashSet<>();
    for (Index.Key key : index.keys()) {
      keys.add(
          key.expression() == null
              ? (Object) key.attnum()
              : catalogExpressions()
                  .bind(
                      Parser.parseExpression(key.expression()),
                      ExpressionKind.INDEX_EXPRESSION,
                      table,
                      null,
                      -1));
    }
    return keys;
  }

  /** Whether the clause's WHERE implies the index's: it has all of its conditions. */
  private boolean implied(Index index, RexNode where, Table table) {
    if (index.predicate() == null) {
      return true;
    }
    if (where == null) {
      return false;
    }
    RexNode predicate =
        catalogExpressions()
            .bind(
                Parser.parseExpression(index.predicate()),
                ExpressionKind.INDEX_PREDICATE,
                table,
                null,
                -1);
    return RelOptUtil.conjunctions(where).containsAll(RelOptUtil.conjunctions(predicate));
  }
}
