package org.heapgres.planner.functions;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.DateTimes.YearMonthDay;
import org.heapgres.planner.types.FloatCodecs;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.TimeTz;

/** date, time and timestamp: arithmetic, casts, zones, truncation, age, the clock. */
public final class DateTimeFunctions {
  private static final Pattern NUMERIC_ZONE =
      Pattern.compile("([+-])(\\d{1,4})(?::(\\d{0,2})(?::(\\d{0,2}))?)?");

  private static final long DAY = DateTimes.MICROS_PER_DAY;

  private DateTimeFunctions() {}

  // The clock

  static long now(CallContext context) {
    return context.session().transactionTimestamp();
  }

  static long statementTimestamp(CallContext context) {
    return context.session().statementTimestamp();
  }

  static long clockTimestamp() {
    Instant now = Instant.now();
    return (now.getEpochSecond() - 946_684_800L) * 1_000_000 + now.getNano() / 1000;
  }

  static String timeofday(CallContext context) {
    FormatSettings formats =
        context
            .formats()
            .withDateStyle(FormatSettings.DateStyle.POSTGRES, FormatSettings.DateOrder.MDY);
    return DateTimes.timestamptzText(clockTimestamp(), formats);
  }

  static String pgSleep(CallContext context, double seconds) {
    long end = System.nanoTime() + (long) (Math.max(0, seconds) * 1e9);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      context.session().checkCancel();
      try {
        Thread.sleep(Math.min(left / 1_000_000 + 1, 20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        context.session().checkCancel();
        throw new PgException(
            SqlState.QUERY_CANCELED, "canceling statement due to user request", e);
      }
    }
    return "";
  }

  // Arithmetic

  private static long checked(long timestamp) {
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
    return plusInZone(utc, interval, zone(zone));
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
    return timestampPlInterval(dateTimestamp(date), interval);
  }

  static long dateMiInterval(int date, Interval interval) {
    return timestampMiInterval(dateTimestamp(date), interval);
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
    long timestamp = dateTimestamp(date);
    return DateTimes.isFinite(timestamp) ? plusMicros(timestamp, time) : timestamp;
  }

  static long timedatePlTimeDate(long time, int date) {
    return datetimeTimestamp(date, time);
  }

  static long datetimetzTimestamptz(int date, TimeTz time) {
    long timestamp = dateTimestamp(date);
    return DateTimes.isFinite(timestamp) ? plusMicros(timestamp, time.utcMicros()) : timestamp;
  }

  static long timetzdatePlTimetzDate(TimeTz time, int date) {
    return datetimetzTimestamptz(date, time);
  }

  static long timestamptzDateTime(CallContext context, int date, long time) {
    return timestampTimestamptz(context, datetimeTimestamp(date, time));
  }

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
    return DateTimes.isFinite(timestamp) ? checked(utc) : utc;
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

  // Zones

  /** A zone as AT TIME ZONE takes it: a name, an abbreviation, or a POSIX specification. */
  static ZoneId zone(String name) {
    TimeZones.Abbreviation abbreviation = TimeZones.abbreviation(name);
    if (abbreviation != null) {
      return abbreviation.zone() != null
          ? abbreviation.zone()
          : ZoneOffset.ofTotalSeconds(abbreviation.offsetSeconds());
    }
    ZoneId zone = TimeZones.zone(name);
    if (zone == null) {
      throw Errors.invalidParameter("time zone \"" + name + "\" not recognized");
    }
    return zone;
  }

  /** The moment at which clocks of the zone, or with the abbreviation, show the local time. */
  private static long toUtc(long local, String zone) {
    TimeZones.Abbreviation abbreviation = TimeZones.abbreviation(zone);
    return abbreviation != null
        ? local - abbreviation.offsetForLocal(local) * DateTimes.MICROS_PER_SECOND
        : DateTimes.toUtc(local, zone(zone));
  }

  private static int offsetAt(long utc, String zone) {
    TimeZones.Abbreviation abbreviation = TimeZones.abbreviation(zone);
    return abbreviation != null ? abbreviation.offsetAt(utc) : TimeZones.offsetAt(zone(zone), utc);
  }

  private static long offset(Interval offset) {
    if (!offset.isFinite()) {
      throw Errors.invalidParameter(
          "interval time zone \""
              + DateTimes.intervalText(offset, FormatSettings.DEFAULT)
              + "\" must be finite");
    }
    if (offset.months() != 0 || offset.days() != 0) {
      throw Errors.invalidParameter(
          "interval time zone \""
              + DateTimes.intervalText(offset, FormatSettings.DEFAULT)
              + "\" must not include months or days");
    }
    return cut(offset.micros(), DateTimes.MICROS_PER_SECOND);
  }

  static long timestampZone(String zone, long timestamp) {
    if (!DateTimes.isFinite(timestamp)) {
      return timestamp;
    }
    return checked(toUtc(timestamp, zone));
  }

  static long timestampIzone(Interval zone, long timestamp) {
    return DateTimes.isFinite(timestamp) ? checked(timestamp - offset(zone)) : timestamp;
  }

  static long timestamptzZone(String zone, long utc) {
    if (!DateTimes.isFinite(utc)) {
      return utc;
    }
    return checked(utc + offsetAt(utc, zone) * DateTimes.MICROS_PER_SECOND);
  }

  static long timestamptzIzone(Interval zone, long utc) {
    return DateTimes.isFinite(utc) ? checked(utc + offset(zone)) : utc;
  }

  static long timestampAtLocal(CallContext context, long timestamp) {
    return timestampTimestamptz(context, timestamp);
  }

  static long timestamptzAtLocal(CallContext context, long utc) {
    return timestamptzTimestamp(context, utc);
  }

  static TimeTz timetzZone(CallContext context, String zone, TimeTz time) {
    return moved(time, offsetAt(context.formats().environment().transactionTimestamp(), zone));
  }

  static TimeTz timetzIzone(Interval zone, TimeTz time) {
    return moved(time, (int) (offset(zone) / DateTimes.MICROS_PER_SECOND));
  }

  static TimeTz timetzAtLocal(CallContext context, TimeTz time) {
    return moved(
        time,
        TimeZones.offsetAt(
            context.formats().zone(), context.formats().environment().transactionTimestamp()));
  }

  private static TimeTz moved(TimeTz time, int offset) {
    long utc = time.utcMicros();
    return new TimeTz(Math.floorMod(utc + offset * DateTimes.MICROS_PER_SECOND, DAY), -offset);
  }

  // Truncation

  static long timestampTrunc(String unit, long timestamp) {
    return truncated(unit, timestamp, Types.TIMESTAMP);
  }

  static long timestamptzTrunc(CallContext context, String unit, long utc) {
    return truncatedInZone(unit, utc, context.formats().zone());
  }

  static long timestamptzTruncZone(String unit, long utc, String zone) {
    return DateTimes.isFinite(utc)
        ? truncatedInZone(unit, utc, zone(zone))
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

  private static long cut(long micros, long unit) {
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
    return timestampTimestamptz(context, makeTimestamp(year, month, day, hour, minute, second));
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
        : toUtc(local, zone);
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
