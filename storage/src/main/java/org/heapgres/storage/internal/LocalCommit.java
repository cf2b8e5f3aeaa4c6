package org.heapgres.storage.internal;

import org.heapgres.storage.Commit;

/** A place in the log. */
record LocalCommit(CommitLog log, long sequence) implements Commit {
  @Override
  public boolean isDurable() {
    return log.durable() >= sequence;
  }

  @Override
  public void await() {
    if (log.durable() < sequence) {
      log.await(sequence);
    }
  }

  @Override
  public void whenDurable(Runnable action) {
    log.whenDurable(sequence, action);
  }
}
