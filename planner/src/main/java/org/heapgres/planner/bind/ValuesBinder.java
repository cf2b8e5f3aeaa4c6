package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.rel.PgValues;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.SqlState;

/** VALUES (manual, 7.7). */
final class ValuesBinder {
  private final Binding binding;
  private final QueryBinder queries;

  ValuesBinder(Binding binding, QueryBinder queries) {
    this.binding = binding;
    this.queries = queries;
  }

  Query bind(SelectStmt select, Scope outer, WithNames names, boolean settle) {
    Scope scope =
        new Scope(
            outer,
            new QueryLevel(names),
            ExpressionKind.VALUES,
            List.of(),
            PgValues.oneRow(binding.cluster()).getRowType());
    if (!select.lockingClause().isEmpty()) {
      throw Errors.at(
          -1,
          SqlState.FEATURE_NOT_SUPPORTED,
          new Locking(select.lockingClause()).name() + " cannot be applied to VALUES");
    }
    List<List<RexNode>> rows = new ArrayList<>();
    for (List<Expression> row : select.valuesLists()) {
      List<RexNode> nodes = queries.expandedRow(row, scope);
      requireWidth(rows, nodes, row);
      rows.add(nodes);
    }
    if (scope.usedCorrelation() != null) {
      throw new IllegalStateException("VALUES has no row to refer to");
    }
    List<Query.Column> columns = new ArrayList<>();
    for (int column = 0; column < rows.getFirst().size(); column++) {
      unify(rows, column, select.valuesLists(), settle);
      columns.add(new Query.Column("column" + (column + 1), 0, (short) 0));
    }
    RelNode rel = plan(rows, columns.stream().map(Query.Column::name).toList());
    Query query = new Query(rel, columns);
    return SetOperationBinder.sortedAndLimited(query, select, scope, binding);
  }

  static void requireWidth(List<List<RexNode>> rows, List<RexNode> next, List<Expression> tree) {
    if (!rows.isEmpty() && rows.getFirst().size() != next.size()) {
      throw Errors.at(
          tree.isEmpty() ? -1 : Locations.of(tree.getFirst()),
          SqlState.SYNTAX_ERROR,
          "VALUES lists must all be the same length");
    }
  }

  private void unify(
      List<List<RexNode>> rows, int column, List<List<Expression>> trees, boolean settle) {
    List<RexNode> nodes = new ArrayList<>();
    List<Integer> locations = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      nodes.add(rows.get(i).get(column));
      locations.add(column < trees.get(i).size() ? Locations.of(trees.get(i).get(column)) : -1);
    }
    if (!settle && nodes.stream().allMatch(Coercion::isUnknown)) {
      return;
    }
    PgType type = binding.coercion().commonType(nodes, locations, "VALUES");
    PgType collated = binding.collations().common(type, nodes, true, locations.getLast());
    for (int i = 0; i < rows.size(); i++) {
      RexNode node = nodes.get(i);
      RexNode converted =
          binding
              .coercion()
              .toCommon(node, type, "VALUES", binding.locationOf(node, locations.get(i)));
      rows.get(i).set(column, binding.collations().with(converted, collated));
    }
  }

  /** Rows of one type each column; those with sub-queries as projects, where rules find them. */
  RelNode plan(List<List<RexNode>> rows, List<String> names) {
    PgValues values = values(rows, names);
    if (rows.stream()
        .flatMap(List::stream)
        .allMatch(node -> RexUtil.SubQueryFinder.find(node) == null)) {
      return values;
    }
    List<RelNode> projects = new ArrayList<>();
    for (List<RexNode> row : rows) {
      projects.add(
          LogicalProject.create(
              PgValues.oneRow(binding.cluster()), List.of(), row, names, Set.of()));
    }
    return projects.size() == 1 ? projects.getFirst() : LogicalUnion.create(projects, true);
  }

  /** Rows of one type each column as a plan. */
  private PgValues values(List<List<RexNode>> rows, List<String> names) {
    RelDataTypeFactory.Builder row = binding.cluster().getTypeFactory().builder();
    for (int column = 0; column < names.size(); column++) {
      int at = column;
      List<RexNode> nodes = rows.stream().map(nodesOf -> nodesOf.get(at)).toList();
      row.add(
          names.get(column),
          PgTypeFactory.INSTANCE.type(
              Coercion.typeOf(nodes.getFirst()),
              Coercion.commonTypmod(nodes),
              nodes.stream().anyMatch(node -> node.getType().isNullable())));
    }
    return new PgValues(binding.cluster(), row.build(), rows);
  }
}
