package org.heapgres.planner.types;

import java.time.ZoneId;
import java.util.List;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.TimeTz;

/**
 * The calendar behind date, time and timestamp, and their text. A date counts days since
 * 2000-01-01, a timestamp microseconds; the extremes of the number are the infinities.
 */
public final class DateTimes {
  public static final long MICROS_PER_SECOND = 1_000_000L;
  public static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  public static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;
  public static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;
  public static final int EPOCH_JULIAN = 2_451_545;
  public static final int UNIX_EPOCH_DAYS = -10_957;
  public static final long INFINITY = Long.MAX_VALUE;
  public static final long MINUS_INFINITY = Long.MIN_VALUE;
  public static final int DATE_INFINITY = Integer.MAX_VALUE;
  public static final int DATE_MINUS_INFINITY = Integer.MIN_VALUE;

  /** 4714-11-24 BC, the first date, and the day after the last, 5874897-12-31. */
  static final int FIRST_DATE = -EPOCH_JULIAN;

  static final int END_DATE = 2_147_483_494 - EPOCH_JULIAN;

  /** The bounds of timestamps: 4714-11-24 BC to 294276-12-31. */
  static final long FIRST_TIMESTAMP = -211_813_488_000_000_000L;

  static final long END_TIMESTAMP = 9_223_371_331_200_000_000L;

  public static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  public static final List<String> DAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

  private DateTimes() {}

  /** Days since 2000-01-01 of a date of the proleptic Gregorian calendar; year 0 is 1 BC. */
  public static int days(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return (int) (era * 146_097 + dayOfEra - 730_425);
  }

  /** A broken-down date; {@code year} 0 is 1 BC. */
  public record YearMonthDay(int year, int month, int day) {
    /** As people count: 1 BC is -1. */
    public int historicYear() {
      return year > 0 ? year : year - 1;
    }
  }

  public static YearMonthDay date(int days) {
    long shifted = days + 730_425L;
    long era = Math.floorDiv(shifted, 146_097);
    long dayOfEra = shifted - era * 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long monthIndex = (5 * dayOfYear + 2) / 153;
    int day = (int) (dayOfYear - (153 * monthIndex + 2) / 5 + 1);
    int month = (int) (monthIndex < 10 ? monthIndex + 3 : monthIndex - 9);
    int year = (int) (yearOfEra + era * 400 + (month <= 2 ? 1 : 0));
    return new YearMonthDay(year, month, day);
  }

  public static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  public static int daysInMonth(int year, int month) {
    return switch (month) {
      case 2 -> isLeap(year) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** 0 is Sunday. */
  public static int dayOfWeek(int days) {
    return Math.floorMod(days + 6, 7);
  }

  public static int daysOf(long timestamp) {
    return (int) Math.floorDiv(timestamp, MICROS_PER_DAY);
  }

  public static long timeOf(long timestamp) {
    return Math.floorMod(timestamp, MICROS_PER_DAY);
  }

  public static boolean isFinite(long timestamp) {
    return timestamp != INFINITY && timestamp != MINUS_INFINITY;
  }

  public static boolean isFinite(int date) {
    return date != DATE_INFINITY && date != DATE_MINUS_INFINITY;
  }

  public static boolean isValidTimestamp(long timestamp) {
    return timestamp >= FIRST_TIMESTAMP && timestamp < END_TIMESTAMP;
  }

  public static boolean isValidDate(long days) {
    return days >= FIRST_DATE && days < END_DATE;
  }

  public static PgException timestampOutOfRange() {
    return new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp out of range");
  }

  public static PgException dateOutOfRange() {
    return new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "date out of range");
  }

  /** The moment at which clocks of the zone show the local time. */
  public static long toUtc(long local, ZoneId zone) {
    return isFinite(local)
        ? local - TimeZones.offsetForLocal(zone, local) * MICROS_PER_SECOND
        : local;
  }

  /** What clocks of the zone show at a moment. */
  public static long toLocal(long utc, ZoneId zone) {
    return isFinite(utc) ? utc + TimeZones.offsetAt(zone, utc) * MICROS_PER_SECOND : utc;
  }

  public static String dateText(int days, FormatSettings settings) {
    if (!isFinite(days)) {
      return days == DATE_INFINITY ? "infinity" : "-infinity";
    }
    StringBuilder out = new StringBuilder(10);
    YearMonthDay date = date(days);
    appendDate(date, settings, out);
    appendEra(date, out);
    return out.toString();
  }

  private static void appendEra(YearMonthDay date, StringBuilder out) {
    if (date.year <= 0) {
      out.append(" BC");
    }
  }

  private static void appendYear(YearMonthDay date, StringBuilder out) {
    padded(date.year > 0 ? date.year : 1 - date.year, 4, out);
  }

  private static void appendDate(YearMonthDay date, FormatSettings settings, StringBuilder out) {
    boolean dayFirst = settings.dateOrder() == FormatSettings.DateOrder.DMY;
    switch (settings.dateStyle()) {
      case ISO -> {
        appendYear(date, out);
        out.append('-');
        padded(date.month, 2, out);
        out.append('-');
        padded(date.day, 2, out);
      }
      case SQL -> appendParts(date, dayFirst, '/', out);
      case GERMAN -> appendParts(date, true, '.', out);
      case POSTGRES -> appendParts(date, dayFirst, '-', out);
    }
  }

  private static void appendParts(
      YearMonthDay date, boolean dayFirst, char separator, StringBuilder out) {
    padded(dayFirst ? date.day : date.month, 2, out);
    out.append(separator);
    padded(dayFirst ? date.month : date.day, 2, out);
    out.append(separator);
    appendYear(date, out);
  }

  static void padded(long value, int width, StringBuilder out) {
    String digits = Long.toString(value);
    for (int i = digits.length(); i < width; i++) {
      out.append('0');
    }
    out.append(digits);
  }

  /** {@code hh:mm:ss}, with as many decimals as there are. */
  static void appendTime(long micros, StringBuilder out) {
    padded(micros / MICROS_PER_HOUR, 2, out);
    out.append(':');
    padded(micros / MICROS_PER_MINUTE % 60, 2, out);
    out.append(':');
    padded(micros / MICROS_PER_SECOND % 60, 2, out);
    appendFraction(micros % MICROS_PER_SECOND, out);
  }

  static void appendFraction(long micros, StringBuilder out) {
    if (micros != 0) {
      out.append('.');
      padded(micros, 6, out);
      while (out.charAt(out.length() - 1) == '0') {
        out.setLength(out.length() - 1);
      }
    }
  }

  /** {@code +02}, {@code -03:30}, {@code +00:19:32}; {@code long} form always has minutes. */
  static void appendZone(int secondsEast, boolean minutesAlways, StringBuilder out) {
    int seconds = Math.abs(secondsEast);
    out.append(secondsEast < 0 ? '-' : '+');
    padded(seconds / 3600, 2, out);
    if (seconds % 3600 != 0 || minutesAlways) {
      out.append(':');
      padded(seconds / 60 % 60, 2, out);
      if (seconds % 60 != 0) {
        out.append(':');
        padded(seconds % 60, 2, out);
      }
    }
  }

  public static String timeText(long micros) {
    StringBuilder out = new StringBuilder(15);
    appendTime(micros, out);
    return out.toString();
  }

  public static String timeTzText(TimeTz time) {
    StringBuilder out = new StringBuilder(18);
    appendTime(time.micros(), out);
    appendZone(-time.zoneSeconds(), false, out);
    return out.toString();
  }

  public static String timestampText(long timestamp, FormatSettings settings) {
    if (!isFinite(timestamp)) {
      return timestamp == INFINITY ? "infinity" : "-infinity";
    }
    StringBuilder out = new StringBuilder(26);
    YearMonthDay date = date(daysOf(timestamp));
    appendTimestamp(timestamp, date, settings, out);
    appendEra(date, out);
    return out.toString();
  }

  private static void appendTimestamp(
      long timestamp, YearMonthDay date, FormatSettings settings, StringBuilder out) {
    long time = timeOf(timestamp);
    if (settings.dateStyle() != FormatSettings.DateStyle.POSTGRES) {
      appendDate(date, settings, out);
      out.append(' ');
      appendTime(time, out);
      return;
    }
    out.append(DAYS.get(dayOfWeek(daysOf(timestamp))), 0, 3).append(' ');
    String month = MONTHS.get(date.month - 1).substring(0, 3);
    if (settings.dateOrder() == FormatSettings.DateOrder.DMY) {
      padded(date.day, 2, out);
      out.append(' ').append(month);
    } else {
      out.append(month).append(' ');
      padded(date.day, 2, out);
    }
    out.append(' ');
    appendTime(time, out);
    out.append(' ');
    appendYear(date, out);
  }

  public static String timestamptzText(long utc, FormatSettings settings) {
    if (!isFinite(utc)) {
      return utc == INFINITY ? "infinity" : "-infinity";
    }
    int offset = TimeZones.offsetAt(settings.zone(), utc);
    long local = utc + offset * MICROS_PER_SECOND;
    StringBuilder out = new StringBuilder(32);
    YearMonthDay date = date(daysOf(local));
    appendTimestamp(local, date, settings, out);
    if (settings.dateStyle() == FormatSettings.DateStyle.ISO) {
      appendZone(offset, false, out);
    } else {
      out.append(' ').append(TimeZones.abbreviationAt(settings.zone(), utc));
    }
    appendEra(date, out);
    return out.toString();
  }

  /** ISO 8601 with a T, as JSON and XML show dates and times. */
  public static String isoText(Object datum, PgType type, FormatSettings settings) {
    FormatSettings iso = settings.withDateStyle(FormatSettings.DateStyle.ISO, settings.dateOrder());
    if (type.equals(Types.TIMESTAMPTZ)) {
      long utc = (Long) datum;
      if (!isFinite(utc)) {
        return timestampText(utc, iso);
      }
      int offset = TimeZones.offsetAt(settings.zone(), utc);
      long local = utc + offset * MICROS_PER_SECOND;
      StringBuilder out = new StringBuilder(32);
      YearMonthDay date = date(daysOf(local));
      appendDate(date, iso, out);
      out.append('T');
      appendTime(timeOf(local), out);
      appendZone(offset, true, out);
      appendEra(date, out);
      return out.toString();
    }
    if (type.equals(Types.TIMESTAMP)) {
      return timestampText((Long) datum, iso).replaceFirst("(?<=\\d) (?=\\d)", "T");
    }
    return dateText((Integer) datum, iso);
  }

  /** Rounds to {@code precision} decimals of a second, halves away from zero. */
  public static long roundMicros(long micros, int precision) {
    if (precision < 0 || precision >= 6) {
      return micros;
    }
    long unit = 1;
    for (int i = precision; i < 6; i++) {
      unit *= 10;
    }
    return micros >= 0 ? (micros + unit / 2) / unit * unit : -((-micros + unit / 2) / unit * unit);
  }

  public static String intervalText(Interval interval, FormatSettings settings) {
    return IntervalText.write(interval, settings.intervalStyle());
  }
}
