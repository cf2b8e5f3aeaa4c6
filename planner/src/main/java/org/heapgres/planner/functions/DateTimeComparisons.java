package org.heapgres.planner.functions;

import static org.heapgres.planner.functions.DateTimeCasts.dateCmpTimestamp;
import static org.heapgres.planner.functions.DateTimeCasts.dateCmpTimestamptz;
import static org.heapgres.planner.functions.DateTimeCasts.timestampCmpDate;
import static org.heapgres.planner.functions.DateTimeCasts.timestampCmpTimestamptz;
import static org.heapgres.planner.functions.DateTimeCasts.timestamptzCmpDate;
import static org.heapgres.planner.functions.DateTimeCasts.timestamptzCmpTimestamp;

/** The comparison operators between date, timestamp and timestamptz. */
final class DateTimeComparisons {
  private DateTimeComparisons() {}

  static boolean dateEqTimestamp(int left, long right) {
    return dateCmpTimestamp(left, right) == 0;
  }

  static boolean dateNeTimestamp(int left, long right) {
    return dateCmpTimestamp(left, right) != 0;
  }

  static boolean dateLtTimestamp(int left, long right) {
    return dateCmpTimestamp(left, right) < 0;
  }

  static boolean dateLeTimestamp(int left, long right) {
    return dateCmpTimestamp(left, right) <= 0;
  }

  static boolean dateGtTimestamp(int left, long right) {
    return dateCmpTimestamp(left, right) > 0;
  }

  static boolean dateGeTimestamp(int left, long right) {
    return dateCmpTimestamp(left, right) >= 0;
  }

  static boolean dateEqTimestamptz(CallContext context, int left, long right) {
    return dateCmpTimestamptz(context, left, right) == 0;
  }

  static boolean dateNeTimestamptz(CallContext context, int left, long right) {
    return dateCmpTimestamptz(context, left, right) != 0;
  }

  static boolean dateLtTimestamptz(CallContext context, int left, long right) {
    return dateCmpTimestamptz(context, left, right) < 0;
  }

  static boolean dateLeTimestamptz(CallContext context, int left, long right) {
    return dateCmpTimestamptz(context, left, right) <= 0;
  }

  static boolean dateGtTimestamptz(CallContext context, int left, long right) {
    return dateCmpTimestamptz(context, left, right) > 0;
  }

  static boolean dateGeTimestamptz(CallContext context, int left, long right) {
    return dateCmpTimestamptz(context, left, right) >= 0;
  }

  static boolean timestampEqDate(long left, int right) {
    return timestampCmpDate(left, right) == 0;
  }

  static boolean timestampNeDate(long left, int right) {
    return timestampCmpDate(left, right) != 0;
  }

  static boolean timestampLtDate(long left, int right) {
    return timestampCmpDate(left, right) < 0;
  }

  static boolean timestampLeDate(long left, int right) {
    return timestampCmpDate(left, right) <= 0;
  }

  static boolean timestampGtDate(long left, int right) {
    return timestampCmpDate(left, right) > 0;
  }

  static boolean timestampGeDate(long left, int right) {
    return timestampCmpDate(left, right) >= 0;
  }

  static boolean timestamptzEqDate(CallContext context, long left, int right) {
    return timestamptzCmpDate(context, left, right) == 0;
  }

  static boolean timestamptzNeDate(CallContext context, long left, int right) {
    return timestamptzCmpDate(context, left, right) != 0;
  }

  static boolean timestamptzLtDate(CallContext context, long left, int right) {
    return timestamptzCmpDate(context, left, right) < 0;
  }

  static boolean timestamptzLeDate(CallContext context, long left, int right) {
    return timestamptzCmpDate(context, left, right) <= 0;
  }

  static boolean timestamptzGtDate(CallContext context, long left, int right) {
    return timestamptzCmpDate(context, left, right) > 0;
  }

  static boolean timestamptzGeDate(CallContext context, long left, int right) {
    return timestamptzCmpDate(context, left, right) >= 0;
  }

  static boolean timestampEqTimestamptz(CallContext context, long left, long right) {
    return timestampCmpTimestamptz(context, left, right) == 0;
  }

  static boolean timestampNeTimestamptz(CallContext context, long left, long right) {
    return timestampCmpTimestamptz(context, left, right) != 0;
  }

  static boolean timestampLtTimestamptz(CallContext context, long left, long right) {
    return timestampCmpTimestamptz(context, left, right) < 0;
  }

  static boolean timestampLeTimestamptz(CallContext context, long left, long right) {
    return timestampCmpTimestamptz(context, left, right) <= 0;
  }

  static boolean timestampGtTimestamptz(CallContext context, long left, long right) {
    return timestampCmpTimestamptz(context, left, right) > 0;
  }

  static boolean timestampGeTimestamptz(CallContext context, long left, long right) {
    return timestampCmpTimestamptz(context, left, right) >= 0;
  }

  static boolean timestamptzEqTimestamp(CallContext context, long left, long right) {
    return timestamptzCmpTimestamp(context, left, right) == 0;
  }

  static boolean timestamptzNeTimestamp(CallContext context, long left, long right) {
    return timestamptzCmpTimestamp(context, left, right) != 0;
  }

  static boolean timestamptzLtTimestamp(CallContext context, long left, long right) {
    return timestamptzCmpTimestamp(context, left, right) < 0;
  }

  static boolean timestamptzLeTimestamp(CallContext context, long left, long right) {
    return timestamptzCmpTimestamp(context, left, right) <= 0;
  }

  static boolean timestamptzGtTimestamp(CallContext context, long left, long right) {
    return timestamptzCmpTimestamp(context, left, right) > 0;
  }

  static boolean timestamptzGeTimestamp(CallContext context, long left, long right) {
    return timestamptzCmpTimestamp(context, left, right) >= 0;
  }
}
