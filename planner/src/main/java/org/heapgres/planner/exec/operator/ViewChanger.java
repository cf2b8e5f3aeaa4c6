package org.heapgres.planner.exec.operator;

import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.table.TableTriggers;

/** The INSTEAD OF triggers of a view do what a statement says. */
public record ViewChanger(TableTriggers triggers) implements InsteadOfNode.Changer {
  @Override
  public void begin(Execution run, Event event) {
    triggers.statement(run, event);
  }

  @Override
  public Object[] row(Execution run, Event event, Object[] oldRow, Object[] newRow) {
    return triggers.insteadOfRow(run, event, oldRow, newRow);
  }

  @Override
  public void end(Execution run, Event event) {
    triggers.endOfStatement(run, event);
  }
}
