package org.heapgres.planner.session;

import org.heapgres.planner.catalog.Sequence;

/** What is done to a sequence once the transaction that restarts it has committed. */
record SequenceRestart(Sequences sequences, Sequence sequence, long value) implements Runnable {
  @Override
  public void run() {
    sequences.set(sequence, value, false);
  }
}
