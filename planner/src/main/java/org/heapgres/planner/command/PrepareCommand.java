package org.heapgres.planner.command;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.UtilityStatement.PrepareStmt;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TypeLookup;
import org.heapgres.planner.types.PgType;

/** PREPARE: the statement is kept where the protocol's are. */
final class PrepareCommand implements Command<PrepareStmt> {
  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  @Override
  public Outcome run(Run run, PrepareStmt statement) {
    Session session = run.session();
    session.statements().checkFree(statement.name());
    List<PgType> declared = new ArrayList<>();
    for (TypeName type : statement.argtypes()) {
      PgType resolved = TypeLookup.type(session, type);
      declared.add(resolved.name().equals("unknown") ? null : resolved);
    }
    Prepared prepared =
        Prepared.fromSql(run.prepared(), statement.name(), statement.query(), declared);
    prepared.analyse();
    session.statements().add(prepared);
    return new Outcome.Done("PREPARE");
  }
}
