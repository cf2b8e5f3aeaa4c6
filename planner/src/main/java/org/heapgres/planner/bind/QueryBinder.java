package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.GroupingFunc;
import org.heapgres.planner.parse.tree.Statement.LimitOption;
import org.heapgres.planner.parse.tree.Statement.SelectStmt;
import org.heapgres.planner.parse.tree.Statement.SetOperation;
import org.heapgres.planner.rel.PgConstants;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** Queries of every form: SELECT, VALUES and set operations, with WITH (manual, chapter 7). */
final class QueryBinder {
  private final Binding binding;
  private final FromBinder from;
  private final TargetListBinder targets;
  private final SelectBinder selects;
  private final ValuesBinder values;
  private final SetOperationBinder setOperations;
  private final WithBinder with;

  QueryBinder(Binding binding) {
    this.binding = binding;
    this.from = new FromBinder(binding);
    this.targets = new TargetListBinder(binding);
    this.selects = new SelectBinder(binding, this);
    this.values = new ValuesBinder(binding, this);
    this.setOperations = new SetOperationBinder(binding, this);
    this.with = new WithBinder(binding);
  }

  FromBinder from() {
    return from;
  }

  TargetListBinder targets() {
    return targets;
  }

  WithBinder with() {
    return with;
  }

  ValuesBinder values() {
    return values;
  }

  /** A sub-query in an expression. */
  Query subQuery(SelectStmt select, Scope scope) {
    return bind(select, scope, scope.level().with(), true);
  }

  /**
   * A query.
   *
   * @param outer the scope around it; null for none
   * @param outerWith the WITH queries around it
   * @param settle whether literals of unknown type become text
   */
  Query bind(SelectStmt select, Scope outer, WithNames outerWith, boolean settle) {
    if (select.intoClause() != null) {
      throw Errors.at(
          select.intoClause().rel().location(),
          SqlState.SYNTAX_ERROR,
          "SELECT ... INTO is not allowed here");
    }
    WithNames names = with.bind(select.withClause(), outer, outerWith);
    if (!select.valuesLists().isEmpty()) {
      return values.bind(select, outer, names, settle);
    }
    return select.op() == SetOperation.SETOP_NONE
        ? selects.bind(select, outer, names, settle)
        : setOperations.bind(select, outer, names, settle);
  }

  /** The fields of a row constructor, {@code t.*} expanded. */
  List<RexNode> expandedRow(List<Expression> items, Scope scope) {
    List<RexNode> fields = new ArrayList<>();
    for (Expression item : items) {
      if (TargetListBinder.isStar(item)) {
        targets.star(item, scope).forEach(target -> fields.add(target.node()));
      } else {
        fields.add(binding.expressions().bind(item, scope));
      }
    }
    return fields;
  }

  RexNode grouping(GroupingFunc grouping, Scope scope) {
    return selects.grouping(grouping, scope);
  }

  /** OFFSET and LIMIT on top of a plan. */
  RelNode limited(RelNode rel, SelectStmt select, Scope scope) {
    if (select.limitCount() == null && select.limitOffset() == null) {
      return rel;
    }
    RexNode offset = limit(select.limitOffset(), "OFFSET", scope.as(ExpressionKind.OFFSET));
    RexNode count = limit(select.limitCount(), "LIMIT", scope.as(ExpressionKind.LIMIT));
    if (select.limitOption() == LimitOption.LIMIT_OPTION_WITH_TIES) {
      if (select.sortClause().isEmpty()) {
        throw Errors.at(
            -1, SqlState.SYNTAX_ERROR, "WITH TIES cannot be specified without ORDER BY clause");
      }
      if (count == null) {
        throw Errors.at(
            -1,
            SqlState.INVALID_ROW_COUNT_IN_LIMIT_CLAUSE,
            "row count cannot be null in FETCH FIRST ... WITH TIES clause");
      }
      count = binding.rex().makeCall(count.getType(), PgOperators.WITH_TIES, List.of(count));
    }
    if (offset == null && count == null) {
      return rel;
    }
    if (rel instanceof LogicalSort sort && sort.offset == null && sort.fetch == null) {
      return LogicalSort.create(sort.getInput(), sort.getCollation(), offset, count);
    }
    return LogicalSort.create(rel, RelCollations.EMPTY, offset, count);
  }

  private RexNode limit(Expression expression, String construct, Scope scope) {
    if (expression == null) {
      return null;
    }
    RexNode node =
        binding
            .coercion()
            .toSpecific(
                binding.expressions().bind(expression, scope),
                Types.INT8,
                construct,
                Locations.of(expression));
    RowUse use = RowUse.of(List.of(node));
    if (use.local()) {
      throw Errors.at(
          Locations.of(expression),
          SqlState.INVALID_COLUMN_REFERENCE,
          "argument of " + construct + " must not contain variables");
    }
    if (RexUtil.SubQueryFinder.find(node) != null || use.outer()) {
      throw Errors.notSupported(Locations.of(expression), construct + " of a sub-query");
    }
    return PgConstants.isNull(node) ? null : node;
  }

  /** The query with its columns converted; unknown literals are read as their column's type. */
  Query converted(Query query, List<PgType> types, List<Integer> typmods, CoercionContext context) {
    RelNode rel = query.rel();
    if (rel instanceof LogicalProject project) {
      List<RexNode> nodes = convert(project.getProjects(), types, typmods, context);
      return query.withRel(
          LogicalProject.create(
              project.getInput(),
              List.of(),
              nodes,
              project.getRowType().getFieldNames(),
              project.getVariablesSet()));
    }
    List<RexNode> nodes = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      nodes.add(RexInputRef.of(i, rel.getRowType()));
    }
    List<RexNode> converted = convert(nodes, types, typmods, context);
    return converted.equals(nodes)
        ? query
        : query.withRel(
            LogicalProject.create(
                rel, List.of(), converted, rel.getRowType().getFieldNames(), Set.of()));
  }

  private List<RexNode> convert(
      List<RexNode> nodes, List<PgType> types, List<Integer> typmods, CoercionContext context) {
    List<RexNode> result = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      RexNode node = nodes.get(i);
      RexNode converted =
          binding
              .coercion()
              .toTarget(node, types.get(i), typmods.get(i), context, binding.locationOf(node, -1));
      if (converted == null) {
        throw Coercion.cannotCast(
            PgRelType.of(node.getType()).type(), types.get(i), binding.locationOf(node, -1));
      }
      result.add(binding.collations().with(converted, types.get(i)));
    }
    return result;
  }
}
