package org.heapgres.planner.functions;

import java.math.BigDecimal;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.DateTimes.YearMonthDay;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.TimeTz;

/** extract (numeric) and date_part (float8). */
final class ExtractFunctions {
  private ExtractFunctions() {}

  private static Numeric integer(long value) {
    return Numeric.of(value);
  }

  private static Numeric scaled(long micros, int decimals) {
    return Numeric.of(BigDecimal.valueOf(micros, decimals));
  }

  private static Double toDouble(Numeric value) {
    return value == null ? null : value.doubleValue();
  }

  static Numeric extractTimestamp(String unit, long timestamp) {
    return ofTimestamp(unit, timestamp, timestamp, null, Types.TIMESTAMP);
  }

  static Numeric extractTimestamptz(CallContext context, String unit, long utc) {
    if (!DateTimes.isFinite(utc)) {
      return ofTimestamp(unit, utc, utc, 0, Types.TIMESTAMPTZ);
    }
    int offset = TimeZones.offsetAt(context.formats().zone(), utc);
    return ofTimestamp(
        unit, utc + offset * DateTimes.MICROS_PER_SECOND, utc, offset, Types.TIMESTAMPTZ);
  }

  static Double timestampPart(String unit, long timestamp) {
    return toDouble(extractTimestamp(unit, timestamp));
  }

  static Double timestamptzPart(CallContext context, String unit, long utc) {
    return toDouble(extractTimestamptz(context, unit, utc));
  }

  private static Numeric infinite(DateTimeUnit unit, boolean positive) {
    if (!unit.isMonotonic()) {
      return null;
    }
    return positive ? Numeric.POSITIVE_INFINITY : Numeric.NEGATIVE_INFINITY;
  }

  private static Numeric ofTimestamp(
      String name, long local, long utc, Integer offset, PgType type) {
    DateTimeUnit unit = DateTimeUnit.of(name, type);
    if (!DateTimes.isFinite(local)) {
      return infinite(unit, local > 0);
    }
    long time = DateTimes.timeOf(local);
    int days = DateTimes.daysOf(local);
    return switch (unit) {
      case MICROSECONDS, MILLISECONDS, SECOND, MINUTE, HOUR -> ofTime(unit, time);
      case EPOCH ->
          Numeric.of(
              BigDecimal.valueOf(utc, 6)
                  .subtract(BigDecimal.valueOf(DateTimes.UNIX_EPOCH_DAYS * 86_400L)));
      case JULIAN -> {
        BigDecimal fraction =
            NumericMath.divide(
                BigDecimal.valueOf(time), BigDecimal.valueOf(DateTimes.MICROS_PER_DAY));
        yield Numeric.of(BigDecimal.valueOf(days + (long) DateTimes.EPOCH_JULIAN).add(fraction));
      }
      case TIMEZONE, TIMEZONE_HOUR, TIMEZONE_MINUTE -> {
        if (offset == null) {
          throw DateTimeUnit.notSupported(name, type);
        }
        yield ofZone(unit, offset);
      }
      default -> ofDate(unit, days);
    };
  }

  private static Numeric ofZone(DateTimeUnit unit, int offset) {
    return integer(
        switch (unit) {
          case TIMEZONE_HOUR -> offset / 3600;
          case TIMEZONE_MINUTE -> offset / 60 % 60;
          default -> offset;
        });
  }

  private static Numeric ofTime(DateTimeUnit unit, long time) {
    long inMinute = time % DateTimes.MICROS_PER_MINUTE;
    return switch (unit) {
      case MICROSECONDS -> integer(inMinute);
      case MILLISECONDS -> scaled(inMinute, 3);
      case SECOND -> scaled(inMinute, 6);
      case MINUTE -> integer(time / DateTimes.MICROS_PER_MINUTE % 60);
      default -> integer(time / DateTimes.MICROS_PER_HOUR);
    };
  }

  private static Numeric ofDate(DateTimeUnit unit, int days) {
    YearMonthDay date = DateTimes.date(days);
    int year = date.year();
    return integer(
        switch (unit) {
          case DAY -> date.day();
          case MONTH -> date.month();
          case QUARTER -> (date.month() - 1) / 3 + 1;
          case WEEK -> isoWeek(days);
          case ISOYEAR -> {
            int isoYear = isoYear(days);
            yield isoYear > 0 ? isoYear : isoYear - 1;
          }
          case YEAR -> date.historicYear();
          case DECADE -> Math.floorDiv(year, 10);
          case CENTURY -> year > 0 ? (year + 99) / 100 : -((99 - (year - 1)) / 100);
          case MILLENNIUM -> year > 0 ? (year + 999) / 1000 : -((999 - (year - 1)) / 1000);
          case DOW -> DateTimes.dayOfWeek(days);
          case ISODOW -> DateTimes.dayOfWeek(days) == 0 ? 7 : DateTimes.dayOfWeek(days);
          case DOY -> days - DateTimes.days(year, 1, 1) + 1;
          default -> throw new IllegalStateException(unit.name());
        });
  }

  /** The year of the Thursday of the date's week. */
  static int isoYear(int days) {
    int monday = days - Math.floorMod(DateTimes.dayOfWeek(days) - 1, 7);
    return DateTimes.date(monday + 3).year();
  }

  static int isoWeek(int days) {
    int monday = days - Math.floorMod(DateTimes.dayOfWeek(days) - 1, 7);
    return (monday + 3 - DateTimes.days(isoYear(days), 1, 1)) / 7 + 1;
  }

  static Numeric extractDate(String name, int days) {
    DateTimeUnit unit = DateTimeUnit.of(name, Types.DATE);
    if (!DateTimes.isFinite(days)) {
      return switch (unit) {
        case MICROSECONDS,
            MILLISECONDS,
            SECOND,
            MINUTE,
            HOUR,
            TIMEZONE,
            TIMEZONE_HOUR,
            TIMEZONE_MINUTE ->
            throw DateTimeUnit.notSupported(name, Types.DATE);
        default -> infinite(unit, days > 0);
      };
    }
    return switch (unit) {
      case MICROSECONDS,
          MILLISECONDS,
          SECOND,
          MINUTE,
          HOUR,
          TIMEZONE,
          TIMEZONE_HOUR,
          TIMEZONE_MINUTE ->
          throw DateTimeUnit.notSupported(name, Types.DATE);
      case EPOCH -> integer((days - (long) DateTimes.UNIX_EPOCH_DAYS) * 86_400);
      case JULIAN -> integer(days + (long) DateTimes.EPOCH_JULIAN);
      default -> ofDate(unit, days);
    };
  }

  static Double datePartTextDate(String unit, int days) {
    if (!DateTimes.isFinite(days)) {
      return timestampPart(unit, days > 0 ? DateTimes.INFINITY : DateTimes.MINUS_INFINITY);
    }
    return timestampPart(unit, days * DateTimes.MICROS_PER_DAY);
  }

  static Numeric extractTime(String name, long time) {
    DateTimeUnit unit = DateTimeUnit.of(name, Types.TIME);
    return switch (unit) {
      case MICROSECONDS, MILLISECONDS, SECOND, MINUTE, HOUR -> ofTime(unit, time);
      case EPOCH -> scaled(time, 6);
      default -> throw DateTimeUnit.notSupported(name, Types.TIME);
    };
  }

  static Double timePart(String unit, long time) {
    return toDouble(extractTime(unit, time));
  }

  static Numeric extractTimetz(String name, TimeTz time) {
    DateTimeUnit unit = DateTimeUnit.of(name, Types.TIMETZ);
    return switch (unit) {
      case MICROSECONDS, MILLISECONDS, SECOND, MINUTE, HOUR -> ofTime(unit, time.micros());
      case EPOCH -> scaled(time.utcMicros(), 6);
      case TIMEZONE, TIMEZONE_HOUR, TIMEZONE_MINUTE -> ofZone(unit, -time.zoneSeconds());
      default -> throw DateTimeUnit.notSupported(name, Types.TIMETZ);
    };
  }

  static Double timetzPart(String unit, TimeTz time) {
    if (DateTimeUnit.of(unit, Types.TIMETZ) == DateTimeUnit.EPOCH) {
      return time.micros() / (double) DateTimes.MICROS_PER_SECOND + time.zoneSeconds();
    }
    return toDouble(extractTimetz(unit, time));
  }

  static Numeric extractInterval(String name, Interval interval) {
    DateTimeUnit unit = DateTimeUnit.of(name, Types.INTERVAL);
    if (!interval.isFinite()) {
      return switch (unit) {
        case HOUR, DAY, YEAR, DECADE, CENTURY, MILLENNIUM, EPOCH ->
            interval.isPositiveInfinity() ? Numeric.POSITIVE_INFINITY : Numeric.NEGATIVE_INFINITY;
        case MICROSECONDS, MILLISECONDS, SECOND, MINUTE, WEEK, MONTH, QUARTER -> null;
        default -> throw DateTimeUnit.notSupported(name, Types.INTERVAL);
      };
    }
    int months = interval.months();
    long inMinute = interval.micros() % DateTimes.MICROS_PER_MINUTE;
    return switch (unit) {
      case MICROSECONDS -> integer(inMinute);
      case MILLISECONDS -> scaled(inMinute, 3);
      case SECOND -> scaled(inMinute, 6);
      case MINUTE -> integer(interval.micros() / DateTimes.MICROS_PER_MINUTE % 60);
      case HOUR -> integer(interval.micros() / DateTimes.MICROS_PER_HOUR);
      case DAY -> integer(interval.days());
      case WEEK -> integer(interval.days() / 7);
      case MONTH -> integer(months % 12);
      case QUARTER -> integer(months >= 0 ? months % 12 / 3 + 1 : -(-months % 12 / 3 + 1));
      case YEAR -> integer(months / 12);
      case DECADE -> integer(months / 120);
      case CENTURY -> integer(months / 1200);
      case MILLENNIUM -> integer(months / 12_000);
      case EPOCH -> IntervalFunctions.epoch(interval);
      default -> throw DateTimeUnit.notSupported(name, Types.INTERVAL);
    };
  }

  static Double intervalPart(String unit, Interval interval) {
    if (DateTimeUnit.of(unit, Types.INTERVAL) == DateTimeUnit.EPOCH && interval.isFinite()) {
      int years = interval.months() / 12;
      return interval.micros() / (double) DateTimes.MICROS_PER_SECOND
          + 365.25 * 86_400 * years
          + 30.0 * 86_400 * (interval.months() % 12)
          + 86_400.0 * interval.days();
    }
    return toDouble(extractInterval(unit, interval));
  }
}
