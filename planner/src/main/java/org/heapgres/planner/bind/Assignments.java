package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.MultiAssignRef;
import org.heapgres.planner.parse.tree.Expression.RowExpr;
import org.heapgres.planner.parse.tree.Expression.SetToDefault;
import org.heapgres.planner.parse.tree.Expression.SubLink;
import org.heapgres.storage.SqlState;

/** SET of UPDATE and of ON CONFLICT: which columns get which values. One statement, one thread. */
final class Assignments {
  private final Binding binding;
  private final ChangeBinder changes;
  private final Table table;
  private final List<Integer> positions = new ArrayList<>();
  private final List<RexNode> values = new ArrayList<>();
  private final IdentityHashMap<Expression, List<RexNode>> sources = new IdentityHashMap<>();

  Assignments(Binding binding, ChangeBinder changes, Table table) {
    this.binding = binding;
    this.changes = changes;
    this.table = table;
  }

  List<Integer> positions() {
    return positions;
  }

  /** Of the columns' types, over the row of the scope they were bound in. */
  List<RexNode> values() {
    return values;
  }

  /** {@code current}: the columns' values before, for assignments to parts of them. */
  void bind(List<ResTarget> targets, Scope scope, List<RexNode> current) {
    Set<Integer> whole = new HashSet<>();
    for (ResTarget target : targets) {
      int position = position(target);
      Column column = table.columns().get(position);
      boolean toDefault = isDefault(target.val(), scope);
      RexNode value;
      if (!target.indirection().isEmpty() && !whole.contains(position)) {
        int earlier = positions.indexOf(position);
        RexNode before = earlier >= 0 ? values.get(earlier) : current.get(position);
        value = part(target, before, column, scope);
        if (earlier >= 0) {
          values.set(earlier, value);
          continue;
        }
      } else {
        if (positions.contains(position)) {
          throw Errors.at(
              -1,
              SqlState.SYNTAX_ERROR,
              "multiple assignments to same column \"" + target.name() + "\"");
        }
        whole.add(position);
        value =
            toDefault
                ? changes.defaultOf(table, column)
                : changes.assigned(value(target.val(), scope), column, Locations.of(target.val()));
      }
      requireAssignable(column, toDefault);
      if (column.generated() == Generated.NONE) {
        positions.add(position);
        values.add(value);
      }
    }
  }

  /** UPDATE on the columns set so far, as {@code named} has them. */
  void needPrivileges(Table named) {
    for (int position : positions) {
      Column column = named.column(table.columns().get(position).name()).orElseThrow();
      binding.needs().column(named, column.attnum(), Privilege.UPDATE);
    }
  }

  private int position(ResTarget target) {
    int position = table.columnIndex(target.name());
    if (position < 0) {
      var error =
          Errors.at(
              target.location(),
              SqlState.UNDEFINED_COLUMN,
              "column \""
                  + target.name()
                  + "\" of relation \""
                  + table.name()
                  + "\" does not exist");
      throw !target.indirection().isEmpty() && target.name().equals(table.name())
          ? error.withHint("SET target columns cannot be qualified with the relation name.")
          : error;
    }
    return position;
  }

  private static void requireAssignable(Column column, boolean toDefault) {
    if (toDefault) {
      return;
    }
    String detail =
        column.generated() != Generated.NONE
            ? "Column \"" + column.name() + "\" is a generated column."
            : column.identity() == Identity.ALWAYS
                ? "Column \""
                    + column.name()
                    + "\" is an identity column defined as GENERATED ALWAYS."
                : null;
    if (detail != null) {
      throw Errors.at(
              -1,
              SqlState.GENERATED_ALWAYS,
              "column \"" + column.name() + "\" can only be updated to DEFAULT")
          .withDetail(detail);
    }
  }

  private boolean isDefault(Expression expression, Scope scope) {
    return switch (expression) {
      case SetToDefault _ -> true;
      case MultiAssignRef part -> value(part, scope) == null;
      default -> false;
    };
  }

  /** Null for DEFAULT in a row. */
  private RexNode value(Expression expression, Scope scope) {
    if (!(expression instanceof MultiAssignRef(Expression source, int column, int width))) {
      return binding.expressions().bind(expression, scope);
    }
    List<RexNode> columns = sources.computeIfAbsent(source, key -> columns(key, width, scope));
    return columns.get(column - 1);
  }

  private List<RexNode> columns(Expression source, int width, Scope scope) {
    List<RexNode> columns;
    if (source instanceof RowExpr row) {
      columns = new ArrayList<>();
      for (Expression field : row.args()) {
        if (field instanceof SetToDefault) {
          columns.add(null);
        } else {
          columns.addAll(binding.queries().expandedRow(List.of(field), scope));
        }
      }
    } else if (SubLinkBinder.isQuery(source)) {
      columns = binding.expressions().subLinks().columns((SubLink) source, scope);
    } else {
      throw Errors.at(
          Locations.of(source),
          SqlState.FEATURE_NOT_SUPPORTED,
          "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression");
    }
    if (columns.size() != width) {
      throw Errors.at(
          Locations.of(source),
          SqlState.SYNTAX_ERROR,
          "number of columns does not match number of values");
    }
    return columns;
  }

  private RexNode part(ResTarget target, RexNode before, Column column, Scope scope) {
    RexNode value = binding.expressions().bind(target.val(), scope);
    return new PartAssignment(binding, scope, target, column.name())
        .assign(before, column.type(), column.typmod(), target.indirection(), value);
  }

  /** Adds the stored generated columns, given all columns' values before. */
  void addGenerated(List<RexNode> current) {
    List<RexNode> row = new ArrayList<>(current);
    for (int i = 0; i < positions.size(); i++) {
      row.set(positions.get(i), values.get(i));
    }
    values.addAll(changes.generated(table, row, positions));
  }
}
