package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Constraint;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.ObjectStatement.RenameStmt;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** ALTER ... RENAME. */
final class RenameCommand implements Command<RenameStmt> {
  @Override
  public Outcome run(Run run, RenameStmt statement) {
    Session session = run.session();
    switch (statement.renameType()) {
      case OBJECT_TABLE, OBJECT_VIEW, OBJECT_MATVIEW, OBJECT_INDEX, OBJECT_SEQUENCE ->
          require(session, statement)
              .ifPresent(relation -> rename(session, relation, statement.newname()));
      case OBJECT_COLUMN ->
          require(session, statement)
              .ifPresent(relation -> renameColumn(session, relation, statement));
      case OBJECT_TABCONSTRAINT ->
          require(session, statement)
              .ifPresent(relation -> renameConstraint(session, relation, statement));
      case OBJECT_FUNCTION, OBJECT_PROCEDURE, OBJECT_ROUTINE, OBJECT_AGGREGATE ->
          renameRoutine(session, statement);
      case OBJECT_TRIGGER ->
          TriggerCommands.rename(
              session,
              Names.requireOwnedTable(session, statement.relation(), LockMode.ACCESS_EXCLUSIVE),
              statement.subname(),
              statement.newname());
      case OBJECT_POLICY ->
          PolicyCommands.rename(
              session, statement.relation(), statement.subname(), statement.newname());
      case OBJECT_COLLATION, OBJECT_STATISTIC_EXT, OBJECT_TSDICTIONARY, OBJECT_TSCONFIGURATION ->
          session
              .transaction()
              .put(
                  SchemaMembers.renamed(
                      session, statement.renameType(), statement.object(), statement.newname()));
      case OBJECT_TYPE, OBJECT_DOMAIN -> TypeCommands.rename(session, statement);
      case OBJECT_DOMCONSTRAINT -> TypeCommands.renameConstraint(session, statement);
      case OBJECT_ATTRIBUTE -> TypeCommands.renameAttribute(session, statement);
      case OBJECT_SCHEMA -> renameSchema(session, statement);
      case OBJECT_ROLE -> renameRole(session, statement);
      case OBJECT_DATABASE -> renameDatabase(statement);
      default -> throw PgException.notSupported(CommandTags.of(statement) + " RENAME");
    }
    return new Outcome.Done(CommandTags.of(statement));
  }

  private static Optional<Relation> require(Session session, RenameStmt statement) {
    Optional<Relation> found = Names.find(session, statement.relation());
    found.ifPresent(
        relation -> {
          Permissions.requireOwner(session, relation);
          Schema schema = session.catalog().schema(relation.schema()).orElseThrow();
          Permissions.require(session, schema, Privilege.CREATE);
        });
    return Names.requireUnless(
        session, statement.relation(), LockMode.ACCESS_EXCLUSIVE, statement.missingOk());
  }

  private static void rename(Session session, Relation relation, String name) {
    Schema schema = session.catalog().schema(relation.schema()).orElseThrow();
    if (!Names.claim(session, schema, name, false)) {
      return;
    }
    switch (relation) {
      case Table table -> Renaming.carryOut(session, table.change().name(name).build());
      case View view -> Renaming.carryOut(session, view.withName(name));
      case Sequence sequence -> Renaming.carryOut(session, sequence.withName(name));
      case Index index -> session.transaction().put(withIndexName(session, index, name));
      default -> throw Names.systemRelation(relation);
    }
  }

  /** The table with the index, and the constraint behind it, under another name. */
  private static Table withIndexName(Session session, Index index, String name) {
    Names.lock(session, index.table(), LockMode.ACCESS_EXCLUSIVE);
    Table table = session.catalog().table(index.table()).orElseThrow();
    return table
        .change()
        .indexes(
            table.indexes().stream()
                .map(i -> i.oid() == index.oid() ? i.withName(name) : i)
                .toList())
        .constraints(
            table.constraints().stream()
                .map(
                    c ->
                        c instanceof Constraint.Key key && key.index() == index.oid()
                            ? key.withName(name)
                            : c)
                .toList())
        .build();
  }

  private static void renameColumn(Session session, Relation relation, RenameStmt statement) {
    if (relation instanceof View view) {
      renameColumn(session, view, statement);
      return;
    }
    if (!(relation instanceof Table table)) {
      throw PgException.notSupported("renaming a column of a " + relation.kindName());
    }
    TypedTables.refuseRename(table);
    renameColumn(session, table, statement);
  }

  /** Also of a table of a type, when it is the type's attribute that gets another name. */
  static void renameColumn(Session session, Table table, RenameStmt statement) {
    TableDraft draft = TableDraft.of(session, table);
    Column column = draft.column(statement.subname());
    TableDraft.requireNoSystemColumn(statement.newname());
    if (draft.indexOf(statement.newname()) >= 0) {
      throw new PgException(
          SqlState.DUPLICATE_COLUMN,
          "column \""
              + statement.newname()
              + "\" of relation \""
              + table.name()
              + "\" already exists");
    }
    boolean inherited =
        table.inheritance().parents().stream()
            .anyMatch(
                parent ->
                    session
                        .catalog()
                        .table(parent)
                        .flatMap(above -> above.column(column.name()))
                        .isPresent());
    if (inherited) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION,
          "cannot rename inherited column \"" + column.name() + "\"");
    }
    List<Table> children = session.catalog().children(table.oid());
    if (!statement.relation().inh() && !children.isEmpty()) {
      throw new PgException(
          SqlState.INVALID_TABLE_DEFINITION,
          "inherited column \"" + column.name() + "\" must be renamed in child tables too");
    }
    draft.replace(column.withName(statement.newname()));
    Renaming.carryOut(session, draft.build());
    for (Table child : children) {
      Names.lock(session, child.oid(), LockMode.ACCESS_EXCLUSIVE);
      renameColumn(session, session.catalog().table(child.oid()).orElseThrow(), statement);
    }
  }

  private static void renameColumn(Session session, View view, RenameStmt statement) {
    if (view.column(statement.newname()).isPresent()) {
      throw new PgException(
          SqlState.DUPLICATE_COLUMN,
          "column \""
              + statement.newname()
              + "\" of relation \""
              + view.name()
              + "\" already exists");
    }
    int position = view.columnIndex(statement.subname());
    if (position < 0) {
      throw new PgException(
          SqlState.UNDEFINED_COLUMN, "column \"" + statement.subname() + "\" does not exist");
    }
    List<Column> columns = new ArrayList<>(view.columns());
    columns.set(position, columns.get(position).withName(statement.newname()));
    Renaming.carryOut(session, view.withColumns(columns));
  }

  private static void renameConstraint(Session session, Relation relation, RenameStmt statement) {
    Table table = Names.table(relation);
    Constraint constraint =
        table
            .constraint(statement.subname())
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_OBJECT,
                        "constraint \""
                            + statement.subname()
                            + "\" for table \""
                            + table.name()
                            + "\" does not exist"));
    if (constraint instanceof Constraint.Key key) {
      rename(session, table.index(key.index()).orElseThrow(), statement.newname());
      return;
    }
    TableDraft draft = TableDraft.of(session, table);
    draft.requireFreeConstraint(statement.newname());
    draft
        .constraints()
        .replaceAll(c -> c.oid() == constraint.oid() ? c.withName(statement.newname()) : c);
    session.transaction().put(draft.build());
  }

  private static void renameRoutine(Session session, RenameStmt statement) {
    FunctionEntry function =
        RoutineLookup.require(session, statement.renameType(), (ObjectWithArgs) statement.object());
    Permissions.requireOwner(session, function);
    Permissions.require(
        session, session.catalog().schema(function.schema()).orElseThrow(), Privilege.CREATE);
    RoutineLookup.requireFree(session, function, statement.newname(), function.schema());
    session.transaction().put(function.withName(statement.newname()));
  }

  private static void renameSchema(Session session, RenameStmt statement) {
    Schema schema = Names.schema(session, statement.subname());
    if (schema.system()) {
      throw new PgException(
          SqlState.INSUFFICIENT_PRIVILEGE,
          "permission denied: schema \"" + schema.name() + "\" is a system schema");
    }
    if (session.catalog().schema(statement.newname()).isPresent()) {
      throw new PgException(
          SqlState.DUPLICATE_SCHEMA, "schema \"" + statement.newname() + "\" already exists");
    }
    Permissions.requireOwner(session, schema);
    Permissions.require(session, session.catalog().database(), Privilege.CREATE);
    Schema renamed = schema.withName(statement.newname());
    List<View> views = new ArrayList<>();
    for (Relation relation : session.catalog().relations()) {
      if (relation instanceof View view && mentions(session, view, schema)) {
        views.add(Renaming.withSchema(session, view, schema, renamed));
      }
    }
    session.transaction().put(renamed);
    views.forEach(session.transaction()::put);
  }

  private static boolean mentions(Session session, View view, Schema schema) {
    return view.searchPath().contains(schema.name())
        || view.uses().stream()
            .anyMatch(
                oid ->
                    session
                        .catalog()
                        .relation(oid)
                        .filter(used -> used.schema() == schema.oid())
                        .isPresent());
  }

  private static void renameRole(Session session, RenameStmt statement) {
    Role role =
        session
            .catalog()
            .shared()
            .role(statement.subname())
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_OBJECT,
                        "role \"" + statement.subname() + "\" does not exist"));
    if (session.catalog().shared().role(statement.newname()).isPresent()) {
      throw new PgException(
          SqlState.DUPLICATE_OBJECT, "role \"" + statement.newname() + "\" already exists");
    }
    Role current = session.environment().currentRole();
    if (!current.superuser()
        && (role.superuser()
            || !current.createRole()
            || !Permissions.of(session).isAdminOf(role.oid()))) {
      throw new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to rename role")
          .withDetail(
              role.superuser()
                  ? "Only roles with the SUPERUSER attribute may rename roles with the SUPERUSER"
                      + " attribute."
                  : ("Only roles with the CREATEROLE attribute and the ADMIN option on role \"%s\""
                          + " may rename this role.")
                      .formatted(role.name()));
    }
    session.transaction().put(role.withName(statement.newname()));
  }

  private static void renameDatabase(RenameStmt statement) {
    throw PgException.notSupported(
        "ALTER DATABASE " + statement.subname() + " RENAME TO " + statement.newname());
  }
}
