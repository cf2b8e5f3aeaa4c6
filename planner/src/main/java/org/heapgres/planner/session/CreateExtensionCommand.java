package org.heapgres.planner.session;

import org.heapgres.planner.parse.tree.ObjectStatement.CreateExtensionStmt;
import org.heapgres.storage.PgException;

/**
 * CREATE EXTENSION. The languages that PostgreSQL ships as extensions are part of the server, so
 * that a script which begins by asking for one finds it.
 */
final class CreateExtensionCommand implements Command<CreateExtensionStmt> {
  @Override
  public Outcome run(Run run, CreateExtensionStmt statement) {
    if (run.session().engine().language(statement.extname()).isEmpty()) {
      throw PgException.notSupported("CREATE EXTENSION " + statement.extname());
    }
    return new Outcome.Done("CREATE EXTENSION");
  }
}
