package org.heapgres.planner.session;

import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.ddl.Removal;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The schemas that sessions make for themselves. */
public final class Schemas {
  private Schemas() {}

  /** The session's own schema for temporary tables, made on first use. */
  public static Schema temporary(Session session) {
    String name = session.temporarySchema();
    return session
        .catalog()
        .schema(name)
        .orElseGet(
            () -> {
              if (!Permissions.of(session).has(session.catalog().database(), Privilege.TEMPORARY)) {
                throw new PgException(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    "permission denied to create temporary tables in database \""
                        + session.entry().name()
                        + "\"");
              }
              Schema schema =
                  new Schema(session.database().oids().next(), name, Role.BOOTSTRAP, null);
              session.transaction().put(schema);
              return schema;
            });
  }

  /** Drops the session's temporary tables. */
  public static void dropTemporary(Session session) {
    session
        .catalog()
        .schema(session.temporarySchema())
        .ifPresent(
            schema -> {
              Removal removal = new Removal(session, true, false);
              removal.addMembers(schema);
              removal.carryOut();
            });
  }
}
