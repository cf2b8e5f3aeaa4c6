package org.heapgres.planner.ddl;

import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.CommandTags;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterFunctionStmt;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;

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
