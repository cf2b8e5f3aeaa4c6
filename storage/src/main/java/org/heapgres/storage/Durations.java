package org.heapgres.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long something took, each time since the server was started: how often, by ranges of time. To
 * add one costs nanoseconds. Thread-safe.
 */
public final class Durations {
  /** Where ranges end, in nanoseconds and inclusive; the last range has no end. */
  private static final long[] ENDS = {
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L
  };

  private static final double NANOS_PER_SECOND = 1e9;

  private final List<LongAdder> counts = new ArrayList<>();
  private final LongAdder nanos = new LongAdder();

  public Durations() {
    for (int i = 0; i <= ENDS.length; i++) {
      counts.add(new LongAdder());
    }
  }

  public void add(long duration) {
    int found = Arrays.binarySearch(ENDS, duration);
    counts.get(found < 0 ? ~found : found).increment();
    nanos.add(duration);
  }

  /** As they are now. */
  public Snapshot snapshot() {
    return new Snapshot(counts.stream().map(LongAdder::sum).toList(), nanos.sum());
  }

  /** Where the ranges end, in seconds; infinity last. */
  public static List<Double> ends() {
    List<Double> result = new ArrayList<>();
    for (long end : ENDS) {
      result.add(end / NANOS_PER_SECOND);
    }
    result.add(Double.POSITIVE_INFINITY);
    return Collections.unmodifiableList(result);
  }

  /**
   * As they were at one time.
   *
   * @param counts by range, see {@link #ends}
   * @param nanos of all together
   */
  public record Snapshot(List<Long> counts, long nanos) {
    public long count() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }

    public double seconds() {
      return nanos / NANOS_PER_SECOND;
    }
  }
}
