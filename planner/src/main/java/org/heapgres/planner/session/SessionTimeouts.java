package org.heapgres.planner.session;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * How long statements, transactions and pauses between them may last (manual, 19.11.1). The limit
 * of a statement cancels it, the others end the session. Used by the session's thread; what is due
 * happens on the timer's.
 */
final class SessionTimeouts {
  private final Session session;
  private final SessionSettings settings;
  private final ScheduledExecutorService timer;

  /** The settings' version that the limits below are of; all in milliseconds, 0 for none. */
  private long version = -1;

  private long statementLimit;
  private long transactionLimit;
  private long idleLimit;
  private long idleInTransactionLimit;

  private ScheduledFuture<?> transactionAlarm;
  private ScheduledFuture<?> idleAlarm;
  private volatile boolean idle;

  SessionTimeouts(Session session) {
    this.session = session;
    settings = session.settings();
    timer = session.engine().timer();
  }

  private void refresh() {
    if (version == settings.version()) {
      return;
    }
    version = settings.version();
    transactionLimit = settings.number("transaction_timeout");
    statementLimit = unlessLonger(settings.number("statement_timeout"));
    idleInTransactionLimit = unlessLonger(settings.number("idle_in_transaction_session_timeout"));
    idleLimit = settings.number("idle_session_timeout");
  }

  /** A limit that the transaction's own makes pointless is none. */
  private long unlessLonger(long limit) {
    return transactionLimit > 0 && limit >= transactionLimit ? 0 : limit;
  }

  /** {@code statement_timeout} in milliseconds; 0 for none. */
  long ofStatement() {
    refresh();
    return statementLimit;
  }

  /** The session's transaction goes on: its limit counts from when it is first seen. */
  void inTransaction() {
    refresh();
    if (transactionLimit > 0 && transactionAlarm == null) {
      transactionAlarm =
          alarm(
              transactionLimit,
              () ->
                  session.terminate(
                      new PgException(
                          SqlState.TRANSACTION_TIMEOUT,
                          "terminating connection due to transaction timeout")));
      session.transaction().afterEnd(this::transactionEnded);
    }
  }

  private void transactionEnded() {
    transactionAlarm.cancel(false);
    transactionAlarm = null;
  }

  /** The client has its answer, and the session waits for what comes next. */
  void idle(boolean inTransaction) {
    refresh();
    idle = true;
    if (inTransaction) {
      inTransaction();
    }
    long limit = inTransaction ? idleInTransactionLimit : idleLimit;
    if (limit > 0) {
      idleAlarm =
          alarm(
              limit,
              () -> {
                if (idle) {
                  session.terminate(tooLong(inTransaction));
                }
              });
    }
  }

  private static PgException tooLong(boolean inTransaction) {
    return inTransaction
        ? new PgException(
            SqlState.IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
            "terminating connection due to idle-in-transaction timeout")
        : new PgException(
            SqlState.IDLE_SESSION_TIMEOUT, "terminating connection due to idle-session timeout");
  }

  /** The client wants something. */
  void busy() {
    idle = false;
    if (idleAlarm != null) {
      idleAlarm.cancel(false);
      idleAlarm = null;
    }
  }

  private ScheduledFuture<?> alarm(long millis, Runnable action) {
    return timer.schedule(action, millis, TimeUnit.MILLISECONDS);
  }

  /** The session ends. */
  void close() {
    busy();
  }
}
