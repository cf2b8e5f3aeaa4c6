package org.heapgres.storage.value;

import java.math.BigInteger;

/**
 * A value of type interval, in PostgreSQL's three independent parts. Immutable.
 *
 * <p>Order and equality count a month as 30 days and a day as 24 hours, so {@code 1 mon} equals
 * {@code 30 days}. All parts at their minimum or maximum are the infinities.
 */
public record Interval(int months, int days, long micros) implements Comparable<Interval> {
  public static final Interval ZERO = new Interval(0, 0, 0);
  public static final Interval POSITIVE_INFINITY =
      new Interval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
  public static final Interval NEGATIVE_INFINITY =
      new Interval(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);

  public static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final int DAYS_PER_MONTH = 30;

  public boolean isFinite() {
    return !isPositiveInfinity() && !isNegativeInfinity();
  }

  public boolean isPositiveInfinity() {
    return months == Integer.MAX_VALUE && days == Integer.MAX_VALUE && micros == Long.MAX_VALUE;
  }

  public boolean isNegativeInfinity() {
    return months == Integer.MIN_VALUE && days == Integer.MIN_VALUE && micros == Long.MIN_VALUE;
  }

  /** Whole days of the length that order and equality go by; together with {@link #spanMicros}. */
  public long spanDays() {
    return (long) months * DAYS_PER_MONTH + days + Math.floorDiv(micros, MICROS_PER_DAY);
  }

  /** What {@link #spanDays} leaves over: 0 to a day. */
  public long spanMicros() {
    return Math.floorMod(micros, MICROS_PER_DAY);
  }

  /** The length that order and equality go by, in microseconds. */
  public BigInteger span() {
    return BigInteger.valueOf(spanDays())
        .multiply(BigInteger.valueOf(MICROS_PER_DAY))
        .add(BigInteger.valueOf(spanMicros()));
  }

  @Override
  public int compareTo(Interval other) {
    int byDays = Long.compare(spanDays(), other.spanDays());
    return byDays != 0 ? byDays : Long.compare(spanMicros(), other.spanMicros());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Interval interval && compareTo(interval) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(spanDays()) * 31 + Long.hashCode(spanMicros());
  }
}
