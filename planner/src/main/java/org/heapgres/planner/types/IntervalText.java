package org.heapgres.planner.types;

import org.heapgres.storage.value.Interval;

/** The four styles in which an interval is shown. */
final class IntervalText {
  private IntervalText() {}

  static String write(Interval interval, FormatSettings.IntervalStyle style) {
    if (!interval.isFinite()) {
      return interval.isPositiveInfinity() ? "infinity" : "-infinity";
    }
    return switch (style) {
      case POSTGRES -> postgres(interval);
      case POSTGRES_VERBOSE -> verbose(interval);
      case SQL_STANDARD -> sqlStandard(interval);
      case ISO_8601 -> iso8601(interval);
    };
  }

  private static String postgres(Interval interval) {
    StringBuilder out = new StringBuilder();
    boolean negativeBefore = false;
    negativeBefore = part(interval.months() / 12, "year", negativeBefore, out);
    negativeBefore = part(interval.months() % 12, "mon", negativeBefore, out);
    negativeBefore = part(interval.days(), "day", negativeBefore, out);
    long micros = interval.micros();
    if (micros != 0 || out.isEmpty()) {
      if (!out.isEmpty()) {
        out.append(' ');
      }
      out.append(micros < 0 ? "-" : negativeBefore ? "+" : "");
      appendClock(micros, 2, out);
    }
    return out.toString();
  }

  /** {@code hh:mm:ss.ffffff} of the magnitude. */
  private static void appendClock(long micros, int hourWidth, StringBuilder out) {
    long seconds = Math.abs(micros / DateTimes.MICROS_PER_SECOND);
    DateTimes.padded(seconds / 3600, hourWidth, out);
    out.append(':');
    DateTimes.padded(seconds / 60 % 60, 2, out);
    out.append(':');
    DateTimes.padded(seconds % 60, 2, out);
    DateTimes.appendFraction(Math.abs(micros % DateTimes.MICROS_PER_SECOND), out);
  }

  private static boolean part(int value, String unit, boolean negativeBefore, StringBuilder out) {
    if (value == 0) {
      return negativeBefore;
    }
    if (!out.isEmpty()) {
      out.append(' ');
    }
    if (negativeBefore && value > 0) {
      out.append('+');
    }
    out.append(value).append(' ').append(unit).append(value == 1 ? "" : "s");
    return value < 0;
  }

  private static String verbose(Interval interval) {
    StringBuilder out = new StringBuilder("@");
    int[] values = {interval.months() / 12, interval.months() % 12, interval.days()};
    String[] units = {"year", "mon", "day"};
    boolean negative = false;
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        if (!any) {
          negative = values[i] < 0;
        }
        any = true;
        verbosePart(values[i], units[i], negative, out);
      }
    }
    long micros = interval.micros();
    if (micros != 0) {
      if (!any) {
        negative = micros < 0;
      }
      any = true;
      long seconds = micros / DateTimes.MICROS_PER_SECOND;
      if (seconds / 3600 != 0) {
        verbosePart(seconds / 3600, "hour", negative, out);
      }
      if (seconds / 60 % 60 != 0) {
        verbosePart(seconds / 60 % 60, "min", negative, out);
      }
      long rest = micros % DateTimes.MICROS_PER_MINUTE;
      if (rest != 0) {
        out.append(' ').append(rest < 0 != negative ? "-" : "");
        out.append(Math.abs(rest / DateTimes.MICROS_PER_SECOND));
        DateTimes.appendFraction(Math.abs(rest % DateTimes.MICROS_PER_SECOND), out);
        out.append(Math.abs(rest) == DateTimes.MICROS_PER_SECOND ? " sec" : " secs");
      }
    }
    if (!any) {
      out.append(" 0");
    }
    return out.append(negative ? " ago" : "").toString();
  }

  private static void verbosePart(long value, String unit, boolean negative, StringBuilder out) {
    long shown = negative ? -value : value;
    out.append(' ').append(shown).append(' ').append(unit).append(shown == 1 ? "" : "s");
  }

  private static String sqlStandard(Interval interval) {
    int years = interval.months() / 12;
    int months = interval.months() % 12;
    int days = interval.days();
    long micros = interval.micros();
    boolean hasNegative = interval.months() < 0 || days < 0 || micros < 0;
    boolean hasPositive = interval.months() > 0 || days > 0 || micros > 0;
    boolean hasYearMonth = interval.months() != 0;
    boolean hasDayTime = days != 0 || micros != 0;
    if (!hasYearMonth && !hasDayTime) {
      return "0";
    }
    StringBuilder out = new StringBuilder();
    if ((hasNegative && hasPositive) || (hasYearMonth && hasDayTime)) {
      out.append(interval.months() < 0 ? '-' : '+')
          .append(Math.abs(years))
          .append('-')
          .append(Math.abs(months))
          .append(' ')
          .append(days < 0 ? '-' : '+')
          .append(Math.abs((long) days))
          .append(' ')
          .append(micros < 0 ? '-' : '+');
      appendClock(micros, 1, out);
      return out.toString();
    }
    out.append(hasNegative ? "-" : "");
    if (hasYearMonth) {
      return out.append(Math.abs(years)).append('-').append(Math.abs(months)).toString();
    }
    if (days != 0) {
      out.append(Math.abs((long) days)).append(' ');
    }
    appendClock(micros, 1, out);
    return out.toString();
  }

  private static String iso8601(Interval interval) {
    if (interval.months() == 0 && interval.days() == 0 && interval.micros() == 0) {
      return "PT0S";
    }
    StringBuilder out = new StringBuilder("P");
    isoPart(interval.months() / 12, 'Y', out);
    isoPart(interval.months() % 12, 'M', out);
    isoPart(interval.days(), 'D', out);
    long micros = interval.micros();
    if (micros != 0) {
      out.append('T');
      long seconds = micros / DateTimes.MICROS_PER_SECOND;
      isoPart(seconds / 3600, 'H', out);
      isoPart(seconds / 60 % 60, 'M', out);
      long rest = micros % DateTimes.MICROS_PER_MINUTE;
      if (rest != 0) {
        out.append(rest < 0 ? "-" : "").append(Math.abs(rest / DateTimes.MICROS_PER_SECOND));
        DateTimes.appendFraction(Math.abs(rest % DateTimes.MICROS_PER_SECOND), out);
        out.append('S');
      }
    }
    return out.toString();
  }

  private static void isoPart(long value, char unit, StringBuilder out) {
    if (value != 0) {
      out.append(value).append(unit);
    }
  }
}
