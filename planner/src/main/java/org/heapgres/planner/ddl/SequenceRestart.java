package org.heapgres.planner.ddl;

import org.heapgres.planner.catalog.Sequence;
import org.heapgres.planner.session.Sequences;

/** What is done to a sequence once the transaction that restarts it has committed. */
public record SequenceRestart(Sequences sequences, Sequence sequence, long value)
    implements Runnable {
  @Override
  public void run() {
    sequences.set(sequence, value, false);
  }
}
