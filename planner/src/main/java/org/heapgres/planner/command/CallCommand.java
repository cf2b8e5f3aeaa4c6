package org.heapgres.planner.command;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.bind.OutputColumn;
import org.heapgres.planner.bind.Variables;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.optimize.StatementPlanner;
import org.heapgres.planner.parse.tree.UtilityStatement.CallStmt;
import org.heapgres.planner.session.Analyser;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgRecord;

/** CALL: a procedure, whose output arguments come back as a row. */
final class CallCommand implements Command<CallStmt> {
  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  @Override
  public List<PgType> parameterTypes(
      Session session, CallStmt statement, List<PgType> declared, Variables variables) {
    return binder(session, variables).callParameters(statement.funccall(), declared);
  }

  @Override
  public Optional<RowDescription> description(
      Session session, CallStmt statement, Variables variables) {
    return Analyser.description(binder(session, variables).callColumns(statement.funccall()));
  }

  private static Binder binder(Session session, Variables variables) {
    return new Binder(session.bindContext().withVariables(variables));
  }

  @Override
  public Outcome run(Run run, CallStmt statement) {
    Session session = run.session();
    session.beginStatement();
    Binder.BoundCall call = bind(run, statement);
    String missing = call.needs().missing(Permissions.of(session));
    if (missing != null) {
      throw new PgException(SqlState.INSUFFICIENT_PRIVILEGE, missing);
    }
    Object[] arguments = arguments(run, call);
    List<PgType> outputs = call.columns().stream().map(OutputColumn::type).toList();
    PgType result =
        outputs.isEmpty()
            ? Types.VOID
            : PgType.recordType(
                call.columns().stream()
                    .map(column -> new PgType.Field(column.name(), column.type().oid(), -1))
                    .toList());
    if (run.alone()) {
      session.routines().nonAtomic(true);
    }
    Object row =
        session.routines().call(call.proc(), new CallTypes(call.types(), result, false), arguments);
    if (outputs.isEmpty()) {
      return new Outcome.Done("CALL");
    }
    Object[] values = row instanceof PgRecord record ? record.fields() : new Object[outputs.size()];
    return Outcome.rows(outputs, List.<Object[]>of(values), count -> "CALL");
  }

  static Binder.BoundCall bind(Run run, CallStmt statement) {
    return binder(run.session(), run.prepared().surroundings().variables())
        .bindCall(statement.funccall(), List.of(run.prepared().parameterTypes()));
  }

  private static Object[] arguments(Run run, Binder.BoundCall call) {
    StatementPlanner planner = run.session().planner();
    Execution execution = new Execution(run);
    Object[] datums = new Object[call.arguments().size()];
    for (int i = 0; i < datums.length; i++) {
      RexNode argument = call.arguments().get(i);
      datums[i] = planner.expression(argument, 0).evaluateRow(execution, ValuesNode.oneEmptyRow());
    }
    return datums;
  }
}
