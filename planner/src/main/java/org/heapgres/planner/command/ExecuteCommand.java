package org.heapgres.planner.command;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.bind.Binder;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.UtilityStatement.ExecuteStmt;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.session.Prepared;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** EXECUTE: a prepared statement with values for its parameters. */
public final class ExecuteCommand implements Command<ExecuteStmt> {
  private static final Batch ONE_ROW = new Batch(new Vector[0], 1);

  @Override
  public boolean allowedReadOnly() {
    return true;
  }

  @Override
  public Optional<RowDescription> description(Session session, ExecuteStmt statement) {
    Prepared prepared = session.statements().find(statement.name());
    return prepared == null ? Optional.empty() : prepared.description();
  }

  @Override
  public Outcome run(Run run, ExecuteStmt statement) {
    Run bound = bound(run, statement);
    return bound.prepared().raw() == null
        ? new Outcome.Done("EXECUTE")
        : run.session().runner().start(bound);
  }

  /** The prepared statement with its parameters, in place of the EXECUTE. */
  public static Run bound(Run run, ExecuteStmt statement) {
    Session session = run.session();
    Prepared prepared = session.statements().require(statement.name());
    if (prepared.raw() != null) {
      prepared.current();
    }
    PgType[] types = prepared.parameterTypes();
    List<Expression> arguments = statement.params();
    if (arguments.size() != types.length) {
      throw new PgException(
              SqlState.SYNTAX_ERROR,
              "wrong number of parameters for prepared statement \"" + statement.name() + "\"")
          .withDetail("Expected " + types.length + " parameters but got " + arguments.size() + ".");
    }
    Execution execution = new Execution(run);
    Object[] values = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      RexNode node = argument(session, arguments.get(i), i + 1, types[i]);
      values[i] = session.planner().expression(node, 0).evaluateRow(execution, ONE_ROW);
    }
    return new Run(session, prepared, values, run.alone());
  }

  private static RexNode argument(Session session, Expression argument, int number, PgType type) {
    try {
      return new Binder(session.bindContext())
          .bindExpression(argument, Binder.Purpose.ARGUMENT, null, type, -1);
    } catch (PgException e) {
      if (e.state() != SqlState.DATATYPE_MISMATCH) {
        throw e;
      }
      RexNode untyped =
          new Binder(session.bindContext())
              .bindExpression(argument, Binder.Purpose.ARGUMENT, null, null, -1);
      throw new PgException(
              SqlState.DATATYPE_MISMATCH,
              "parameter $"
                  + number
                  + " of type "
                  + PgRelType.of(untyped.getType()).type().formatted(-1)
                  + " cannot be coerced to the expected type "
                  + type.formatted(-1))
          .withHint("You will need to rewrite or cast the expression.")
          .withPosition(e.position());
    }
  }
}
