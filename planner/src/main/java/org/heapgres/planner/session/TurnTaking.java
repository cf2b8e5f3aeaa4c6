package org.heapgres.planner.session;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Lets those who keep losing conflicts go one after the other, first come first served.
 * Thread-safe; not reentrant.
 */
public final class TurnTaking {
  private static final long CHECK_MILLIS = 20;

  private final Semaphore turn = new Semaphore(1, true);

  /** Waits for one's turn; {@code checkCancel} throws when the wait is to end. */
  public void take(Runnable checkCancel) {
    try {
      while (!turn.tryAcquire(CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
        checkCancel.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PgException(SqlState.QUERY_CANCELED, "canceling statement due to user request", e);
    }
  }

  public void pass() {
    turn.release();
  }
}
