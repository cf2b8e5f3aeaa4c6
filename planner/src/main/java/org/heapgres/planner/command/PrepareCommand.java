package org.heapgres.planner.command;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.UtilityStatement.PrepareStmt;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TypeLookup;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** PREPARE: the statement is kept where the protocol's are. */
final class PrepareCommand implements Command<PrepareStmt> {
  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  @Override
  public Outcome run(Run run, PrepareStmt statement) {
    Session session = run.session();
    if (session.statements().containsKey(statement.name())) {
      throw new PgException(
          SqlState.DUPLICATE_PSTATEMENT,
          "prepared statement \"" + statement.name() + "\" already exists");
    }
    List<PgType> declared = new ArrayList<>();
    for (TypeName type : statement.argtypes()) {
      PgType resolved = TypeLookup.type(session, type);
      declared.add(resolved.name().equals("unknown") ? null : resolved);
    }
    Prepared prepared =
        Prepared.fromSql(run.prepared(), statement.name(), statement.query(), declared);
    prepared.analyse();
    session.statements().put(statement.name(), prepared);
    return new Outcome.Done("PREPARE");
  }
}
