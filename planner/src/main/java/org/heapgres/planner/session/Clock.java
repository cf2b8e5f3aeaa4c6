package org.heapgres.planner.session;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Wall-clock time as PostgreSQL counts it. */
public final class Clock {
  /** 2000-01-01 UTC in seconds since 1970. */
  static final long EPOCH_SECONDS = 946_684_800L;

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'").withZone(ZoneOffset.UTC);

  private Clock() {}

  /** The time of now as the server's log shows it. */
  static String shown(boolean millis) {
    return (millis ? MILLIS : SECONDS).format(Instant.now());
  }

  /** Microseconds since 2000-01-01 UTC. */
  public static long micros() {
    return micros(Instant.now());
  }

  public static long micros(Instant time) {
    return (time.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + time.getNano() / 1000;
  }
}
