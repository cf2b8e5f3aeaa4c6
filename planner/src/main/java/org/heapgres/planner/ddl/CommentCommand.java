package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.DatabaseEntry;
import org.heapgres.planner.catalog.Description;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.ModuleEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.catalog.system.Extensions;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.LargeObjectCommands;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.CommentStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Modules;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** COMMENT ON relations, columns, schemas, roles and databases. */
public final class CommentCommand implements Command<CommentStmt> {
  @Override
  public Outcome run(Run run, CommentStmt statement) {
    Session session = run.session();
    String comment =
        statement.comment() == null || statement.comment().isEmpty() ? null : statement.comment();
    switch (statement.objtype()) {
      case OBJECT_TABLE, OBJECT_VIEW, OBJECT_MATVIEW, OBJECT_SEQUENCE, OBJECT_INDEX ->
          relation(session, statement.objtype(), Names.rangeVar(statement.object()), comment);
      case OBJECT_COLUMN -> column(session, Names.parts(statement.object()), comment);
      case OBJECT_SCHEMA -> {
        Schema schema = Names.schema(session, name(statement.object()));
        Permissions.requireOwner(session, schema);
        session.transaction().put(schema.withComment(comment));
      }
      case OBJECT_ROLE ->
          session
              .transaction()
              .put(RoleCommands.require(session, name(statement.object())).withComment(comment));
      case OBJECT_TRIGGER ->
          session
              .transaction()
              .put(TriggerCommands.require(session, statement.object()).withComment(comment));
      case OBJECT_POLICY ->
          session
              .transaction()
              .put(PolicyCommands.require(session, statement.object()).withComment(comment));
      case OBJECT_FUNCTION, OBJECT_PROCEDURE, OBJECT_ROUTINE, OBJECT_AGGREGATE -> {
        FunctionEntry function =
            RoutineLookup.require(
                session, statement.objtype(), (ObjectWithArgs) statement.object());
        Permissions.requireOwner(session, function);
        session.transaction().put(function.withComment(comment));
      }
      case OBJECT_OPERATOR ->
          session
              .transaction()
              .put(
                  OperatorCommands.requireOperator(session, (ObjectWithArgs) statement.object())
                      .withComment(comment));
      case OBJECT_CAST ->
          session
              .transaction()
              .put(OperatorCommands.requireCast(session, statement.object()).withComment(comment));
      case OBJECT_COLLATION, OBJECT_STATISTIC_EXT, OBJECT_TSDICTIONARY, OBJECT_TSCONFIGURATION ->
          session
              .transaction()
              .put(
                  SchemaMembers.requireOwned(session, statement.objtype(), statement.object())
                      .withComment(comment));
      case OBJECT_EXTENSION -> {
        // The dump of any database comments on plpgsql, which says that by itself.
        String extension = name(statement.object());
        if (!Extensions.isBuiltIn(extension)) {
          session
              .transaction()
              .put(ExtensionCommands.require(session, extension).withComment(comment));
        }
      }
      case OBJECT_MODULE -> {
        ModuleEntry module = Modules.require(session, Names.rangeVar(statement.object()));
        Permissions.requireOwner(session, module);
        session.transaction().put(module.withComment(comment));
      }
      case OBJECT_TABCONSTRAINT -> constraint(session, statement.object(), comment);
      case OBJECT_TYPE, OBJECT_DOMAIN ->
          TypeCommands.comment(session, statement.objtype(), statement.object(), comment);
      case OBJECT_DOMCONSTRAINT ->
          TypeCommands.commentOnConstraint(session, statement.object(), comment);
      case OBJECT_LARGEOBJECT -> LargeObjectCommands.comment(session, statement.object(), comment);
      case OBJECT_DATABASE -> database(session, name(statement.object()), comment);
      default -> throw PgException.notSupported(CommandTags.of(statement) + " on such an object");
    }
    return new Outcome.Done("COMMENT");
  }

  private static String name(Node object) {
    return Names.parts(object).getFirst();
  }

  private static void relation(Session session, ObjectType kind, RangeVar name, String comment) {
    Relation relation = Names.requireOwned(session, name, LockMode.SHARE_UPDATE_EXCLUSIVE);
    switch (relation) {
      case Table table
          when kind
              == (table.materialized() ? ObjectType.OBJECT_MATVIEW : ObjectType.OBJECT_TABLE) ->
          session.transaction().put(table.change().comment(comment).build());
      case View view when kind == ObjectType.OBJECT_VIEW ->
          session.transaction().put(view.withComment(comment));
      case Sequence sequence when kind == ObjectType.OBJECT_SEQUENCE ->
          session.transaction().put(sequence.withComment(comment));
      case Index index when kind == ObjectType.OBJECT_INDEX -> {
        Table table = session.catalog().table(index.table()).orElseThrow();
        List<Index> indexes =
            table.indexes().stream()
                .map(i -> i.oid() == index.oid() ? i.withComment(comment) : i)
                .toList();
        session.transaction().put(table.change().indexes(indexes).build());
      }
      default ->
          throw new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "\""
                  + relation.name()
                  + "\" is not "
                  + (kind == ObjectType.OBJECT_INDEX ? "an " : "a ")
                  + CommandTags.object(kind).toLowerCase(Locale.ROOT));
    }
  }

  private static void constraint(Session session, Node object, String comment) {
    List<String> parts = Names.parts(object);
    String name = parts.getLast();
    List<Node> tableParts =
        parts.subList(0, parts.size() - 1).stream().<Node>map(StringValue::new).toList();
    Table table =
        Names.requireOwnedTable(
            session, Names.rangeVar(new ListValue(tableParts)), LockMode.SHARE_UPDATE_EXCLUSIVE);
    int oid =
        table
            .constraint(name)
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_OBJECT,
                        "constraint \"%s\" for table \"%s\" does not exist"
                            .formatted(name, table.name())))
            .oid();
    describe(session, Description.PG_CONSTRAINT, oid, comment);
  }

  /** A comment on what has no record of its own; null removes it. */
  public static void describe(Session session, int catalog, int object, String comment) {
    Optional<Description> known = session.catalog().description(object);
    if (comment == null) {
      known.ifPresent(session.transaction()::remove);
      return;
    }
    session
        .transaction()
        .put(
            new Description(
                known.map(Description::oid).orElseGet(() -> session.database().oids().next()),
                catalog,
                object,
                session.environment().currentRole().oid(),
                comment));
  }

  private static void column(Session session, List<String> parts, String comment) {
    List<Node> tableParts =
        parts.subList(0, parts.size() - 1).stream().<Node>map(StringValue::new).toList();
    Relation relation =
        Names.require(
            session, Names.rangeVar(new ListValue(tableParts)), LockMode.SHARE_UPDATE_EXCLUSIVE);
    switch (relation) {
      case View view ->
          session.transaction().put(view.withColumns(commented(view, parts.getLast(), comment)));
      case CompositeType type ->
          session
              .transaction()
              .put(type.withColumns(commented(type, parts.getLast(), comment), type.lastAttnum()));
      default -> {
        TableDraft draft = TableDraft.of(session, Names.table(relation));
        Column column = draft.column(parts.getLast());
        draft.replace(column.withComment(comment));
        session.transaction().put(draft.build());
      }
    }
  }

  private static List<Column> commented(Relation relation, String name, String comment) {
    List<Column> columns = new ArrayList<>(relation.columns());
    int at = relation.columnIndex(name);
    if (at < 0) {
      throw new PgException(
          SqlState.UNDEFINED_COLUMN,
          "column \"%s\" of relation \"%s\" does not exist".formatted(name, relation.name()));
    }
    columns.set(at, columns.get(at).withComment(comment));
    return columns;
  }

  private static void database(Session session, String name, String comment) {
    DatabaseEntry entry = session.engine().cluster().shared().requiredDatabase(name);
    Permissions.requireOwner(session, entry);
    session.transaction().put(entry.withComment(comment));
  }
}
