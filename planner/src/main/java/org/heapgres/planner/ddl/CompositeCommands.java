package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.TypeResolver;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.CompositeType;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.AlterTableCmd;
import org.heapgres.planner.parse.tree.Definition.ColumnDef;
import org.heapgres.planner.parse.tree.ObjectStatement.CompositeTypeStmt;
import org.heapgres.planner.parse.tree.RelationStatement.AlterTableStmt;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.OidAllocator;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TypeLookup;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE TYPE ... AS (...), and ALTER TYPE on its attributes. */
final class CompositeCommands {
  static final Command<CompositeTypeStmt> CREATE =
      new Command<>() {
        @Override
        public Outcome run(Run run, CompositeTypeStmt statement) {
          create(run.session(), statement);
          return new Outcome.Done("CREATE TYPE");
        }
      };

  private CompositeCommands() {}

  private static void create(Session session, CompositeTypeStmt statement) {
    Schema schema = Names.creationSchema(session, statement.typevar());
    String name = statement.typevar().relname();
    TypeObjects.claim(session, schema, name);
    if (!Names.claim(session, schema, name, false)) {
      throw new IllegalStateException(name);
    }
    List<Column> columns = new ArrayList<>();
    for (ColumnDef definition : statement.coldeflist()) {
      if (columns.stream().anyMatch(column -> column.name().equals(definition.colname()))) {
        throw new PgException(
            SqlState.DUPLICATE_COLUMN,
            "column \"" + definition.colname() + "\" specified more than once");
      }
      columns.add(attribute(session, definition, columns.size() + 1));
    }
    OidAllocator oids = session.database().oids();
    session
        .transaction()
        .put(
            new CompositeType(
                oids.next(),
                schema.oid(),
                name,
                session.environment().currentRole().oid(),
                oids.next(),
                oids.next(),
                columns,
                columns.size(),
                null));
  }

  private static Column attribute(Session session, ColumnDef definition, int attnum) {
    TypeResolver.Resolved resolved;
    try {
      resolved = TypeLookup.column(session, definition.colname(), definition.typeName());
    } catch (PgException e) {
      throw e.withPosition(0);
    }
    return ColumnDefinition.collated(
        Column.of(attnum, definition.colname(), resolved.type(), resolved.typmod(), false),
        resolved.type(),
        resolved.typmod(),
        ColumnDefinition.collation(session, definition.collClause(), resolved.type()));
  }

  /** ALTER TYPE ... ADD, DROP, ALTER ATTRIBUTE. */
  static void alter(Run run, AlterTableStmt statement) {
    Session session = run.session();
    Relation relation =
        Names.find(session, statement.relation()).orElseThrow(() -> missing(session, statement));
    if (!(relation instanceof CompositeType type)) {
      throw new PgException(
          SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is not a composite type");
    }
    Names.lock(session, type.oid(), LockMode.ACCESS_EXCLUSIVE);
    for (AlterTableCmd command : statement.cmds()) {
      CompositeType now = (CompositeType) session.catalog().relation(type.oid()).orElseThrow();
      apply(run, now, command);
    }
  }

  private static PgException missing(Session session, AlterTableStmt statement) {
    List<String> name =
        statement.relation().schemaname() == null
            ? List.of(statement.relation().relname())
            : List.of(statement.relation().schemaname(), statement.relation().relname());
    PgType type = TypeObjects.require(session, name);
    return new PgException(
        SqlState.WRONG_OBJECT_TYPE, TypeObjects.shown(session, type) + " is not a composite type");
  }

  private static void apply(Run run, CompositeType type, AlterTableCmd command) {
    Session session = run.session();
    List<Table> following = TypedTables.following(session, type, command.behavior());
    List<Column> columns = new ArrayList<>(type.columns());
    int lastAttnum = type.lastAttnum();
    switch (command.subtype()) {
      case AT_AddColumn -> {
        ColumnDef definition = (ColumnDef) command.def();
        if (type.columnIndex(definition.colname()) >= 0) {
          throw new PgException(
              SqlState.DUPLICATE_COLUMN,
              "column \"%s\" of relation \"%s\" already exists"
                  .formatted(definition.colname(), type.name()));
        }
        lastAttnum++;
        columns.add(attribute(session, definition, lastAttnum));
      }
      case AT_DropColumn -> {
        int at = type.columnIndex(command.name());
        if (at < 0) {
          if (!command.missingOk()) {
            throw noAttribute(type, command.name());
          }
          session.notice(
              Notice.notice(noAttribute(type, command.name()).getMessage() + ", skipping"));
          return;
        }
        columns.remove(at);
      }
      case AT_AlterColumnType -> {
        int at = type.columnIndex(command.name());
        if (at < 0) {
          throw noAttribute(type, command.name());
        }
        refuseUsed(session, type);
        TypeResolver.Resolved resolved =
            TypeLookup.column(session, command.name(), ((ColumnDef) command.def()).typeName());
        columns.set(at, columns.get(at).withType(resolved.type(), resolved.typmod()));
      }
      default -> throw PgException.notSupported("ALTER TYPE of a composite type");
    }
    new RecordRewrite(run, type.rowType()).change(type.withColumns(columns, lastAttnum));
    following.forEach(
        table ->
            TypedTables.follow(run, session.catalog().table(table.oid()).orElseThrow(), command));
  }

  private static PgException noAttribute(CompositeType type, String name) {
    return new PgException(
        SqlState.UNDEFINED_COLUMN,
        "column \"%s\" of relation \"%s\" does not exist".formatted(name, type.name()));
  }

  private static void refuseUsed(Session session, CompositeType type) {
    RecordRewrite.Use use = RecordRewrite.firstUse(session, type.rowType());
    if (use != null) {
      Table table = use.table();
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot alter type \"%s\" because column \"%s.%s\" uses it"
              .formatted(type.name(), table.name(), use.column().name()));
    }
  }
}
