package org.heapgres.planner.command;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.heapgres.planner.session.Progress;
import org.heapgres.planner.session.Session;
import org.heapgres.storage.object.ObjectPack;

/**
 * VACUUM of the free objects: a series of transactions of one session, which the caller's begins.
 * Used by the session's thread.
 */
public final class HeapPack {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private final Session session;
  private final long patience;

  /**
   * @param patience how long it waits for transactions that have written objects, before it gives
   *     up without having changed anything
   */
  public HeapPack(Session session, Duration patience) {
    this.session = session;
    this.patience = patience.toNanos();
  }

  /**
   * Removes what no root leads to.
   *
   * @return what was done, in words; empty when somebody else is at it or has to be waited for
   */
  public Optional<String> run() {
    Optional<ObjectPack> started = ObjectPack.start(session.database().storage(), session.locks());
    if (started.isEmpty()) {
      return Optional.empty();
    }
    try (ObjectPack pack = started.get();
        Progress progress = Progress.start(session, "vacuum", 0).phase("initializing")) {
      return run(pack, progress) ? Optional.of(outcome(pack)) : Optional.empty();
    }
  }

  private boolean run(ObjectPack pack, Progress progress) {
    if (!await(pack::awaitWriters)) {
      return false;
    }
    session.nextTransaction();
    progress.phase("scanning heap");
    pack.mark(session.transaction().storage(), session::checkCancel);
    session.nextTransaction();
    if (!await(() -> pack.condemn(session.transaction().storage(), session::checkCancel))) {
      return false;
    }
    progress.phase("vacuuming heap");
    do {
      session.nextTransaction();
      progress.set("num_dead_item_ids", pack.left());
    } while (pack.sweep(session.transaction().storage()));
    session.nextTransaction();
    return true;
  }

  private boolean await(BooleanSupplier step) {
    long start = System.nanoTime();
    while (!step.getAsBoolean()) {
      if (System.nanoTime() - start > patience) {
        return false;
      }
      session.checkCancel();
      LockSupport.parkNanos(PAUSE);
    }
    return true;
  }

  private static String outcome(ObjectPack pack) {
    return "objects: %d removed, %d remain, %d are dead but not yet removable"
        .formatted(pack.removed(), pack.kept(), pack.left());
  }
}
