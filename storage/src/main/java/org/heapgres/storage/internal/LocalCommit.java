package org.heapgres.storage.internal;

import org.heapgres.storage.Commit;

/** A place in the log. */
record LocalCommit(LocalHeap heap, long sequence) implements Commit {
  @Override
  public boolean isDurable() {
    return heap.log().durable() >= sequence;
  }

  @Override
  public void await() {
    if (!isDurable()) {
      Runnable waited = heap.meter().waitForCommit(sequence);
      heap.log().await(sequence);
      waited.run();
    }
  }

  @Override
  public void whenDurable(Runnable action) {
    if (isDurable()) {
      action.run();
    } else {
      Runnable waited = heap.meter().waitForCommit(sequence);
      heap.log()
          .whenDurable(
              sequence,
              () -> {
                waited.run();
                action.run();
              });
    }
  }
}
