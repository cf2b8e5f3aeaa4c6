package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.SqlState;

/** Expressions that the catalog keeps: defaults, checks, generated columns, indexes. */
final class CatalogExpressions {
  private final Binding binding;

  CatalogExpressions(Binding binding) {
    this.binding = binding;
  }

  RexNode bind(
      Expression expression, ExpressionKind kind, Relation relation, PgType type, int typmod) {
    return binding.needs().without(() -> node(expression, kind, relation, type, typmod));
  }

  private RexNode node(
      Expression expression, ExpressionKind kind, Relation relation, PgType type, int typmod) {
    Scope scope = scope(kind, relation);
    String condition =
        switch (kind) {
          case CHECK_CONSTRAINT -> "CHECK";
          case INDEX_PREDICATE, COPY_WHERE -> "WHERE";
          case POLICY -> "POLICY";
          default -> null;
        };
    if (condition != null) {
      return binding.expressions().condition(expression, scope, condition);
    }
    RexNode node = binding.expressions().bind(expression, scope);
    if (type == null) {
      return binding.coercion().settleUnknown(node, Locations.of(expression));
    }
    return assigned(node, type, typmod, Locations.of(expression));
  }

  private RexNode assigned(RexNode node, PgType type, int typmod, int location) {
    RexNode result =
        binding
            .coercion()
            .toTarget(
                node, type, typmod, CoercionContext.ASSIGNMENT, binding.locationOf(node, location));
    if (result == null) {
      throw Errors.at(
              location,
              SqlState.DATATYPE_MISMATCH,
              "default expression is of type "
                  + Coercion.typeOf(node).formatted(-1)
                  + " but column is of type "
                  + type.formatted(typmod))
          .withHint("You will need to rewrite or cast the expression.");
    }
    return result;
  }

  private Scope scope(ExpressionKind kind, Relation relation) {
    if (relation == null) {
      return ExpressionBinder.noColumns(kind, binding);
    }
    QueryLevel level = new QueryLevel(WithNames.NONE);
    FromBinder.From from = binding.queries().from().scan(relation, null, null, false, level);
    List<RangeEntry> entries = from.entries();
    if (kind == ExpressionKind.CHECK_CONSTRAINT && relation instanceof Table table) {
      entries = List.of(VirtualColumns.expanded(binding, table, entries.getFirst()));
    }
    return new Scope(null, level, kind, entries, from.rel().getRowType());
  }

  /** A column's default as a value of its type; NULL when it has none. */
  RexNode defaultOf(Column column) {
    String text = column.defaultExpression();
    if (text == null && column.type().kind() == 'd') {
      text = binding.context().catalog().domainDefault(column.type());
      text = text == null ? "NULL" : text;
    }
    if (text == null) {
      return binding.constants().of(column.type(), column.typmod(), null);
    }
    return bind(
        Parser.parseExpression(text),
        ExpressionKind.COLUMN_DEFAULT,
        null,
        column.type(),
        column.typmod());
  }

  /** A generated column's value, over the relation's row. */
  RexNode generated(Column column, Relation relation) {
    return bind(
        Parser.parseExpression(column.defaultExpression()),
        ExpressionKind.GENERATED_COLUMN,
        relation,
        column.type(),
        column.typmod());
  }
}
