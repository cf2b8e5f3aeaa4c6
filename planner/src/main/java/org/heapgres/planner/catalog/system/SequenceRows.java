package org.heapgres.planner.catalog.system;

import java.util.List;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.catalog.system.SystemView.SequenceState;

/** A sequence as a relation: its one row. */
public final class SequenceRows {
  private SequenceRows() {}

  public static ComputedRelation of(Sequence sequence) {
    return new ComputedRelation(
        sequence.oid(),
        sequence.schema(),
        sequence.name(),
        sequence.owner(),
        sequence.kind(),
        sequence.columns(),
        (source, wanted) -> {
          SequenceState state = source.session(SystemView.class).state(sequence);
          return List.<Object[]>of(new Object[] {state.last(), state.logCount(), state.called()});
        },
        null,
        sequence.comment());
  }
}
