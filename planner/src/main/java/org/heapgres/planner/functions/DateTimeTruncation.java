package org.heapgres.planner.functions;

import java.time.ZoneId;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.DateTimes.YearMonthDay;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;

/** date_trunc and date_bin. */
final class DateTimeTruncation {
  private static final long DAY = DateTimes.MICROS_PER_DAY;

  private DateTimeTruncation() {}

  static long timestampTrunc(String unit, long timestamp) {
    return truncated(unit, timestamp, Types.TIMESTAMP);
  }

  static long timestamptzTrunc(CallContext context, String unit, long utc) {
    return truncatedInZone(unit, utc, context.formats().zone());
  }

  static long timestamptzTruncZone(String unit, long utc, String zone) {
    return DateTimes.isFinite(utc)
        ? truncatedInZone(unit, utc, ZoneFunctions.zone(zone))
        : truncated(unit, utc, Types.TIMESTAMPTZ);
  }

  private static long truncatedInZone(String name, long utc, ZoneId zone) {
    DateTimeUnit unit = DateTimeUnit.of(name, Types.TIMESTAMPTZ);
    if (!DateTimes.isFinite(utc)) {
      return truncated(name, utc, Types.TIMESTAMPTZ);
    }
    int offset = TimeZones.offsetAt(zone, utc);
    long local = utc + offset * DateTimes.MICROS_PER_SECOND;
    long result = truncated(name, local, Types.TIMESTAMPTZ);
    return switch (unit) {
      case MICROSECONDS, MILLISECONDS, SECOND, MINUTE, HOUR ->
          result - offset * DateTimes.MICROS_PER_SECOND;
      default -> DateTimes.toUtc(result, zone);
    };
  }

  private static long truncated(String name, long timestamp, PgType type) {
    DateTimeUnit unit = DateTimeUnit.of(name, type);
    switch (unit) {
      case DOW, ISODOW, DOY, ISOYEAR, JULIAN, EPOCH -> throw DateTimeUnit.notRecognized(name, type);
      case TIMEZONE, TIMEZONE_HOUR, TIMEZONE_MINUTE -> throw DateTimeUnit.notSupported(name, type);
      default -> {}
    }
    if (!DateTimes.isFinite(timestamp)) {
      return timestamp;
    }
    int days = DateTimes.daysOf(timestamp);
    YearMonthDay date = DateTimes.date(days);
    int year = date.year();
    return switch (unit) {
      case MICROSECONDS -> timestamp;
      case MILLISECONDS -> floor(timestamp, 1000);
      case SECOND -> floor(timestamp, DateTimes.MICROS_PER_SECOND);
      case MINUTE -> floor(timestamp, DateTimes.MICROS_PER_MINUTE);
      case HOUR -> floor(timestamp, DateTimes.MICROS_PER_HOUR);
      case DAY -> days * DAY;
      case WEEK -> (days - Math.floorMod(DateTimes.dayOfWeek(days) - 1, 7)) * DAY;
      case MONTH -> DateTimes.days(year, date.month(), 1) * DAY;
      case QUARTER -> DateTimes.days(year, (date.month() - 1) / 3 * 3 + 1, 1) * DAY;
      case YEAR -> DateTimes.days(year, 1, 1) * DAY;
      case DECADE ->
          DateTimes.days(year > 0 ? year / 10 * 10 : -((8 - (year - 1)) / 10) * 10, 1, 1) * DAY;
      case CENTURY ->
          DateTimes.days(
                  year > 0 ? (year + 99) / 100 * 100 - 99 : -((99 - (year - 1)) / 100) * 100 + 1,
                  1,
                  1)
              * DAY;
      default ->
          DateTimes.days(
                  year > 0
                      ? (year + 999) / 1000 * 1000 - 999
                      : -((999 - (year - 1)) / 1000) * 1000 + 1,
                  1,
                  1)
              * DAY;
    };
  }

  private static long floor(long value, long unit) {
    return Math.floorDiv(value, unit) * unit;
  }

  static Interval intervalTrunc(String name, Interval interval) {
    DateTimeUnit unit = DateTimeUnit.of(name, Types.INTERVAL);
    int months = interval.months();
    int days = interval.days();
    long micros = interval.micros();
    Interval result =
        switch (unit) {
          case MICROSECONDS -> interval;
          case MILLISECONDS -> new Interval(months, days, micros / 1000 * 1000);
          case SECOND -> new Interval(months, days, cut(micros, DateTimes.MICROS_PER_SECOND));
          case MINUTE -> new Interval(months, days, cut(micros, DateTimes.MICROS_PER_MINUTE));
          case HOUR -> new Interval(months, days, cut(micros, DateTimes.MICROS_PER_HOUR));
          case DAY -> new Interval(months, days, 0);
          case MONTH -> new Interval(months, 0, 0);
          case QUARTER -> new Interval(months / 3 * 3, 0, 0);
          case YEAR -> new Interval(months / 12 * 12, 0, 0);
          case DECADE -> new Interval(months / 120 * 120, 0, 0);
          case CENTURY -> new Interval(months / 1200 * 1200, 0, 0);
          case MILLENNIUM -> new Interval(months / 12_000 * 12_000, 0, 0);
          case WEEK ->
              throw DateTimeUnit.notSupported(name, Types.INTERVAL)
                  .withDetail("Months usually have fractional weeks.");
          default -> throw DateTimeUnit.notSupported(name, Types.INTERVAL);
        };
    return interval.isFinite() ? result : interval;
  }

  static long cut(long micros, long unit) {
    return micros / unit * unit;
  }

  static long timestampBin(Interval stride, long timestamp, long origin) {
    if (!DateTimes.isFinite(timestamp)) {
      return timestamp;
    }
    if (!DateTimes.isFinite(origin)) {
      throw new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "origin out of range");
    }
    if (!stride.isFinite()) {
      throw new PgException(
          SqlState.DATETIME_FIELD_OVERFLOW, "timestamps cannot be binned into infinite intervals");
    }
    if (stride.months() != 0) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "timestamps cannot be binned into intervals containing months or years");
    }
    long width = stride.days() * DAY + stride.micros();
    if (width <= 0) {
      throw new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "stride must be greater than zero");
    }
    return origin + floor(timestamp - origin, width);
  }

  static long timestamptzBin(Interval stride, long timestamp, long origin) {
    return timestampBin(stride, timestamp, origin);
  }
}
