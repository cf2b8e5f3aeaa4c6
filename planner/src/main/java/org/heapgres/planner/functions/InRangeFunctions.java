package org.heapgres.planner.functions;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.TimeTz;

/**
 * The support functions of RANGE frames: whether a value is at or below ({@code less}) or at or
 * above {@code base - offset} ({@code sub}) or {@code base + offset}.
 */
final class InRangeFunctions {
  private InRangeFunctions() {}

  private static PgException invalidOffset() {
    return new PgException(
        SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE,
        "invalid preceding or following size in window function");
  }

  private static boolean integers(long value, long base, long offset, boolean sub, boolean less) {
    if (offset < 0) {
      throw invalidOffset();
    }
    BigInteger distance = BigInteger.valueOf(offset);
    BigInteger from = BigInteger.valueOf(base);
    int order =
        BigInteger.valueOf(value).compareTo(sub ? from.subtract(distance) : from.add(distance));
    return less ? order <= 0 : order >= 0;
  }

  static boolean inRangeInt8Int8(long value, long base, long offset, boolean sub, boolean less) {
    return integers(value, base, offset, sub, less);
  }

  static boolean inRangeInt4Int8(int value, int base, long offset, boolean sub, boolean less) {
    return integers(value, base, offset, sub, less);
  }

  static boolean inRangeInt4Int4(int value, int base, int offset, boolean sub, boolean less) {
    return integers(value, base, offset, sub, less);
  }

  static boolean inRangeInt4Int2(int value, int base, short offset, boolean sub, boolean less) {
    return integers(value, base, offset, sub, less);
  }

  static boolean inRangeInt2Int8(short value, short base, long offset, boolean sub, boolean less) {
    return integers(value, base, offset, sub, less);
  }

  static boolean inRangeInt2Int4(short value, short base, int offset, boolean sub, boolean less) {
    return integers(value, base, offset, sub, less);
  }

  static boolean inRangeInt2Int2(short value, short base, short offset, boolean sub, boolean less) {
    return integers(value, base, offset, sub, less);
  }

  static boolean inRangeFloat8Float8(
      double value, double base, double offset, boolean sub, boolean less) {
    if (Double.isNaN(offset) || offset < 0) {
      throw invalidOffset();
    }
    if (Double.isNaN(value)) {
      return Double.isNaN(base) || !less;
    }
    if (Double.isNaN(base)) {
      return less;
    }
    if (Double.isInfinite(offset) && Double.isInfinite(base) && (sub ? base > 0 : base < 0)) {
      return true;
    }
    double bound = sub ? base - offset : base + offset;
    return less ? value <= bound : value >= bound;
  }

  static boolean inRangeFloat4Float8(
      float value, float base, double offset, boolean sub, boolean less) {
    return inRangeFloat8Float8(value, base, offset, sub, less);
  }

  static boolean inRangeNumericNumeric(
      Numeric value, Numeric base, Numeric offset, boolean sub, boolean less) {
    if (offset.isNaN() || offset.signum() < 0) {
      throw invalidOffset();
    }
    if (value.isNaN()) {
      return base.isNaN() || !less;
    }
    if (base.isNaN()) {
      return less;
    }
    if (!offset.isFinite()) {
      if (!base.isFinite() && (sub ? base.signum() > 0 : base.signum() < 0)) {
        return true;
      }
      Numeric bound = sub ? Numeric.NEGATIVE_INFINITY : Numeric.POSITIVE_INFINITY;
      return less ? value.compareTo(bound) <= 0 : value.compareTo(bound) >= 0;
    }
    Numeric bound = base;
    if (base.isFinite()) {
      BigDecimal distance = offset.toBigDecimal();
      BigDecimal from = base.toBigDecimal();
      bound = Numeric.of(sub ? from.subtract(distance) : from.add(distance));
    }
    return less ? value.compareTo(bound) <= 0 : value.compareTo(bound) >= 0;
  }

  private static void check(Interval offset) {
    if (offset.compareTo(Interval.ZERO) < 0) {
      throw invalidOffset();
    }
  }

  private static boolean moments(long value, long bound, boolean less) {
    return less ? value <= bound : value >= bound;
  }

  static boolean inRangeDateInterval(
      int value, int base, Interval offset, boolean sub, boolean less) {
    return inRangeTimestampInterval(
        DateTimeCasts.dateTimestamp(value), DateTimeCasts.dateTimestamp(base), offset, sub, less);
  }

  static boolean inRangeTimestampInterval(
      long value, long base, Interval offset, boolean sub, boolean less) {
    check(offset);
    return moments(
        value,
        sub
            ? DateTimeFunctions.timestampMiInterval(base, offset)
            : DateTimeFunctions.timestampPlInterval(base, offset),
        less);
  }

  static boolean inRangeTimestamptzInterval(
      CallContext context, long value, long base, Interval offset, boolean sub, boolean less) {
    check(offset);
    return moments(
        value,
        sub
            ? DateTimeFunctions.timestamptzMiInterval(context, base, offset)
            : DateTimeFunctions.timestamptzPlInterval(context, base, offset),
        less);
  }

  static boolean inRangeIntervalInterval(
      Interval value, Interval base, Interval offset, boolean sub, boolean less) {
    check(offset);
    Interval bound =
        sub
            ? IntervalFunctions.intervalMi(base, offset)
            : IntervalFunctions.intervalPl(base, offset);
    return less ? value.compareTo(bound) <= 0 : value.compareTo(bound) >= 0;
  }

  static boolean inRangeTimeInterval(
      long value, long base, Interval offset, boolean sub, boolean less) {
    if (offset.micros() < 0) {
      throw invalidOffset();
    }
    return moments(value, sub ? base - offset.micros() : base + offset.micros(), less);
  }

  static boolean inRangeTimetzInterval(
      TimeTz value, TimeTz base, Interval offset, boolean sub, boolean less) {
    if (offset.micros() < 0) {
      throw invalidOffset();
    }
    long micros = sub ? base.micros() - offset.micros() : base.micros() + offset.micros();
    int order = value.compareTo(new TimeTz(micros, base.zoneSeconds()));
    return less ? order <= 0 : order >= 0;
  }
}
