package org.heapgres.storage.value;

/**
 * A value of type time with time zone. Immutable.
 *
 * @param micros local time since midnight
 * @param zoneSeconds the zone's offset in seconds west of UTC, as in PostgreSQL's binary format
 *     ({@code +02} is -7200)
 */
public record TimeTz(long micros, int zoneSeconds) implements Comparable<TimeTz> {
  private static final long MICROS_PER_SECOND = 1_000_000L;

  /** Microseconds of the same moment in UTC; may lie outside the day. */
  public long utcMicros() {
    return micros + zoneSeconds * MICROS_PER_SECOND;
  }

  /** By moment, then by zone. */
  @Override
  public int compareTo(TimeTz other) {
    int byMoment = Long.compare(utcMicros(), other.utcMicros());
    return byMoment != 0 ? byMoment : Integer.compare(zoneSeconds, other.zoneSeconds);
  }
}
