package org.heapgres.planner.session;

import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateSchemaStmt;
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
    if (!statement.schemaElts().isEmpty()) {
      throw PgException.notSupported("CREATE SCHEMA with elements");
    }
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
    }
    return new Outcome.Done("CREATE SCHEMA");
  }
}
