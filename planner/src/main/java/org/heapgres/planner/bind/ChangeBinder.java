package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.bind.BoundStatement.BoundChange;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Column.Generated;
import org.heapgres.planner.catalog.Column.Identity;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.parse.tree.Clause.ResTarget;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** INSERT, UPDATE, DELETE and MERGE (manual, chapter 6), and what they have in common. */
final class ChangeBinder {
  private final Binding binding;
  private final InsertBinder inserts;
  private final UpdateBinder updates;

  ChangeBinder(Binding binding) {
    this.binding = binding;
    this.inserts = new InsertBinder(binding, this);
    this.updates = new UpdateBinder(binding, this);
  }

  InsertBinder inserts() {
    return inserts;
  }

  BoundChange bind(Statement statement, WithNames names) {
    return switch (statement) {
      case Statement.InsertStmt insert -> inserts.bind(insert, names);
      case Statement.UpdateStmt update -> updates.bind(update, names);
      case Statement.DeleteStmt delete -> updates.bind(delete, names);
      case Statement.MergeStmt merge -> new MergeBinder(binding, this).bind(merge, names);
      default -> throw new IllegalArgumentException(statement.toString());
    };
  }

  /**
   * The view that the name means, when it is one through which its table is changed; null for
   * anything else.
   */
  UpdatableView view(RangeVar name, UpdatableView.Change change) {
    return binding.queries().from().relation(name) instanceof View view
            && !UpdatableView.hasInsteadOf(binding, view, change.event())
        ? UpdatableView.of(binding, view, change)
        : null;
  }

  /** The table to be changed; {@code verb} is as in messages. */
  Table table(RangeVar name, String verb) {
    Relation relation = binding.queries().from().relation(name);
    return switch (relation) {
      case Table table when table.materialized() ->
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "cannot change materialized view \"" + table.name() + "\"");
      case Table table -> table;
      case View view -> Table.standingFor(view);
      case ComputedRelation computed when computed.changes() != null -> Table.standingFor(computed);
      default -> {
        if (relation.schema() == org.heapgres.planner.catalog.Schema.PG_CATALOG) {
          throw Errors.at(
              name.location(),
              SqlState.INSUFFICIENT_PRIVILEGE,
              "permission denied: \"" + relation.name() + "\" is a system catalog");
        }
        if (relation.kind() == 'S') {
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE, "cannot change sequence \"" + relation.name() + "\"");
        }
        throw Errors.notSupported(
            name.location(), verb + " of " + relation.kindName() + " \"" + relation.name() + "\"");
      }
    };
  }

  /** A privilege on the table; through a view, on that one too, and on the table for its owner. */
  void need(UpdatableView view, Table table, Privilege privilege) {
    if (view == null) {
      binding.needs().relation(table, privilege);
      return;
    }
    binding.needs().relation(view.view(), privilege);
    asOwner(view, () -> binding.needs().relation(table, privilege));
  }

  /** With the rights by which the view reaches its table. */
  void asOwner(UpdatableView view, Runnable part) {
    behind(
        view,
        () -> {
          part.run();
          return null;
        });
  }

  /** As {@link #asOwner}; with the user's own rights where there is no view. */
  <T> T behind(UpdatableView view, java.util.function.Supplier<T> part) {
    if (view == null || view.view().securityInvoker()) {
      return part.get();
    }
    return binding.needs().as(view.view().owner(), part);
  }

  /** Whether columns of the table are read, by now; through a view, whether its are. */
  boolean reads(UpdatableView view, Table table) {
    return view == null
        ? binding.needs().has(table, Privilege.SELECT)
        : view.hasCondition() || binding.needs().has(view.view(), Privilege.SELECT);
  }

  /** A privilege on the view's columns that a statement sets. */
  void needColumns(UpdatableView view, List<ResTarget> given, Privilege privilege) {
    if (view == null) {
      return;
    }
    View named = view.view();
    for (ResTarget target : given) {
      named
          .column(target.name())
          .ifPresent(column -> binding.needs().column(named, column.attnum(), privilege));
    }
  }

  /** The position of a column that is assigned to. */
  static int position(Table table, ResTarget target) {
    int position = table.columnIndex(target.name());
    if (position < 0) {
      throw Errors.at(
          target.location(),
          SqlState.UNDEFINED_COLUMN,
          "column \"" + target.name() + "\" of relation \"" + table.name() + "\" does not exist");
    }
    return position;
  }

  /** A value converted to a column's type; 42804 when it cannot be. */
  RexNode assigned(RexNode node, Column column, int location) {
    int at = binding.locationOf(node, location);
    RexNode result =
        binding
            .coercion()
            .toTarget(node, column.type(), column.typmod(), CoercionContext.ASSIGNMENT, at);
    if (result == null) {
      throw Errors.at(
              at,
              SqlState.DATATYPE_MISMATCH,
              "column \""
                  + column.name()
                  + "\" is of type "
                  + column.type().formatted(-1)
                  + " but expression is of type "
                  + Coercion.typeOf(node).formatted(-1))
          .withHint("You will need to rewrite or cast the expression.");
    }
    return result;
  }

  /** What a column gets when no value is given. */
  RexNode defaultOf(Table table, Column column) {
    if (column.generated() != Generated.NONE) {
      return binding.constants().of(column.type(), column.typmod(), null);
    }
    if (column.identity() != Identity.NONE && column.defaultExpression() == null) {
      return assigned(nextValue(table, column), column, -1);
    }
    return new CatalogExpressions(binding).defaultOf(column);
  }

  private RexNode nextValue(Table table, Column column) {
    Sequence sequence = binding.context().catalog().identitySequence(table, column);
    return binding
        .expressions()
        .functions()
        .builtIn(
            "nextval",
            List.of(
                binding.constants().of(Types.REGCLASS, Integer.toUnsignedLong(sequence.oid()))));
  }

  /** The stored generated columns' positions and values, given the row's other values. */
  List<RexNode> generated(Table table, List<RexNode> row, List<Integer> positions) {
    List<RexNode> values = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      if (column.generated() == Generated.STORED) {
        RexNode value = new CatalogExpressions(binding).generated(column, table);
        positions.add(i);
        values.add(Substitution.of(value, row));
      }
    }
    return values;
  }
}
