package org.heapgres.planner.functions;

import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.FloatCodecs;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.TimeTz;

/** Casts among date, time and timestamp, and comparisons of one with another. */
public final class DateTimeCasts {
  private static final long DAY = DateTimes.MICROS_PER_DAY;

  private DateTimeCasts() {}

  // Casts

  public static long dateTimestamp(int date) {
    if (!DateTimes.isFinite(date)) {
      return date > 0 ? DateTimes.INFINITY : DateTimes.MINUS_INFINITY;
    }
    if (date >= 106_751_991) {
      throw dateOutOfRangeForTimestamp();
    }
    return date * DAY;
  }

  private static PgException dateOutOfRangeForTimestamp() {
    return new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range for timestamp");
  }

  static long dateTimestamptz(CallContext context, int date) {
    long utc = DateTimes.toUtc(dateTimestamp(date), context.formats().zone());
    if (DateTimes.isFinite(date) && !DateTimes.isValidTimestamp(utc)) {
      throw dateOutOfRangeForTimestamp();
    }
    return utc;
  }

  static int timestampDate(long timestamp) {
    if (!DateTimes.isFinite(timestamp)) {
      return timestamp > 0 ? DateTimes.DATE_INFINITY : DateTimes.DATE_MINUS_INFINITY;
    }
    return DateTimes.daysOf(timestamp);
  }

  static int timestamptzDate(CallContext context, long utc) {
    return timestampDate(DateTimes.toLocal(utc, context.formats().zone()));
  }

  static Long timestampTime(long timestamp) {
    return DateTimes.isFinite(timestamp) ? DateTimes.timeOf(timestamp) : null;
  }

  static Long timestamptzTime(CallContext context, long utc) {
    return timestampTime(DateTimes.toLocal(utc, context.formats().zone()));
  }

  static long timestampTimestamptz(CallContext context, long timestamp) {
    long utc = DateTimes.toUtc(timestamp, context.formats().zone());
    return DateTimes.isFinite(timestamp) ? DateTimeFunctions.checked(utc) : utc;
  }

  static long timestamptzTimestamp(CallContext context, long utc) {
    return DateTimes.toLocal(utc, context.formats().zone());
  }

  static TimeTz timestamptzTimetz(CallContext context, long utc) {
    if (!DateTimes.isFinite(utc)) {
      return null;
    }
    int offset = TimeZones.offsetAt(context.formats().zone(), utc);
    return new TimeTz(DateTimes.timeOf(utc + offset * DateTimes.MICROS_PER_SECOND), -offset);
  }

  static TimeTz timeTimetz(CallContext context, long time) {
    int offset =
        TimeZones.offsetAt(
            context.formats().zone(), context.formats().environment().transactionTimestamp());
    return new TimeTz(time, -offset);
  }

  static long timetzTime(TimeTz time) {
    return time.micros();
  }

  private static void checkPrecision(int typmod) {
    if (typmod < -1 || typmod > 6) {
      throw Errors.invalidParameter("timestamp(" + typmod + ") precision must be between 0 and 6");
    }
  }

  static long timestampScale(long timestamp, int typmod) {
    if (DateTimes.isFinite(timestamp)) {
      checkPrecision(typmod);
    }
    return (Long) Types.TIMESTAMP.coerce(timestamp, typmod, true);
  }

  static long timestamptzScale(long timestamp, int typmod) {
    return timestampScale(timestamp, typmod);
  }

  static long timeScale(long time, int typmod) {
    return (Long) Types.TIME.coerce(time, typmod, true);
  }

  static TimeTz timetzScale(TimeTz time, int typmod) {
    return (TimeTz) Types.TIMETZ.coerce(time, typmod, true);
  }

  static long float8Timestamptz(double seconds) {
    if (Double.isNaN(seconds)) {
      throw new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp cannot be NaN");
    }
    if (Double.isInfinite(seconds)) {
      return seconds > 0 ? DateTimes.INFINITY : DateTimes.MINUS_INFINITY;
    }
    double micros =
        Math.rint((seconds + DateTimes.UNIX_EPOCH_DAYS * 86_400.0) * DateTimes.MICROS_PER_SECOND);
    if (!(micros >= -2.2e17 && micros < 0x1p63) || !DateTimes.isValidTimestamp((long) micros)) {
      throw new PgException(
          SqlState.DATETIME_FIELD_OVERFLOW,
          "timestamp out of range: \"" + FloatCodecs.text(seconds, 0) + "\"");
    }
    return (long) micros;
  }

  // Comparisons of a date or timestamp with another kind

  static int dateCmpTimestamp(int date, long timestamp) {
    return Long.compare(widened(date), timestamp);
  }

  static int dateCmpTimestamptz(CallContext context, int date, long utc) {
    long local = widened(date);
    return Long.compare(
        local == DateTimes.INFINITY - 1 ? local : DateTimes.toUtc(local, context.formats().zone()),
        utc);
  }

  static int timestampCmpDate(long timestamp, int date) {
    return Long.compare(timestamp, widened(date));
  }

  static int timestamptzCmpDate(CallContext context, long utc, int date) {
    return -dateCmpTimestamptz(context, date, utc);
  }

  static int timestampCmpTimestamptz(CallContext context, long timestamp, long utc) {
    return Long.compare(DateTimes.toUtc(timestamp, context.formats().zone()), utc);
  }

  static int timestamptzCmpTimestamp(CallContext context, long utc, long timestamp) {
    return -timestampCmpTimestamptz(context, timestamp, utc);
  }

  /** A date beyond the range of timestamps is later than all of them but infinity. */
  private static long widened(int date) {
    if (DateTimes.isFinite(date) && date >= 106_751_991) {
      return DateTimes.INFINITY - 1;
    }
    return dateTimestamp(date);
  }
}
