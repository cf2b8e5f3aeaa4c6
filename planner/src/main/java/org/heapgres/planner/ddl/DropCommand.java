package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Extension;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.ModuleEntry;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SchemaMember;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.catalog.View;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.command.SmallCommands;
import org.heapgres.planner.parse.tree.Definition.DropBehavior;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.DropStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.Modules;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** DROP TABLE, INDEX, SEQUENCE, VIEW, SCHEMA. */
final class DropCommand implements Command<DropStmt> {
  @Override
  public Outcome run(Run run, DropStmt statement) {
    Session session = run.session();
    if (statement.concurrent()) {
      dropConcurrently(run, statement);
      return new Outcome.Done(CommandTags.of(statement));
    }
    boolean cascade = statement.behavior() == DropBehavior.DROP_CASCADE;
    Removal removal = new Removal(session, cascade, true);
    boolean any = false;
    for (Node object : statement.objects()) {
      any |=
          switch (statement.removeType()) {
            case OBJECT_TABLE, OBJECT_INDEX, OBJECT_SEQUENCE, OBJECT_VIEW, OBJECT_MATVIEW ->
                addRelation(session, removal, statement, Names.rangeVar(object));
            case OBJECT_TYPE, OBJECT_DOMAIN ->
                TypeCommands.dropped(session, statement.removeType(), object, statement.missingOk())
                    .map(
                        type -> {
                          removal.add(type);
                          return true;
                        })
                    .orElse(false);
            case OBJECT_OPERATOR,
                OBJECT_CAST,
                OBJECT_EXTENSION,
                OBJECT_STATISTIC_EXT,
                OBJECT_TSDICTIONARY,
                OBJECT_TSCONFIGURATION,
                OBJECT_COLLATION ->
                addNamed(session, removal, statement, object);
            case OBJECT_TRIGGER, OBJECT_POLICY ->
                addPartOfTable(session, removal, statement, object);
            case OBJECT_MODULE -> addModule(session, removal, statement, Names.rangeVar(object));
            case OBJECT_SCHEMA ->
                addSchema(session, removal, statement, Names.parts(object).getFirst());
            case OBJECT_FUNCTION, OBJECT_PROCEDURE, OBJECT_ROUTINE, OBJECT_AGGREGATE ->
                addRoutine(session, removal, statement, (ObjectWithArgs) object);
            default -> missing(session, statement, object);
          };
    }
    if (any) {
      removal.carryOut();
    }
    return new Outcome.Done(CommandTags.of(statement));
  }

  private static void dropConcurrently(Run run, DropStmt statement) {
    Session session = run.session();
    SmallCommands.requireAlone(run, "DROP INDEX CONCURRENTLY");
    if (statement.objects().size() != 1) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "DROP INDEX CONCURRENTLY does not support dropping multiple objects");
    }
    if (statement.behavior() == DropBehavior.DROP_CASCADE) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "DROP INDEX CONCURRENTLY does not support CASCADE");
    }
    RangeVar name = Names.rangeVar(statement.objects().getFirst());
    Optional<Relation> found = find(session, statement, name);
    if (found.isEmpty()) {
      return;
    }
    Index index = (Index) found.get();
    Names.lock(session, index.table(), LockMode.SHARE_UPDATE_EXCLUSIVE);
    session.beginStatement();
    Table table = session.catalog().table(index.table()).orElseThrow();
    if (table.partitioned()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot drop partitioned index \"" + index.name() + "\" concurrently");
    }
    Removal removal = new Removal(session, false, true);
    if (table.persistence() == Table.Persistence.TEMPORARY) {
      removal.add(index);
      removal.carryOut();
    } else {
      removal.refuseRequired(table, index);
      new ConcurrentIndexes(run).drop(index);
    }
  }

  /** Kinds of objects that cannot exist yet: none is there to drop. */
  private static boolean missing(Session session, DropStmt statement, Node object) {
    if (!statement.missingOk() || !ABSENT.contains(statement.removeType())) {
      throw PgException.notSupported(CommandTags.of(statement));
    }
    String name = String.join(".", Names.parts(object));
    session.notice(
        Notice.notice(
            CommandTags.object(statement.removeType()).toLowerCase(java.util.Locale.ROOT)
                + " \""
                + name
                + "\" does not exist, skipping"));
    return false;
  }

  private static final java.util.Set<ObjectType> ABSENT =
      java.util.Set.of(ObjectType.OBJECT_FOREIGN_TABLE, ObjectType.OBJECT_PUBLICATION);

  private static boolean addRelation(
      Session session, Removal removal, DropStmt statement, RangeVar name) {
    Optional<Relation> found = find(session, statement, name);
    if (found.isEmpty()) {
      return false;
    }
    Relation relation = found.get();
    Permissions.requireDroppable(session, relation, relation.schema());
    int locked = relation instanceof Index index ? index.table() : relation.oid();
    Names.lock(session, locked, LockMode.ACCESS_EXCLUSIVE);
    session
        .transaction()
        .constraintChecks()
        .refuseChange(
            relation.oid(), relation.name(), "DROP " + CommandTags.object(statement.removeType()));
    session.catalog().relation(relation.oid()).ifPresent(removal::add);
    return true;
  }

  /** The relation of that name and of the statement's kind; empty where IF EXISTS lets it. */
  private static Optional<Relation> find(Session session, DropStmt statement, RangeVar name) {
    String what = CommandTags.object(statement.removeType()).toLowerCase(java.util.Locale.ROOT);
    Optional<Relation> found = Names.find(session, name);
    if (found.isEmpty()) {
      if (name.schemaname() != null && session.catalog().schema(name.schemaname()).isEmpty()) {
        if (statement.missingOk()) {
          SmallCommands.skipping(session, "schema", name.schemaname());
          return Optional.empty();
        }
        throw Names.missing(session, name);
      }
      if (statement.missingOk()) {
        SmallCommands.skipping(session, what, name.relname());
        return Optional.empty();
      }
      throw new PgException(
          statement.removeType() == ObjectType.OBJECT_INDEX
              ? SqlState.UNDEFINED_OBJECT
              : SqlState.UNDEFINED_TABLE,
          what + " \"" + Names.shown(name) + "\" does not exist");
    }
    Relation relation = found.get();
    if (relation.schema() == Schema.PG_CATALOG || relation.schema() == Schema.INFORMATION_SCHEMA) {
      throw Names.systemRelation(relation);
    }
    boolean fits =
        switch (statement.removeType()) {
          case OBJECT_TABLE -> relation instanceof Table table && !table.materialized();
          case OBJECT_MATVIEW -> relation instanceof Table table && table.materialized();
          case OBJECT_INDEX -> relation instanceof Index;
          case OBJECT_SEQUENCE -> relation instanceof Sequence;
          case OBJECT_VIEW -> relation instanceof View;
          default -> false;
        };
    if (!fits) {
      PgException wrong =
          new PgException(
              SqlState.WRONG_OBJECT_TYPE,
              "\"" + relation.name() + "\" is not " + (what.startsWith("i") ? "an " : "a ") + what);
      throw wrong.withHint(
          "Use DROP "
              + relation.kindName().toUpperCase(java.util.Locale.ROOT)
              + " to remove "
              + (relation.kindName().startsWith("i") ? "an " : "a ")
              + relation.kindName()
              + ".");
    }
    return found;
  }

  private static boolean addNamed(
      Session session, Removal removal, DropStmt statement, Node object) {
    try {
      switch (statement.removeType()) {
        case OBJECT_OPERATOR ->
            removal.add(OperatorCommands.requireOperator(session, (ObjectWithArgs) object));
        case OBJECT_CAST -> removal.add(OperatorCommands.requireCast(session, object));
        case OBJECT_COLLATION,
            OBJECT_STATISTIC_EXT,
            OBJECT_TSDICTIONARY,
            OBJECT_TSCONFIGURATION -> {
          SchemaMember found = SchemaMembers.require(session, statement.removeType(), object);
          Permissions.requireDroppable(session, found, found.schema());
          removal.add(found);
        }
        default -> {
          Extension extension = ExtensionCommands.require(session, Names.parts(object).getFirst());
          removal.add(extension);
          for (int member : extension.members()) {
            session.catalog().object(member).ifPresent(removal::addPart);
          }
        }
      }
      return true;
    } catch (PgException e) {
      if (!statement.missingOk() || !isMissing(e.state())) {
        throw e;
      }
      String message =
          statement.removeType() == ObjectType.OBJECT_OPERATOR
              ? "operator %s does not exist"
                  .formatted(String.join(".", ((ObjectWithArgs) object).objname()))
              : e.getMessage().replace(" for encoding \"UTF8\"", "");
      session.notice(Notice.notice(message + ", skipping"));
      return false;
    }
  }

  /** A trigger or a policy. */
  private static boolean addPartOfTable(
      Session session, Removal removal, DropStmt statement, Node object) {
    try {
      removal.add(
          statement.removeType() == ObjectType.OBJECT_TRIGGER
              ? TriggerCommands.require(session, object)
              : PolicyCommands.require(session, object));
      return true;
    } catch (PgException e) {
      boolean missing =
          e.state() == SqlState.UNDEFINED_OBJECT
              || e.state() == SqlState.UNDEFINED_TABLE
              || e.state() == SqlState.INVALID_SCHEMA_NAME;
      if (!statement.missingOk() || !missing) {
        throw e;
      }
      List<String> parts = Names.parts(object);
      String message =
          e.state() == SqlState.UNDEFINED_OBJECT
              ? "%s \"%s\" for relation \"%s\" does not exist"
                  .formatted(
                      statement.removeType() == ObjectType.OBJECT_TRIGGER ? "trigger" : "policy",
                      parts.getLast(),
                      String.join(".", parts.subList(0, parts.size() - 1)))
              : e.getMessage();
      session.notice(Notice.notice(message + ", skipping"));
      return false;
    }
  }

  private static boolean addRoutine(
      Session session, Removal removal, DropStmt statement, ObjectWithArgs object) {
    try {
      FunctionEntry function = RoutineLookup.require(session, statement.removeType(), object);
      Permissions.requireDroppable(session, function, function.schema());
      removal.add(function);
      return true;
    } catch (PgException e) {
      if (!statement.missingOk() || !isMissing(e.state())) {
        throw e;
      }
      String message =
          e.state() == SqlState.UNDEFINED_FUNCTION && object.argsUnspecified()
              ? CommandTags.object(statement.removeType()).toLowerCase(java.util.Locale.ROOT)
                  + " "
                  + String.join(".", object.objname())
                  + "() does not exist"
              : e.state() == SqlState.UNDEFINED_FUNCTION
                  ? "%s %s(%s) does not exist"
                      .formatted(
                          CommandTags.object(statement.removeType())
                              .toLowerCase(java.util.Locale.ROOT),
                          String.join(".", object.objname()),
                          object.objargs().stream()
                              .map(DropCommand::shown)
                              .collect(java.util.stream.Collectors.joining(",")))
                  : e.getMessage();
      session.notice(Notice.notice(message + ", skipping"));
      return false;
    }
  }

  private static boolean addModule(
      Session session, Removal removal, DropStmt statement, RangeVar name) {
    Optional<ModuleEntry> module = Modules.find(session, name);
    if (module.isEmpty()) {
      if (!statement.missingOk()) {
        throw Modules.missing(name);
      }
      SmallCommands.skipping(session, "module", name.relname());
      return false;
    }
    Permissions.requireDroppable(session, module.get(), module.get().schema());
    removal.add(module.get());
    return true;
  }

  /** As in the statement, but for keywords, which stand for catalog names. */
  private static String shown(TypeName type) {
    return String.join(".", type.names()) + (type.arrayBounds().isEmpty() ? "" : "[]");
  }

  private static boolean isMissing(SqlState state) {
    return state == SqlState.UNDEFINED_FUNCTION
        || state == SqlState.UNDEFINED_OBJECT
        || state == SqlState.INVALID_SCHEMA_NAME;
  }

  private static boolean addSchema(
      Session session, Removal removal, DropStmt statement, String name) {
    Optional<Schema> schema = session.catalog().schema(name);
    if (schema.isEmpty()) {
      if (statement.missingOk()) {
        SmallCommands.skipping(session, "schema", name);
        return false;
      }
      throw new PgException(SqlState.INVALID_SCHEMA_NAME, "schema \"" + name + "\" does not exist");
    }
    Permissions.requireOwner(session, schema.get());
    if (schema.get().system()) {
      throw new PgException(
          SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
          "cannot drop schema " + name + " because it is required by the database system");
    }
    removal.addSchema(schema.get());
    return true;
  }
}
