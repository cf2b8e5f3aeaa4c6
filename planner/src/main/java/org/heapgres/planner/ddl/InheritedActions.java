package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.Constraint.NotNull;
import org.heapgres.planner.catalog.Inheritance;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.parse.tree.Definition;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Definition.AlterTableType;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.ConstrType;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** What an ALTER TABLE action means for tables that inherit (manual, 5.11 and 5.12). */
final class InheritedActions {
  private final Session session;
  private final Table table;
  private final AlterTableCmd command;

  InheritedActions(Session session, Table table, AlterTableCmd command) {
    this.session = session;
    this.table = table;
    this.command = command;
  }

  /** DROP CONSTRAINT of a NOT NULL as DROP NOT NULL: children may have it by another name. */
  static AlterTableCmd onColumn(Table table, AlterTableCmd command) {
    return command.subtype() == AlterTableType.AT_DropConstraint
            && table.constraint(command.name()).orElse(null) instanceof NotNull notNull
        ? command.withTarget(
            AlterTableType.AT_DropNotNull,
            table.columns().get(table.columnIndex(notNull.column())).name())
        : command;
  }

  /** Whether the action is done to all that inherit, too. */
  boolean recurses() {
    return switch (command.subtype()) {
      case AT_AddColumn,
          AT_DropColumn,
          AT_ColumnDefault,
          AT_SetNotNull,
          AT_DropNotNull,
          AT_AlterColumnType,
          AT_SetExpression,
          AT_DropExpression,
          AT_DropConstraint,
          AT_ValidateConstraint ->
          true;
      case AT_AddConstraint -> isCheck() && !((Definition.Constraint) command.def()).isNoInherit();
      default -> false;
    };
  }

  private boolean isCheck() {
    ConstrType type = ((Definition.Constraint) command.def()).contype();
    return type == ConstrType.CONSTR_CHECK || type == ConstrType.CONSTR_NOTNULL;
  }

  /** What cannot be done to an inherited column or constraint, nor to a parent alone. */
  void check(boolean recurse) {
    TypedTables.refuse(table, command);
    switch (command.subtype()) {
      case AT_AddColumn -> {
        if (table.partition()) {
          throw new PgException(SqlState.WRONG_OBJECT_TYPE, "cannot add column to a partition");
        }
        requireRecursion(recurse, "column must be added to child tables too");
      }
      case AT_DropColumn -> {
        refuseInherited("cannot drop inherited column");
        if (!recurse && table.partitioned() && hasChildren()) {
          throw new PgException(
                  SqlState.INVALID_TABLE_DEFINITION,
                  "cannot drop column from only the partitioned table when partitions exist")
              .withHint("Do not specify the ONLY keyword.");
        }
        refusePartitionColumn("drop");
      }
      case AT_AlterColumnType -> {
        refuseInherited("cannot alter inherited column");
        requireRecursion(
            recurse,
            "type of inherited column \""
                + command.name()
                + "\" must be changed in child tables too");
        int location = ((ColumnDef) command.def()).location();
        try {
          refusePartitionColumn("alter");
        } catch (PgException e) {
          throw Names.at(location, e);
        }
      }
      case AT_DropConstraint -> {
        Optional<Constraint> constraint = table.constraint(command.name());
        if (constraint.isPresent()
            && table.inheritance().constraintParents().containsKey(constraint.get().oid())) {
          throw new PgException(
              SqlState.INVALID_TABLE_DEFINITION,
              "cannot drop inherited constraint \""
                  + command.name()
                  + "\" of relation \""
                  + table.name()
                  + "\"");
        }
      }
      case AT_AddConstraint -> {
        if (recurses()) {
          requireRecursion(recurse, "constraint must be added to child tables too");
        }
      }
      case AT_DropNotNull -> {
        if (table.partitioned()) {
          requireRecursion(recurse, "constraint must be removed from child tables too");
        }
        for (int parent : table.inheritance().parents()) {
          Table above = session.catalog().table(parent).orElseThrow();
          if (table.partition()
              && above.column(command.name()).filter(Column::notNull).isPresent()) {
            throw new PgException(
                SqlState.INVALID_TABLE_DEFINITION,
                "column \"" + command.name() + "\" is marked NOT NULL in parent table");
          }
        }
        Optional<NotNull> constraint = table.column(command.name()).flatMap(table::notNull);
        if (constraint.isPresent() && isInherited(command.name())) {
          throw new PgException(
              SqlState.INVALID_TABLE_DEFINITION,
              "cannot drop inherited constraint \"%s\" of relation \"%s\""
                  .formatted(constraint.get().name(), table.name()));
        }
      }
      default -> {}
    }
  }

  /** Whether some parent passes a NOT NULL of that column on. */
  private boolean isInherited(String column) {
    return table.inheritance().parents().stream()
        .map(parent -> session.catalog().table(parent).orElseThrow())
        .anyMatch(
            parent ->
                parent
                    .column(column)
                    .flatMap(parent::notNull)
                    .filter(constraint -> !constraint.noInherit())
                    .isPresent());
  }

  private boolean hasChildren() {
    return !session.catalog().children(table.oid()).isEmpty();
  }

  private void requireRecursion(boolean recurse, String message) {
    if (!recurse && hasChildren()) {
      throw new PgException(SqlState.INVALID_TABLE_DEFINITION, message);
    }
  }

  private void refuseInherited(String message) {
    table
        .column(command.name())
        .filter(c -> table.inheritance().inheritedColumns().contains((int) c.attnum()))
        .ifPresent(
            column -> {
              throw new PgException(
                  SqlState.INVALID_TABLE_DEFINITION, message + " \"" + column.name() + "\"");
            });
  }

  private void refusePartitionColumn(String verb) {
    Optional<Column> column = table.column(command.name());
    if (table.partitioned()
        && column.isPresent()
        && table.inheritance().partitioning().keys().stream()
            .anyMatch(key -> key.attnum() == column.get().attnum())) {
      throw new PgException(
          SqlState.INVALID_OBJECT_DEFINITION,
          "cannot "
              + verb
              + " column \""
              + command.name()
              + "\" because it is part of the partition key of relation \""
              + table.name()
              + "\"");
    }
  }

  /** Whether nothing is left to be done to this child. */
  boolean isDone() {
    return switch (command.subtype()) {
      case AT_AddColumn -> hasColumn((ColumnDef) command.def());
      case AT_DropColumn -> keepsColumn();
      case AT_AddConstraint -> {
        Definition.Constraint added = (Definition.Constraint) command.def();
        if (added.contype() == ConstrType.CONSTR_NOTNULL) {
          yield table.column(added.keys().getFirst()).filter(table::hasNoNulls).isPresent();
        }
        String name = added.conname();
        yield name != null && table.constraint(name).isPresent();
      }
      case AT_SetNotNull -> table.column(command.name()).filter(table::hasNoNulls).isPresent();
      case AT_DropNotNull -> {
        Optional<NotNull> constraint = table.column(command.name()).flatMap(table::notNull);
        yield constraint.isEmpty() || constraint.get().local() || isInherited(command.name());
      }
      case AT_DropConstraint, AT_ValidateConstraint -> table.constraint(command.name()).isEmpty();
      default -> false;
    };
  }

  private boolean hasColumn(ColumnDef definition) {
    if (table.column(definition.colname()).isEmpty()) {
      return false;
    }
    session.notice(
        Notice.notice(
            "merging definition of column \""
                + definition.colname()
                + "\" for child \""
                + table.name()
                + "\""));
    return true;
  }

  /** A column that the child defines itself stays when the parent's goes. */
  private boolean keepsColumn() {
    Optional<Column> column = table.column(command.name());
    return column.isEmpty()
        || (!table.inheritance().inheritedColumns().contains((int) column.get().attnum())
            && !table.partition());
  }

  /** The action as children take it: constraints have the names they got in this table. */
  AlterTableCmd forChildren() {
    Table now = session.catalog().table(table.oid()).orElseThrow();
    List<String> added =
        now.checks().stream()
            .map(Constraint.Check::name)
            .filter(name -> table.constraint(name).isEmpty())
            .toList();
    if (added.isEmpty()) {
      return command;
    }
    return switch (command.def()) {
      case Definition.Constraint constraint ->
          command.withDefinition(constraint.withName(added.getFirst()));
      case ColumnDef column -> command.withDefinition(column.withConstraints(named(column, added)));
      default -> command;
    };
  }

  private static List<Definition.Constraint> named(ColumnDef column, List<String> names) {
    List<Definition.Constraint> result = new ArrayList<>();
    int next = 0;
    for (Definition.Constraint constraint : column.constraints()) {
      result.add(
          constraint.contype() == ConstrType.CONSTR_CHECK
              ? constraint.withName(names.get(next++))
              : constraint);
    }
    return result;
  }

  /** After the action came down to this table: what it added is inherited. */
  void markInherited() {
    Table now = session.catalog().table(table.oid()).orElseThrow();
    Inheritance inheritance = now.inheritance();
    if (command.subtype() == AlterTableType.AT_AddColumn
        && command.def() instanceof ColumnDef definition
        && table.column(definition.colname()).isEmpty()) {
      List<Integer> columns = new ArrayList<>(inheritance.inheritedColumns());
      columns.add((int) now.column(definition.colname()).orElseThrow().attnum());
      inheritance = inheritance.withInheritedColumns(columns);
    }
    for (Constraint.Check check : now.checks()) {
      if (table.constraint(check.name()).isEmpty()) {
        for (int parent : inheritance.parents()) {
          Optional<Constraint> above =
              session.catalog().table(parent).orElseThrow().constraint(check.name());
          if (above.isPresent()) {
            inheritance = inheritance.withConstraintParent(check.oid(), above.get().oid());
          }
        }
      }
    }
    List<Constraint> constraints =
        now.constraints().stream().map(c -> asInherited(now, c)).toList();
    if (!inheritance.equals(now.inheritance()) || !constraints.equals(now.constraints())) {
      session
          .transaction()
          .put(now.change().inheritance(inheritance).constraints(constraints).build());
    }
  }

  private boolean wasNotNull(int attnum) {
    int position = table.columnIndex(attnum);
    return position >= 0 && table.columns().get(position).notNull();
  }

  /** A NOT NULL that the action has added has the name that the parent's has. */
  private Constraint asInherited(Table now, Constraint constraint) {
    if (!(constraint instanceof NotNull added) || wasNotNull(added.column())) {
      return constraint;
    }
    String column = now.columns().get(now.columnIndex(added.column())).name();
    for (int parent : now.inheritance().parents()) {
      Table above = session.catalog().table(parent).orElseThrow();
      Optional<NotNull> inherited = above.column(column).flatMap(above::notNull);
      if (inherited.isPresent() && !inherited.get().noInherit()) {
        String name = inherited.get().name();
        return (now.constraint(name).isEmpty() ? added.withName(name) : added).withLocal(false);
      }
    }
    return constraint;
  }
}
