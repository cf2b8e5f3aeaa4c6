package org.heapgres.planner.functions;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.DateTimes.YearMonthDay;
import org.heapgres.planner.types.FloatCodecs;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.TimeTz;

/** date, time and timestamp: arithmetic, age, and making them from their fields. */
final class DateTimeFunctions {
  private static final Pattern NUMERIC_ZONE =
      Pattern.compile("([+-])(\\d{1,4})(?::(\\d{0,2})(?::(\\d{0,2}))?)?");

  private static final long DAY = DateTimes.MICROS_PER_DAY;

  private DateTimeFunctions() {}

  // Arithmetic

  static long checked(long timestamp) {
    if (!DateTimes.isValidTimestamp(timestamp)) {
      throw DateTimes.timestampOutOfRange();
    }
    return timestamp;
  }

  /** The day of the month is cut to the length of the new month. */
  private static int addMonths(int days, int months) {
    YearMonthDay date = DateTimes.date(days);
    long index = date.year() * 12L + date.month() - 1 + months;
    int year = (int) Math.floorDiv(index, 12L);
    int month = (int) Math.floorMod(index, 12L) + 1;
    return DateTimes.days(year, month, Math.min(date.day(), DateTimes.daysInMonth(year, month)));
  }

  private static long plusDate(long local, int months, int days) {
    int day = DateTimes.daysOf(local);
    long moved = (months != 0 ? addMonths(day, months) : day) + (long) days;
    try {
      return Math.addExact(Math.multiplyExact(moved, DAY), DateTimes.timeOf(local));
    } catch (ArithmeticException e) {
      throw DateTimes.timestampOutOfRange();
    }
  }

  private static long plusMicros(long timestamp, long micros) {
    try {
      return checked(Math.addExact(timestamp, micros));
    } catch (ArithmeticException e) {
      throw DateTimes.timestampOutOfRange();
    }
  }

  private static long infiniteSum(long timestamp, Interval interval) {
    long infinity = interval.isPositiveInfinity() ? DateTimes.INFINITY : DateTimes.MINUS_INFINITY;
    if (!interval.isFinite() && !DateTimes.isFinite(timestamp) && timestamp != infinity) {
      throw DateTimes.timestampOutOfRange();
    }
    return interval.isFinite() ? timestamp : infinity;
  }

  static long timestampPlInterval(long timestamp, Interval interval) {
    if (!DateTimes.isFinite(timestamp) || !interval.isFinite()) {
      return infiniteSum(timestamp, interval);
    }
    return plusMicros(
        checked(plusDate(timestamp, interval.months(), interval.days())), interval.micros());
  }

  static long timestampMiInterval(long timestamp, Interval interval) {
    return timestampPlInterval(timestamp, IntervalFunctions.intervalUm(interval));
  }

  static long timestamptzPlInterval(CallContext context, long utc, Interval interval) {
    return plusInZone(utc, interval, context.formats().zone());
  }

  static long timestamptzMiInterval(CallContext context, long utc, Interval interval) {
    return timestamptzPlInterval(context, utc, IntervalFunctions.intervalUm(interval));
  }

  static long timestamptzPlIntervalAtZone(long utc, Interval interval, String zone) {
    return plusInZone(utc, interval, ZoneFunctions.zone(zone));
  }

  static long timestamptzMiIntervalAtZone(long utc, Interval interval, String zone) {
    return timestamptzPlIntervalAtZone(utc, IntervalFunctions.intervalUm(interval), zone);
  }

  /** Months and days are added to what clocks in the zone show. */
  static long plusInZone(long utc, Interval interval, ZoneId zone) {
    if (!DateTimes.isFinite(utc) || !interval.isFinite()) {
      return infiniteSum(utc, interval);
    }
    long moved = utc;
    if (interval.months() != 0 || interval.days() != 0) {
      long local = DateTimes.toLocal(utc, zone);
      moved = DateTimes.toUtc(plusDate(local, interval.months(), interval.days()), zone);
    }
    return plusMicros(checked(moved), interval.micros());
  }

  static long intervalPlTimestampIntervalTimestamp(Interval interval, long timestamp) {
    return timestampPlInterval(timestamp, interval);
  }

  static long intervalPlTimestamptzIntervalTimestamptz(
      CallContext context, Interval interval, long utc) {
    return timestamptzPlInterval(context, utc, interval);
  }

  static Interval timestampMi(long a, long b) {
    if (!DateTimes.isFinite(a) || !DateTimes.isFinite(b)) {
      if (a == b) {
        throw IntervalFunctions.outOfRange();
      }
      boolean positive = a == DateTimes.INFINITY || b == DateTimes.MINUS_INFINITY;
      return positive ? Interval.POSITIVE_INFINITY : Interval.NEGATIVE_INFINITY;
    }
    try {
      return IntervalFunctions.intervalJustifyHours(new Interval(0, 0, Math.subtractExact(a, b)));
    } catch (ArithmeticException e) {
      throw IntervalFunctions.outOfRange();
    }
  }

  static int datePli(int date, int days) {
    return shiftedDate(date, days);
  }

  static int dateMii(int date, int days) {
    return shiftedDate(date, -(long) days);
  }

  private static int shiftedDate(int date, long days) {
    if (!DateTimes.isFinite(date)) {
      return date;
    }
    long result = date + days;
    if (!DateTimes.isValidDate(result)) {
      throw DateTimes.dateOutOfRange();
    }
    return (int) result;
  }

  static int integerPlDateInt4Date(int days, int date) {
    return datePli(date, days);
  }

  static int dateMi(int a, int b) {
    if (!DateTimes.isFinite(a) || !DateTimes.isFinite(b)) {
      throw new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite dates");
    }
    return a - b;
  }

  static long datePlInterval(int date, Interval interval) {
    return timestampPlInterval(DateTimeCasts.dateTimestamp(date), interval);
  }

  static long dateMiInterval(int date, Interval interval) {
    return timestampMiInterval(DateTimeCasts.dateTimestamp(date), interval);
  }

  static long intervalPlDateIntervalDate(Interval interval, int date) {
    return datePlInterval(date, interval);
  }

  static long timePlInterval(long time, Interval interval) {
    if (!interval.isFinite()) {
      throw new PgException(
          SqlState.DATETIME_FIELD_OVERFLOW, "cannot add infinite interval to time");
    }
    return Math.floorMod(time + interval.micros(), DAY);
  }

  static long timeMiInterval(long time, Interval interval) {
    if (!interval.isFinite()) {
      throw new PgException(
          SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite interval from time");
    }
    return Math.floorMod(time - interval.micros(), DAY);
  }

  static long intervalPlTimeIntervalTime(Interval interval, long time) {
    return timePlInterval(time, interval);
  }

  static Interval timeMiTime(long a, long b) {
    return new Interval(0, 0, a - b);
  }

  static TimeTz timetzPlInterval(TimeTz time, Interval interval) {
    return new TimeTz(timePlInterval(time.micros(), interval), time.zoneSeconds());
  }

  static TimeTz timetzMiInterval(TimeTz time, Interval interval) {
    return new TimeTz(timeMiInterval(time.micros(), interval), time.zoneSeconds());
  }

  static TimeTz intervalPlTimetzIntervalTimetz(Interval interval, TimeTz time) {
    return timetzPlInterval(time, interval);
  }

  static long datetimeTimestamp(int date, long time) {
    long timestamp = DateTimeCasts.dateTimestamp(date);
    return DateTimes.isFinite(timestamp) ? plusMicros(timestamp, time) : timestamp;
  }

  static long timedatePlTimeDate(long time, int date) {
    return datetimeTimestamp(date, time);
  }

  static long datetimetzTimestamptz(int date, TimeTz time) {
    long timestamp = DateTimeCasts.dateTimestamp(date);
    return DateTimes.isFinite(timestamp) ? plusMicros(timestamp, time.utcMicros()) : timestamp;
  }

  static long timetzdatePlTimetzDate(TimeTz time, int date) {
    return datetimetzTimestamptz(date, time);
  }

  static long timestamptzDateTime(CallContext context, int date, long time) {
    return DateTimeCasts.timestampTimestamptz(context, datetimeTimestamp(date, time));
  }

  // Age

  static Interval timestampAge(long a, long b) {
    if (!DateTimes.isFinite(a) || !DateTimes.isFinite(b)) {
      return timestampMi(a, b);
    }
    boolean negative = a < b;
    long later = negative ? b : a;
    long earlier = negative ? a : b;
    YearMonthDay to = DateTimes.date(DateTimes.daysOf(later));
    YearMonthDay from = DateTimes.date(DateTimes.daysOf(earlier));
    long micros = DateTimes.timeOf(later) - DateTimes.timeOf(earlier);
    int days = to.day() - from.day();
    int months = (to.year() - from.year()) * 12 + to.month() - from.month();
    if (micros < 0) {
      micros += DAY;
      days--;
    }
    int year = from.year();
    int month = from.month();
    while (days < 0) {
      days += DateTimes.daysInMonth(year, month);
      months--;
    }
    Interval age = new Interval(months, days, micros);
    return negative ? IntervalFunctions.intervalUm(age) : age;
  }

  static Interval timestamptzAge(CallContext context, long a, long b) {
    ZoneId zone = context.formats().zone();
    return timestampAge(DateTimes.toLocal(a, zone), DateTimes.toLocal(b, zone));
  }

  private static long today(CallContext context) {
    long local =
        DateTimes.toLocal(context.session().transactionTimestamp(), context.formats().zone());
    return DateTimes.daysOf(local) * DAY;
  }

  static Interval ageTimestamp(CallContext context, long timestamp) {
    return timestampAge(today(context), timestamp);
  }

  static Interval ageTimestamptz(CallContext context, long utc) {
    return timestampAge(today(context), DateTimes.toLocal(utc, context.formats().zone()));
  }

  // Making

  private static PgException fieldOutOfRange(String kind, String shown) {
    return new PgException(
        SqlState.DATETIME_FIELD_OVERFLOW, kind + " field value out of range: " + shown);
  }

  static int makeDate(int year, int month, int day) {
    int y = year < 0 ? year + 1 : year;
    if (year == 0 || month < 1 || month > 12 || day < 1 || day > DateTimes.daysInMonth(y, month)) {
      throw fieldOutOfRange("date", String.format("%d-%02d-%02d", y, month, day));
    }
    if (y < -4713 || y > 5_874_897) {
      throw new PgException(
          SqlState.DATETIME_FIELD_OVERFLOW,
          String.format(Locale.ROOT, "date out of range: %d-%02d-%02d", year, month, day));
    }
    return DateTimes.days(y, month, day);
  }

  static long makeTime(int hour, int minute, double second) {
    if (!Double.isFinite(second)) {
      throw timeOutOfRange(hour, minute, second);
    }
    long micros = (long) Math.rint(second * DateTimes.MICROS_PER_SECOND);
    if (hour < 0
        || minute < 0
        || minute > 59
        || second < 0
        || micros > DateTimes.MICROS_PER_MINUTE
        || hour > 24
        || (hour == 24 && (minute > 0 || second > 0))) {
      throw timeOutOfRange(hour, minute, second);
    }
    return hour * DateTimes.MICROS_PER_HOUR + minute * DateTimes.MICROS_PER_MINUTE + micros;
  }

  private static PgException timeOutOfRange(int hour, int minute, double second) {
    String seconds = FloatCodecs.text(second, -9);
    return fieldOutOfRange(
        "time",
        String.format(Locale.ROOT, "%d:%02d:", hour, minute)
            + (seconds.length() < 2 ? "0" + seconds : seconds));
  }

  static long makeTimestamp(int year, int month, int day, int hour, int minute, double second) {
    return checked(makeDate(year, month, day) * DAY + makeTime(hour, minute, second));
  }

  static long makeTimestamptz(
      CallContext context, int year, int month, int day, int hour, int minute, double second) {
    return DateTimeCasts.timestampTimestamptz(
        context, makeTimestamp(year, month, day, hour, minute, second));
  }

  static long makeTimestamptzAtTimezone(
      int year, int month, int day, int hour, int minute, double second, String zone) {
    char first = zone.isEmpty() ? 0 : zone.charAt(0);
    if (Character.isDigit(first)) {
      throw Errors.invalidParameter(
              "invalid input syntax for type numeric time zone: \"" + zone + "\"")
          .withHint("Numeric time zones must have \"-\" or \"+\" as first character.");
    }
    long local = makeTimestamp(year, month, day, hour, minute, second);
    return first == '+' || first == '-'
        ? DateTimes.toUtc(local, numericZone(zone))
        : ZoneFunctions.toUtc(local, zone);
  }

  /** Hours east of UTC, with or without minutes and seconds: {@code +2}, {@code -0330}. */
  private static ZoneId numericZone(String zone) {
    Matcher matcher = NUMERIC_ZONE.matcher(zone);
    if (!matcher.matches()) {
      throw Errors.invalidParameter(
          "invalid input syntax for type numeric time zone: \"" + zone + "\"");
    }
    int[] parts = new int[3];
    for (int i = 0; i < parts.length; i++) {
      String digits = matcher.group(2 + i);
      parts[i] = digits == null || digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
    if (matcher.group(3) == null && matcher.group(2).length() > 2) {
      parts[1] = parts[0] % 100;
      parts[0] /= 100;
    }
    if (parts[0] > 15 || parts[1] > 59 || parts[2] > 59) {
      throw Errors.invalidParameter("numeric time zone \"" + zone + "\" out of range");
    }
    int seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
    return ZoneOffset.ofTotalSeconds(matcher.group(1).equals("-") ? -seconds : seconds);
  }

  // Tests

  static boolean dateFinite(int date) {
    return DateTimes.isFinite(date);
  }

  static boolean timestampFinite(long timestamp) {
    return DateTimes.isFinite(timestamp);
  }
}
