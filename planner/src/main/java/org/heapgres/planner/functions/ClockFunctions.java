package org.heapgres.planner.functions;

import java.time.Instant;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** The clock, and waiting by it. */
final class ClockFunctions {
  private ClockFunctions() {}

  static long now(CallContext context) {
    return context.session().transactionTimestamp();
  }

  static long statementTimestamp(CallContext context) {
    return context.session().statementTimestamp();
  }

  static long clockTimestamp() {
    Instant now = Instant.now();
    return (now.getEpochSecond() - 946_684_800L) * 1_000_000 + now.getNano() / 1000;
  }

  static String timeofday(CallContext context) {
    FormatSettings formats =
        context
            .formats()
            .withDateStyle(FormatSettings.DateStyle.POSTGRES, FormatSettings.DateOrder.MDY);
    return DateTimes.timestamptzText(clockTimestamp(), formats);
  }

  static String pgSleep(CallContext context, double seconds) {
    long end = System.nanoTime() + (long) (Math.max(0, seconds) * 1e9);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      context.session().checkCancel();
      try {
        Thread.sleep(Math.min(left / 1_000_000 + 1, 20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        context.session().checkCancel();
        throw new PgException(
            SqlState.QUERY_CANCELED, "canceling statement due to user request", e);
      }
    }
    return "";
  }
}
