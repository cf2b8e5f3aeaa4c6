package org.heapgres.planner.functions;

import org.heapgres.planner.types.DateTimes;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;

/** Arithmetic on intervals, justify_*, make_interval. */
final class IntervalFunctions {
  private static final double SECONDS_PER_DAY = 86_400;
  private static final int DAYS_PER_MONTH = 30;

  private IntervalFunctions() {}

  static PgException outOfRange() {
    return new PgException(SqlState.DATETIME_FIELD_OVERFLOW, "interval out of range");
  }

  private static Interval finite(int months, int days, long micros) {
    Interval result = new Interval(months, days, micros);
    if (!result.isFinite()) {
      throw outOfRange();
    }
    return result;
  }

  static Interval intervalUm(Interval a) {
    if (!a.isFinite()) {
      return a.isPositiveInfinity() ? Interval.NEGATIVE_INFINITY : Interval.POSITIVE_INFINITY;
    }
    try {
      return finite(
          Math.negateExact(a.months()), Math.negateExact(a.days()), Math.negateExact(a.micros()));
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  static Interval intervalPl(Interval a, Interval b) {
    if (!a.isFinite() || !b.isFinite()) {
      if (!a.isFinite() && !b.isFinite() && a.isPositiveInfinity() != b.isPositiveInfinity()) {
        throw outOfRange();
      }
      return a.isFinite() ? b : a;
    }
    try {
      return finite(
          Math.addExact(a.months(), b.months()),
          Math.addExact(a.days(), b.days()),
          Math.addExact(a.micros(), b.micros()));
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  static Interval intervalMi(Interval a, Interval b) {
    if (a.isFinite() && b.isFinite()) {
      try {
        return finite(
            Math.subtractExact(a.months(), b.months()),
            Math.subtractExact(a.days(), b.days()),
            Math.subtractExact(a.micros(), b.micros()));
      } catch (ArithmeticException e) {
        throw outOfRange();
      }
    }
    return intervalPl(a, intervalUm(b));
  }

  static Interval intervalMul(Interval a, double factor) {
    if (Double.isNaN(factor)) {
      throw outOfRange();
    }
    if (!a.isFinite()) {
      if (factor == 0) {
        throw outOfRange();
      }
      return factor > 0 ? a : intervalUm(a);
    }
    if (Double.isInfinite(factor)) {
      int sign = a.compareTo(Interval.ZERO);
      if (sign == 0) {
        throw outOfRange();
      }
      return sign > 0 == factor > 0 ? Interval.POSITIVE_INFINITY : Interval.NEGATIVE_INFINITY;
    }
    return scaled(a.months() * factor, a.days() * factor, a.micros() * factor);
  }

  static Interval mulDInterval(double factor, Interval a) {
    return intervalMul(a, factor);
  }

  static Interval intervalDiv(Interval a, double divisor) {
    if (divisor == 0) {
      throw Errors.divisionByZero();
    }
    if (Double.isNaN(divisor)) {
      throw outOfRange();
    }
    if (!a.isFinite()) {
      if (Double.isInfinite(divisor)) {
        throw outOfRange();
      }
      return divisor > 0 ? a : intervalUm(a);
    }
    return scaled(a.months() / divisor, a.days() / divisor, a.micros() / divisor);
  }

  /** Fractions of months go to days, fractions of days to the time. */
  private static Interval scaled(double months, double days, double micros) {
    if (Math.abs(months) > Integer.MAX_VALUE || Math.abs(days) > Integer.MAX_VALUE) {
      throw outOfRange();
    }
    int wholeMonths = (int) months;
    int wholeDays = (int) days;
    double monthDays = toMicros((months - wholeMonths) * DAYS_PER_MONTH);
    double seconds = toMicros((days - wholeDays + monthDays - (int) monthDays) * SECONDS_PER_DAY);
    if (Math.abs(seconds) >= SECONDS_PER_DAY) {
      int carried = (int) (seconds / SECONDS_PER_DAY);
      wholeDays += carried;
      seconds -= carried * SECONDS_PER_DAY;
    }
    wholeDays += (int) monthDays;
    double time = Math.rint(micros + seconds * DateTimes.MICROS_PER_SECOND);
    if (!(time >= -0x1p63 && time < 0x1p63)) {
      throw outOfRange();
    }
    return finite(wholeMonths, wholeDays, (long) time);
  }

  private static double toMicros(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }

  static Interval intervalJustifyHours(Interval a) {
    if (!a.isFinite()) {
      return a;
    }
    long days = a.days() + a.micros() / DateTimes.MICROS_PER_DAY;
    long micros = a.micros() % DateTimes.MICROS_PER_DAY;
    if (days > 0 && micros < 0) {
      micros += DateTimes.MICROS_PER_DAY;
      days--;
    } else if (days < 0 && micros > 0) {
      micros -= DateTimes.MICROS_PER_DAY;
      days++;
    }
    return checked(a.months(), days, micros);
  }

  static Interval intervalJustifyDays(Interval a) {
    if (!a.isFinite()) {
      return a;
    }
    long months = a.months() + (long) (a.days() / DAYS_PER_MONTH);
    long days = a.days() % DAYS_PER_MONTH;
    if (months > 0 && days < 0) {
      days += DAYS_PER_MONTH;
      months--;
    } else if (months < 0 && days > 0) {
      days -= DAYS_PER_MONTH;
      months++;
    }
    return checked(months, days, a.micros());
  }

  static Interval intervalJustifyInterval(Interval a) {
    if (!a.isFinite()) {
      return a;
    }
    long days = a.days() + a.micros() / DateTimes.MICROS_PER_DAY;
    long micros = a.micros() % DateTimes.MICROS_PER_DAY;
    long months = a.months() + days / DAYS_PER_MONTH;
    days %= DAYS_PER_MONTH;
    if (months > 0 && (days < 0 || (days == 0 && micros < 0))) {
      days += DAYS_PER_MONTH;
      months--;
    } else if (months < 0 && (days > 0 || (days == 0 && micros > 0))) {
      days -= DAYS_PER_MONTH;
      months++;
    }
    if (days > 0 && micros < 0) {
      micros += DateTimes.MICROS_PER_DAY;
      days--;
    } else if (days < 0 && micros > 0) {
      micros -= DateTimes.MICROS_PER_DAY;
      days++;
    }
    return checked(months, days, micros);
  }

  private static Interval checked(long months, long days, long micros) {
    if (months != (int) months || days != (int) days) {
      throw outOfRange();
    }
    return finite((int) months, (int) days, micros);
  }

  static Interval makeInterval(
      int years, int months, int weeks, int days, int hours, int minutes, double seconds) {
    if (!Double.isFinite(seconds) || Math.abs(seconds) > 9e12) {
      throw outOfRange();
    }
    try {
      long time =
          Math.addExact(
              hours * DateTimes.MICROS_PER_HOUR + minutes * DateTimes.MICROS_PER_MINUTE,
              Math.round(Math.rint(seconds * 1e6)));
      return finite(
          Math.addExact(Math.multiplyExact(years, 12), months),
          Math.addExact(Math.multiplyExact(weeks, 7), days),
          time);
    } catch (ArithmeticException e) {
      throw outOfRange();
    }
  }

  static boolean intervalFinite(Interval a) {
    return a.isFinite();
  }

  /** The cast that applies a modifier. */
  static Interval intervalScale(Interval a, int typmod) {
    return (Interval) Types.INTERVAL.coerce(a, typmod, true);
  }

  static Interval timeInterval(long time) {
    return new Interval(0, 0, time);
  }

  static long intervalTime(Interval a) {
    if (!a.isFinite()) {
      throw new PgException(
          SqlState.DATETIME_FIELD_OVERFLOW, "cannot convert infinite interval to time");
    }
    return Math.floorMod(a.micros(), DateTimes.MICROS_PER_DAY);
  }

  /** Seconds as a numeric, months counted as 30 days and years as 365.25. */
  static Numeric epoch(Interval a) {
    java.math.BigDecimal years = java.math.BigDecimal.valueOf(a.months() / 12);
    java.math.BigDecimal days =
        years
            .multiply(new java.math.BigDecimal("365.25"))
            .add(java.math.BigDecimal.valueOf(a.months() % 12 * 30L + a.days()));
    return Numeric.of(
        days.multiply(java.math.BigDecimal.valueOf(86_400))
            .add(java.math.BigDecimal.valueOf(a.micros(), 6))
            .setScale(6));
  }
}
