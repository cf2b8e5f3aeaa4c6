package org.heapgres.planner.ddl;

import java.util.Comparator;
import java.util.List;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateSchemaStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateTrigStmt;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateSeqStmt;
import org.heapgres.planner.parse.tree.RelationStatement.CreateStmt;
import org.heapgres.planner.parse.tree.RelationStatement.IndexStmt;
import org.heapgres.planner.parse.tree.RelationStatement.ViewStmt;
import org.heapgres.planner.parse.tree.Statement;
import org.heapgres.planner.parse.tree.TableReference.RangeVar;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.NestedStatements;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE SCHEMA. */
final class SchemaCommand implements Command<CreateSchemaStmt> {
  private static final long PG_NAMESPACE = 2615;

  @Override
  public Outcome run(Run run, CreateSchemaStmt statement) {
    Session session = run.session();
    int owner =
        statement.authrole() == null
            ? session.environment().currentRole().oid()
            : RoleCommands.require(session, RoleCommands.name(session, statement.authrole())).oid();
    String name =
        statement.schemaname() != null
            ? statement.schemaname()
            : RoleCommands.name(session, statement.authrole());
    Permissions.require(session, session.catalog().database(), Privilege.CREATE);
    Permissions.requireMaySetRole(session, session.catalog().shared().role(owner).orElseThrow());
    if (name.startsWith("pg_")) {
      throw new PgException(SqlState.RESERVED_NAME, "unacceptable schema name \"" + name + "\"")
          .withDetail("The prefix \"pg_\" is reserved for system schemas.");
    }
    session
        .transaction()
        .storage()
        .lock(
            new LockTag.Catalogued(PG_NAMESPACE, name.hashCode()),
            LockMode.EXCLUSIVE,
            LockWait.BLOCK);
    if (session.catalog().schema(name).isPresent()) {
      if (!statement.ifNotExists()) {
        throw new PgException(SqlState.DUPLICATE_SCHEMA, "schema \"" + name + "\" already exists");
      }
      session.notice(
          Notice.notice(
              SqlState.DUPLICATE_SCHEMA, "schema \"" + name + "\" already exists, skipping"));
    } else {
      session.transaction().put(new Schema(session.database().oids().next(), name, owner, null));
      createElements(run, statement, name);
    }
    return new Outcome.Done("CREATE SCHEMA");
  }

  /** The statements within CREATE SCHEMA, with the schema in front of the search path. */
  private static void createElements(Run run, CreateSchemaStmt statement, String schema) {
    if (statement.schemaElts().isEmpty()) {
      return;
    }
    Session session = run.session();
    RawStmt whole = run.prepared().raw();
    String before = session.settings().value("search_path");
    session.settings().set("search_path", Identifiers.quote(schema) + ", " + before, true, true);
    session.beginStatement();
    try {
      statement.schemaElts().stream()
          .sorted(Comparator.comparingInt(SchemaCommand::order))
          .forEach(
              element -> {
                requireWithin(element, schema);
                RawStmt raw =
                    new RawStmt(element, whole.stmtLocation(), whole.stmtLen(), whole.source());
                Prepared step = Prepared.internal(session, run.prepared().sql(), raw, List.of());
                step.analyse();
                NestedStatements.run(session, step, new Object[0]);
              });
    } finally {
      session.settings().set("search_path", before, true, true);
    }
  }

  /** What others may need comes first (manual, CREATE SCHEMA: Compatibility). */
  private static int order(Statement element) {
    return switch (element) {
      case CreateSeqStmt _ -> 0;
      case CreateStmt _ -> 1;
      case ViewStmt _ -> 2;
      case IndexStmt _ -> 3;
      case CreateTrigStmt _ -> 4;
      default -> 5;
    };
  }

  private static void requireWithin(Statement element, String schema) {
    RangeVar name =
        switch (element) {
          case CreateSeqStmt sequence -> sequence.sequence();
          case CreateStmt table -> table.relation();
          case ViewStmt view -> view.view();
          case IndexStmt index -> index.relation();
          case CreateTrigStmt trigger -> trigger.relation();
          default -> null;
        };
    if (name != null && name.schemaname() != null && !name.schemaname().equals(schema)) {
      throw new PgException(
          SqlState.INVALID_SCHEMA_DEFINITION,
          "CREATE specifies a schema (%s) different from the one being created (%s)"
              .formatted(name.schemaname(), schema));
    }
  }
}
