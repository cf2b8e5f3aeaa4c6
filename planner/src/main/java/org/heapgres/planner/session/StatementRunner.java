package org.heapgres.planner.session;

import java.util.List;
import org.heapgres.planner.command.Commands;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.session.Analysed.RelationLock;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.Transaction;

/** Starts statements: locks, view, plan or command. Used by the session's thread. */
public final class StatementRunner {
  private final Session session;

  StatementRunner(Session session) {
    this.session = session;
  }

  /** Runs a command, or opens a plan. */
  public Outcome start(Run run) {
    Analysed analysed = run.prepared().current();
    return switch (analysed.body()) {
      case Analysed.Command command -> Commands.run(run, command.tree());
      case Analysed.Planned planned -> startPlan(run, planned);
    };
  }

  private Outcome startPlan(Run run, Analysed.Planned first) {
    Analysed.Planned planned = first;
    Transaction storage = session.transaction().storage();
    List<RelationLock> held = List.of();
    while (!planned.locks().equals(held)) {
      lock(storage, planned);
      held = planned.locks();
      if (run.prepared().current().body() instanceof Analysed.Planned now) {
        planned = now;
      }
    }
    StatementPlan plan = planned.plan();
    if (!plan.readOnly()) {
      session.transaction().checkVolatile(plan.commandName());
      session.transaction().checkWritable(plan.commandName());
    }
    checkPrivileges(planned);
    session.beginStatement();
    return plan.open(run);
  }

  /** What was found out when the statement was analysed, for this catalog and this user. */
  public static void checkPrivileges(Analysed.Planned planned) {
    if (planned.denied() != null) {
      throw new PgException(SqlState.INSUFFICIENT_PRIVILEGE, planned.denied());
    }
  }

  private void lock(Transaction storage, Analysed.Planned planned) {
    for (RelationLock lock : planned.locks()) {
      storage.lock(new LockTag.Relation(lock.relation()), lock.mode(), LockWait.BLOCK);
    }
  }
}
