package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Tables whose columns are a composite type's attributes (manual, CREATE TABLE: OF). */
final class TypedTables {
  private TypedTables() {}

  /** The type that a statement names; 42809 for any but one of CREATE TYPE. */
  static CompositeType type(Session session, TypeName name) {
    return composite(session, new TypeResolver(session.bindContext()).resolve(name).type());
  }

  private static CompositeType composite(Session session, PgType type) {
    Relation relation = session.catalog().relation(type.relation()).orElse(null);
    if (type.kind() != 'c' || type.relation() == 0) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE, "type " + type.formatted(-1) + " is not a composite type");
    }
    if (!(relation instanceof CompositeType composite)) {
      throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "type " + type.formatted(-1) + " is the row type of another table")
          .withDetail(
              "A typed table must use a stand-alone composite type created with CREATE TYPE.");
    }
    return composite;
  }

  static void addColumns(TableDraft draft, CompositeType type) {
    for (Column attribute : type.columns()) {
      draft
          .columns()
          .add(
              Column.of(
                      draft.nextAttnum(),
                      attribute.name(),
                      attribute.type(),
                      attribute.typmod(),
                      false)
                  .withAttributes(attribute.attributes()));
    }
    draft.setOfType(type.rowType());
  }

  /** 42809 for an action that only the type may take. */
  static void refuse(Table table, AlterTableCmd command) {
    if (table.ofType() == 0) {
      return;
    }
    switch (command.subtype()) {
      case AT_AddColumn -> throw refused("add column to");
      case AT_DropColumn -> throw refused("drop column from");
      case AT_AlterColumnType ->
          throw Names.at(((ColumnDef) command.def()).location(), refused("alter column type of"));
      default -> {}
    }
  }

  static void refuseRename(Table table) {
    if (table.ofType() != 0) {
      throw refused("rename column of");
    }
  }

  private static PgException refused(String what) {
    return new PgException(SqlState.WRONG_OBJECT_TYPE, "cannot " + what + " typed table");
  }

  /** ALTER TABLE OF. */
  static void attach(Session session, Table table, Node name) {
    CompositeType type = composite(session, TypeObjects.require(session, name));
    if (!table.inheritance().parents().isEmpty()) {
      throw new PgException(SqlState.WRONG_OBJECT_TYPE, "typed tables cannot inherit");
    }
    for (int i = 0; i < type.columns().size(); i++) {
      Column attribute = type.columns().get(i);
      if (i >= table.columns().size()) {
        throw mismatch("table is missing column \"%s\"".formatted(attribute.name()));
      }
      Column column = table.columns().get(i);
      if (!column.name().equals(attribute.name())) {
        throw mismatch(
            "table has column \"%s\" where type requires \"%s\""
                .formatted(column.name(), attribute.name()));
      }
      if (!column.type().equals(attribute.type())
          || column.typmod() != attribute.typmod()
          || column.collation() != attribute.collation()) {
        throw mismatch(
            "table \"%s\" has different type for column \"%s\""
                .formatted(table.name(), column.name()));
      }
    }
    if (table.columns().size() > type.columns().size()) {
      throw mismatch(
          "table has extra column \"%s\""
              .formatted(table.columns().get(type.columns().size()).name()));
    }
    session.transaction().put(table.change().ofType(type.rowType()).build());
  }

  private static PgException mismatch(String message) {
    return new PgException(SqlState.DATATYPE_MISMATCH, message);
  }

  /** ALTER TABLE NOT OF. */
  static void detach(Session session, Table table) {
    if (table.ofType() == 0) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE, "\"" + table.name() + "\" is not a typed table");
    }
    session.transaction().put(table.change().ofType(0).build());
  }

  /** The tables that a change of the type reaches; 2BP01 without CASCADE. */
  static List<Table> following(Session session, CompositeType type, DropBehavior behavior) {
    List<Table> result = new ArrayList<>();
    for (Relation relation : session.catalog().relations()) {
      if (relation instanceof Table table && table.ofType() == type.rowType()) {
        result.add(table);
      }
    }
    if (!result.isEmpty() && behavior != DropBehavior.DROP_CASCADE) {
      throw new PgException(
              SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
              "cannot alter type \"" + type.name() + "\" because it is the type of a typed table")
          .withHint("Use ALTER ... CASCADE to alter the typed tables too.");
    }
    result.forEach(table -> Names.lock(session, table.oid(), LockMode.ACCESS_EXCLUSIVE));
    return result;
  }

  /** Does to a table what is done to its type. */
  static void follow(Run run, Table table, AlterTableCmd command) {
    AlterColumns columns = new AlterColumns(run, table, TableDraft.of(run.session(), table));
    switch (command.subtype()) {
      case AT_AddColumn -> columns.add((ColumnDef) command.def(), false);
      case AT_DropColumn -> columns.drop(command.name(), true, true);
      case AT_AlterColumnType -> columns.changeType(command.name(), (ColumnDef) command.def());
      default -> throw new IllegalArgumentException(command.subtype().name());
    }
  }
}
