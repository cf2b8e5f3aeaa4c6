package org.heapgres.planner.session;

import org.heapgres.planner.catalog.Schema;

/** The schemas that sessions make for themselves. */
final class Schemas {
  private Schemas() {}

  /** The session's own schema for temporary tables, made on first use. */
  static Schema temporary(Session session) {
    String name = session.temporarySchema();
    return session
        .catalog()
        .schema(name)
        .orElseGet(
            () -> {
              Schema schema =
                  new Schema(
                      session.database().oids().next(),
                      name,
                      session.environment().currentRole().oid(),
                      null);
              session.transaction().put(schema);
              return schema;
            });
  }

  /** Drops the session's temporary tables. */
  static void dropTemporary(Session session) {
    session
        .catalog()
        .schema(session.temporarySchema())
        .ifPresent(
            schema -> {
              Removal removal = new Removal(session, true, false);
              removal.schemaContents(schema);
              removal.carryOut();
            });
  }
}
