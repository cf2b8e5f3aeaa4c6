package org.heapgres.planner.functions;

import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.TimeTz;

/** OVERLAPS of two periods, each from a start to an end or of a length (manual, 9.9). */
final class OverlapsFunctions {
  private OverlapsFunctions() {}

  static Boolean overlapsTimestamp(Long start1, Long end1, Long start2, Long end2) {
    return overlaps(start1, end1, start2, end2);
  }

  static Boolean overlapsTime(Long start1, Long end1, Long start2, Long end2) {
    return overlaps(start1, end1, start2, end2);
  }

  static Boolean overlapsTimetz(TimeTz start1, TimeTz end1, TimeTz start2, TimeTz end2) {
    return overlaps(start1, end1, start2, end2);
  }

  /** SQL's OVERLAPS with its treatment of NULL, as in the manual's section 9.9. */
  private static <T extends Comparable<T>> Boolean overlaps(
      T firstStart, T firstEnd, T secondStart, T secondEnd) {
    T start1 = firstStart;
    T end1 = firstEnd;
    T start2 = secondStart;
    T end2 = secondEnd;
    if (start1 == null || (end1 != null && start1.compareTo(end1) > 0)) {
      T swap = start1;
      start1 = end1;
      end1 = swap;
    }
    if (start2 == null || (end2 != null && start2.compareTo(end2) > 0)) {
      T swap = start2;
      start2 = end2;
      end2 = swap;
    }
    if (start1 == null || start2 == null) {
      return null;
    }
    int order = start1.compareTo(start2);
    if (order == 0) {
      return (end1 == null || end2 == null) ? null : Boolean.TRUE;
    }
    T laterStart = order > 0 ? start1 : start2;
    T laterEnd = order > 0 ? end1 : end2;
    T earlierEnd = order > 0 ? end2 : end1;
    if (earlierEnd == null) {
      return null;
    }
    if (laterStart.compareTo(earlierEnd) < 0) {
      return true;
    }
    return laterEnd == null ? null : Boolean.FALSE;
  }

  static Boolean overlapsTimestampTimestampTimestampInterval(
      Long start1, Long end1, Long start2, Interval length2) {
    return overlaps(start1, end1, start2, plus(start2, length2));
  }

  static Boolean overlapsTimestampIntervalTimestampTimestamp(
      Long start1, Interval length1, Long start2, Long end2) {
    return overlaps(start1, plus(start1, length1), start2, end2);
  }

  static Boolean overlapsTimestampIntervalTimestampInterval(
      Long start1, Interval length1, Long start2, Interval length2) {
    return overlaps(start1, plus(start1, length1), start2, plus(start2, length2));
  }

  private static Long plus(Long timestamp, Interval length) {
    return timestamp == null || length == null
        ? null
        : (Long) DateTimeFunctions.timestampPlInterval(timestamp, length);
  }

  static Boolean overlapsTimestamptzTimestamptzTimestamptzInterval(
      CallContext context, Long start1, Long end1, Long start2, Interval length2) {
    return overlaps(start1, end1, start2, zoned(context, start2, length2));
  }

  static Boolean overlapsTimestamptzIntervalTimestamptzTimestamptz(
      CallContext context, Long start1, Interval length1, Long start2, Long end2) {
    return overlaps(start1, zoned(context, start1, length1), start2, end2);
  }

  static Boolean overlapsTimestamptzIntervalTimestamptzInterval(
      CallContext context, Long start1, Interval length1, Long start2, Interval length2) {
    return overlaps(
        start1, zoned(context, start1, length1), start2, zoned(context, start2, length2));
  }

  private static Long zoned(CallContext context, Long timestamp, Interval length) {
    return timestamp == null || length == null
        ? null
        : (Long) DateTimeFunctions.timestamptzPlInterval(context, timestamp, length);
  }

  static Boolean overlapsTimeTimeTimeInterval(
      Long start1, Long end1, Long start2, Interval length2) {
    return overlaps(start1, end1, start2, timed(start2, length2));
  }

  static Boolean overlapsTimeIntervalTimeTime(
      Long start1, Interval length1, Long start2, Long end2) {
    return overlaps(start1, timed(start1, length1), start2, end2);
  }

  static Boolean overlapsTimeIntervalTimeInterval(
      Long start1, Interval length1, Long start2, Interval length2) {
    return overlaps(start1, timed(start1, length1), start2, timed(start2, length2));
  }

  private static Long timed(Long time, Interval length) {
    return time == null || length == null
        ? null
        : (Long) DateTimeFunctions.timePlInterval(time, length);
  }
}
