package org.heapgres.planner.ddl;

import java.util.List;
import org.heapgres.planner.catalog.CatalogObject;
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
import org.heapgres.planner.command.LargeObjectCommands;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterObjectSchemaStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterOwnerStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TransactionState;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** ALTER ... OWNER TO and ALTER ... SET SCHEMA. */
final class ObjectAttributeCommands {
  static final Command<AlterOwnerStmt> OWNER =
      new Command<>() {
        @Override
        public Outcome run(Run run, AlterOwnerStmt statement) {
          Session session = run.session();
          if (statement.objectType() == ObjectType.OBJECT_LARGEOBJECT) {
            Role owner = Owners.role(session, statement.newowner());
            LargeObjectCommands.changeOwner(session, statement.object(), owner);
            return new Outcome.Done(CommandTags.of(statement));
          }
          CatalogObject object =
              switch (statement.objectType()) {
                case OBJECT_SCHEMA ->
                    Names.schema(session, Names.parts(statement.object()).getFirst());
                case OBJECT_TABLE, OBJECT_VIEW, OBJECT_MATVIEW, OBJECT_SEQUENCE, OBJECT_INDEX ->
                    Names.require(session, statement.relation(), LockMode.ACCESS_EXCLUSIVE);
                case OBJECT_DATABASE -> {
                  String name = Names.parts(statement.object()).getFirst();
                  yield session.catalog().shared().requiredDatabase(name);
                }
                case OBJECT_FUNCTION, OBJECT_PROCEDURE, OBJECT_ROUTINE, OBJECT_AGGREGATE ->
                    RoutineLookup.require(
                        session, statement.objectType(), (ObjectWithArgs) statement.object());
                case OBJECT_TYPE, OBJECT_DOMAIN ->
                    TypeCommands.require(session, statement.objectType(), statement.object());
                case OBJECT_COLLATION,
                    OBJECT_STATISTIC_EXT,
                    OBJECT_TSDICTIONARY,
                    OBJECT_TSCONFIGURATION ->
                    SchemaMembers.require(session, statement.objectType(), statement.object());
                case OBJECT_OPERATOR ->
                    OperatorCommands.requireOperator(session, (ObjectWithArgs) statement.object());
                default -> throw PgException.notSupported(CommandTags.of(statement) + " OWNER TO");
              };
          Owners.checkAndChange(session, object, Owners.role(session, statement.newowner()));
          return new Outcome.Done(CommandTags.of(statement));
        }
      };

  static final Command<AlterObjectSchemaStmt> SCHEMA =
      new Command<>() {
        @Override
        public Outcome run(Run run, AlterObjectSchemaStmt statement) {
          Session session = run.session();
          switch (statement.objectType()) {
            case OBJECT_TABLE, OBJECT_VIEW, OBJECT_MATVIEW, OBJECT_SEQUENCE ->
                Names.requireUnless(
                        session,
                        statement.relation(),
                        LockMode.ACCESS_EXCLUSIVE,
                        statement.missingOk())
                    .ifPresent(relation -> move(session, relation, statement.newschema()));
            case OBJECT_FUNCTION, OBJECT_PROCEDURE, OBJECT_ROUTINE, OBJECT_AGGREGATE ->
                moveRoutine(
                    session,
                    RoutineLookup.require(
                        session, statement.objectType(), (ObjectWithArgs) statement.object()),
                    statement.newschema());
            case OBJECT_COLLATION,
                OBJECT_STATISTIC_EXT,
                OBJECT_TSDICTIONARY,
                OBJECT_TSCONFIGURATION ->
                session
                    .transaction()
                    .put(
                        SchemaMembers.moved(
                            session,
                            statement.objectType(),
                            statement.object(),
                            statement.newschema()));
            case OBJECT_TYPE, OBJECT_DOMAIN ->
                TypeCommands.move(
                    session, statement.objectType(), statement.object(), statement.newschema());
            default -> throw PgException.notSupported(CommandTags.of(statement) + " SET SCHEMA");
          }
          return new Outcome.Done(CommandTags.of(statement));
        }
      };

  private ObjectAttributeCommands() {}

  private static void moveRoutine(Session session, FunctionEntry function, String schemaName) {
    Permissions.requireOwner(session, function);
    Permissions.require(session, Names.schema(session, schemaName), Privilege.CREATE);
    int schema = Names.schema(session, schemaName).oid();
    if (schema != function.schema()) {
      RoutineLookup.requireFree(session, function, function.name(), schema);
      session.transaction().put(function.withSchema(schema));
    }
  }

  private static boolean isTemporary(Schema schema) {
    return schema.name().startsWith("pg_temp_");
  }

  private static void move(Session session, Relation relation, String schemaName) {
    Permissions.requireOwner(session, relation);
    Schema schema = Names.schema(session, schemaName);
    Permissions.require(session, schema, Privilege.CREATE);
    if (schema.system()) {
      throw PgException.notSupported("moving a relation to schema \"" + schemaName + "\"");
    }
    Schema from = session.catalog().schema(relation.schema()).orElseThrow();
    if (isTemporary(from) || isTemporary(schema)) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED, "cannot move objects into or out of temporary schemas");
    }
    if (relation.schema() == schema.oid()
        || !Names.claim(session, schema, relation.name(), false)) {
      return;
    }
    TransactionState transaction = session.transaction();
    int oid = schema.oid();
    switch (relation) {
      case Table table -> {
        List<Index> indexes = table.indexes().stream().map(index -> index.withSchema(oid)).toList();
        Renaming.carryOut(session, table.change().schema(oid).indexes(indexes).build());
        for (Relation other : List.copyOf(session.catalog().relations())) {
          if (other instanceof Sequence sequence && sequence.ownedByTable() == table.oid()) {
            transaction.put(sequence.withSchema(oid));
          }
        }
      }
      case View view -> Renaming.carryOut(session, view.withSchema(oid));
      case Sequence sequence -> transaction.put(sequence.withSchema(oid));
      default -> throw Names.systemRelation(relation);
    }
  }
}
