package org.heapgres.planner.session.functions;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.command.SmallCommands;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.session.Clock;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PgArray;

/**
 * The server's state and signals (manual, 9.27.1 and 9.28); named as {@code Functions} wants them.
 */
final class ServerFunctions {
  private ServerFunctions() {}

  static String pgNotify(CallContext context, String channel, String payload) {
    SmallCommands.notify(
        SessionFunctions.session(context), channel == null ? "" : channel, payload);
    return "";
  }

  static Iterator<?> pgListeningChannels(CallContext context) {
    return SessionFunctions.session(context).notifications().listening().iterator();
  }

  static int pgTriggerDepth(CallContext context) {
    return SessionFunctions.session(context).routines().triggerDepth();
  }

  /** {@code pg_reload_conf}. */
  static boolean pgReloadConf(CallContext context) {
    SessionFunctions.session(context).engine().files().reload();
    return true;
  }

  /** {@code pg_cancel_backend}. */
  static boolean pgCancelBackend(CallContext context, int pid) {
    Session target = signalled(context, pid, "cancel query", "cancel queries of roles");
    if (target != null) {
      target.cancel();
    }
    return target != null;
  }

  /** {@code pg_terminate_backend}; with a timeout it waits for the session's end. */
  static boolean pgTerminateBackend(CallContext context, int pid, long timeoutMillis) {
    if (timeoutMillis < 0) {
      throw new PgException(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "\"timeout\" must not be negative");
    }
    Session target = signalled(context, pid, "terminate process", "terminate processes of roles");
    if (target == null) {
      return false;
    }
    target.terminate();
    Session session = SessionFunctions.session(context);
    if (timeoutMillis == 0 || session.engine().awaitEnd(target, session, timeoutMillis)) {
      return true;
    }
    session.notice(
        Notice.warning(
            SqlState.WARNING,
            "backend with PID "
                + pid
                + " did not terminate within "
                + timeoutMillis
                + (timeoutMillis == 1 ? " millisecond" : " milliseconds")));
    return false;
  }

  private static Session signalled(CallContext context, int pid, String action, String doing) {
    Session session = SessionFunctions.session(context);
    Session target = session.engine().session(pid).orElse(null);
    if (target == null) {
      session.notice(
          Notice.warning(SqlState.WARNING, "PID " + pid + " is not a PostgreSQL backend process"));
      return null;
    }
    Role role = session.environment().currentRole();
    if (!role.superuser() && target.sessionRole().superuser()) {
      throw new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to " + action)
          .withDetail(
              "Only roles with the SUPERUSER attribute may "
                  + doing
                  + " with the SUPERUSER attribute.");
    }
    if (!role.superuser() && target.sessionRole().oid() != role.oid()) {
      throw new PgException(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to " + action)
          .withDetail(
              "Only roles with privileges of the role whose query is being canceled or with"
                  + " privileges of the \"pg_signal_backend\" role may "
                  + (action.startsWith("cancel")
                      ? "cancel this query."
                      : "terminate this process."));
    }
    return target;
  }

  static PgArray pgBlockingPids(CallContext context, int pid) {
    Session session = SessionFunctions.session(context);
    List<Integer> pids =
        session.engine().session(pid).map(other -> other.locks().blockers()).orElse(List.of());
    return PgArray.of(Types.INT4.oid(), pids);
  }

  static PgArray pgSafeSnapshotBlockingPids(CallContext context, int pid) {
    return PgArray.of(Types.INT4.oid(), List.of());
  }

  static long pgPostmasterStartTime(CallContext context) {
    return SessionFunctions.session(context).engine().started();
  }

  static long pgConfLoadTime(CallContext context) {
    return Clock.micros(SessionFunctions.session(context).engine().files().loaded());
  }

  /** Options of foreign tables and servers, of which there are none. */
  static Iterator<?> pgOptionsToTable(Object options) {
    return Collections.emptyIterator();
  }
}
