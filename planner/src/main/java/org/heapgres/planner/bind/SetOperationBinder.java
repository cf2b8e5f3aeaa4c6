package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalMinus;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Expression.A_Const;
import org.heapgres.planner.parse.tree.Expression.ColumnRef;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.SetOperation;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.SqlState;

/** UNION, INTERSECT and EXCEPT (manual, 7.4 and 10.5). */
final class SetOperationBinder {
  private final Binding binding;
  private final QueryBinder queries;

  SetOperationBinder(Binding binding, QueryBinder queries) {
    this.binding = binding;
    this.queries = queries;
  }

  Query bind(SelectStmt select, Scope outer, WithNames names, boolean settle) {
    if (!select.lockingClause().isEmpty()) {
      throw Errors.at(
          -1,
          SqlState.FEATURE_NOT_SUPPORTED,
          new Locking(select.lockingClause()).name()
              + " is not allowed with UNION/INTERSECT/EXCEPT");
    }
    Query query = tree(select, outer, names);
    Scope scope =
        new Scope(
            outer,
            new QueryLevel(names),
            ExpressionKind.ORDER_BY,
            List.of(),
            query.rel().getRowType());
    return sortedAndLimited(query, select, scope, binding);
  }

  private Query tree(SelectStmt select, Scope outer, WithNames names) {
    Query left = branch(select.larg(), outer, names);
    Query right = branch(select.rarg(), outer, names);
    String construct = name(select.op());
    if (left.columns().size() != right.columns().size()) {
      throw Errors.at(
          firstLocation(select.rarg()),
          SqlState.SYNTAX_ERROR,
          "each " + construct + " query must have the same number of columns");
    }
    List<PgType> types = new ArrayList<>();
    List<Integer> typmods = new ArrayList<>();
    for (int i = 0; i < left.columns().size(); i++) {
      List<RexNode> both = List.of(column(left.rel(), i), column(right.rel(), i));
      PgType common =
          binding
              .coercion()
              .commonType(
                  both, List.of(location(select.larg(), i), location(select.rarg(), i)), construct);
      boolean keepsAll = select.op() == SetOperation.SETOP_UNION && select.all();
      types.add(binding.collations().common(common, both, keepsAll, location(select.rarg(), i)));
      typmods.add(Coercion.commonTypmod(both));
    }
    List<Integer> none = typmods.stream().map(typmod -> PgRelType.NO_TYPMOD).toList();
    RelNode l = queries.converted(left, types, none, CoercionContext.IMPLICIT).rel();
    RelNode r = queries.converted(right, types, none, CoercionContext.IMPLICIT).rel();
    if (!(select.op() == SetOperation.SETOP_UNION && select.all())) {
      for (int i = 0; i < types.size(); i++) {
        SortOrder.requireEquality(types.get(i), location(select.larg(), i), binding);
      }
    }
    List<RelNode> inputs = List.of(l, named(r, l.getRowType()));
    RelNode rel =
        switch (select.op()) {
          case SETOP_UNION -> LogicalUnion.create(inputs, select.all());
          case SETOP_INTERSECT -> LogicalIntersect.create(inputs, select.all());
          case SETOP_EXCEPT -> LogicalMinus.create(inputs, select.all());
          case SETOP_NONE -> throw new IllegalStateException();
        };
    List<Query.Column> columns =
        left.columns().stream()
            .map(column -> new Query.Column(column.name(), 0, (short) 0))
            .toList();
    return new Query(rel, columns);
  }

  private Query branch(SelectStmt select, Scope outer, WithNames names) {
    boolean plainTree =
        select.op() != SetOperation.SETOP_NONE
            && select.sortClause().isEmpty()
            && select.limitCount() == null
            && select.limitOffset() == null
            && select.withClause() == null
            && select.lockingClause().isEmpty();
    return plainTree ? tree(select, outer, names) : queries.bind(select, outer, names, false);
  }

  /** The second branch with the first one's field names, which the result has. */
  private static RelNode named(RelNode rel, RelDataType names) {
    return rel instanceof LogicalProject project
        ? LogicalProject.create(
            project.getInput(),
            List.of(),
            project.getProjects(),
            names.getFieldNames(),
            project.getVariablesSet())
        : rel;
  }

  private static RexNode column(RelNode rel, int index) {
    if (rel instanceof LogicalProject project) {
      return project.getProjects().get(index);
    }
    return RexInputRef.of(index, rel.getRowType());
  }

  private static String name(SetOperation operation) {
    return switch (operation) {
      case SETOP_UNION -> "UNION";
      case SETOP_INTERSECT -> "INTERSECT";
      case SETOP_EXCEPT -> "EXCEPT";
      case SETOP_NONE -> "";
    };
  }

  private static int firstLocation(SelectStmt select) {
    return location(select, 0);
  }

  /** Where a result column comes from in the leftmost leaf of a tree of set operations. */
  static int location(SelectStmt select, int column) {
    SelectStmt leaf = select;
    while (leaf.larg() != null) {
      leaf = leaf.larg();
    }
    if (column < leaf.targetList().size()) {
      return Locations.of(leaf.targetList().get(column).val());
    }
    if (!leaf.valuesLists().isEmpty() && column < leaf.valuesLists().getFirst().size()) {
      return Locations.of(leaf.valuesLists().getFirst().get(column));
    }
    return -1;
  }

  /** ORDER BY by names and numbers of result columns only, then LIMIT. */
  static Query sortedAndLimited(Query query, SelectStmt select, Scope scope, Binding binding) {
    RelNode rel = query.rel();
    if (!select.sortClause().isEmpty()) {
      List<RelFieldCollation> keys = new ArrayList<>();
      List<Target> targets = new ArrayList<>();
      for (int i = 0; i < query.columns().size(); i++) {
        targets.add(
            new Target(
                query.columns().get(i).name(),
                RexInputRef.of(i, rel.getRowType()),
                -1,
                0,
                (short) 0));
      }
      OrderBinder order = new OrderBinder(binding, scope, targets);
      for (SortBy item : select.sortClause()) {
        if (!(item.node() instanceof ColumnRef) && !(item.node() instanceof A_Const)) {
          throw invalidOrder(item);
        }
      }
      for (OrderItem item : order.bind(select.sortClause())) {
        keys.add(item.collation());
      }
      rel = LogicalSort.create(rel, RelCollations.of(keys), null, null);
    }
    return query.withRel(binding.queries().limited(rel, select, scope.apart(ExpressionKind.LIMIT)));
  }

  private static org.heapgres.storage.PgException invalidOrder(SortBy item) {
    return Errors.at(
            Locations.of(item.node()),
            SqlState.FEATURE_NOT_SUPPORTED,
            "invalid UNION/INTERSECT/EXCEPT ORDER BY clause")
        .withDetail("Only result column names can be used, not expressions or functions.")
        .withHint(
            "Add the expression/function to every SELECT, or move the UNION into a FROM clause.");
  }
}
