package org.heapgres.planner.session;

import java.time.Instant;

/** Wall-clock time as PostgreSQL counts it. */
final class Clock {
  private static final long EPOCH_SECONDS = 946_684_800L;

  private Clock() {}

  /** Microseconds since 2000-01-01 UTC. */
  static long micros() {
    return micros(Instant.now());
  }

  static long micros(Instant time) {
    return (time.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + time.getNano() / 1000;
  }
}
