package org.heapgres.planner.exec.operator;

import org.heapgres.planner.TriggerCall.Event;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.exec.Execution;

/** What a statement says of the rows of a root is done to the objects that they show. */
public record RootChanger(ComputedRelation relation) implements InsteadOfNode.Changer {
  private ComputedRelation.Change change(Execution run) {
    return run.state(this, () -> relation.changes().begin(run.context().computedSource()));
  }

  @Override
  public void begin(Execution run, Event event) {}

  @Override
  public Object[] row(Execution run, Event event, Object[] oldRow, Object[] newRow) {
    return change(run).row(event, oldRow, newRow);
  }

  /** Of the last event only is there anything to finish. */
  @Override
  public void end(Execution run, Event event) {
    change(run).finish();
  }
}
