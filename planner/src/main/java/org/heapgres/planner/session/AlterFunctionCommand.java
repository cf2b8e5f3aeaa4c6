package org.heapgres.planner.session;

import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterFunctionStmt;

/** ALTER FUNCTION, PROCEDURE and ROUTINE: their options. */
final class AlterFunctionCommand implements Command<AlterFunctionStmt> {
  @Override
  public Outcome run(Run run, AlterFunctionStmt statement) {
    Session session = run.session();
    FunctionEntry function = RoutineLookup.require(session, statement.objtype(), statement.func());
    Permissions.requireOwner(session, function);
    RoutineOptions options =
        new RoutineOptions(
            session, function.procedure(), function.returnsSet(), function.attributes());
    options.read(statement.actions());
    session.transaction().put(function.withAttributes(options.attributes()));
    return new Outcome.Done(CommandTags.of(statement));
  }
}
