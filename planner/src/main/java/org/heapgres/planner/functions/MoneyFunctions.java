package org.heapgres.planner.functions;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.heapgres.planner.types.MoneyCodec;
import org.heapgres.storage.value.Numeric;

/** money: cents in a long. */
final class MoneyFunctions {
  private static final String[] SMALL = {
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety"
  };

  private MoneyFunctions() {}

  private interface Exact {
    long apply();
  }

  private static long exact(Exact operation) {
    try {
      return operation.apply();
    } catch (ArithmeticException e) {
      throw Errors.outOfRange("money");
    }
  }

  static long cashPl(long a, long b) {
    return exact(() -> Math.addExact(a, b));
  }

  static long cashMi(long a, long b) {
    return exact(() -> Math.subtractExact(a, b));
  }

  static double cashDivCash(long a, long b) {
    if (b == 0) {
      throw Errors.divisionByZero();
    }
    return (double) a / b;
  }

  private static long times(long cash, long factor) {
    return exact(() -> Math.multiplyExact(cash, factor));
  }

  private static long times(long cash, double factor) {
    return rounded(cash * factor);
  }

  private static long rounded(double value) {
    double result = Math.rint(value);
    if (Double.isNaN(result) || result < Long.MIN_VALUE || result >= 0x1p63) {
      throw Errors.outOfRange("money");
    }
    return (long) result;
  }

  private static long divided(long cash, long divisor) {
    if (divisor == 0) {
      throw Errors.divisionByZero();
    }
    return exact(() -> Math.divideExact(cash, divisor));
  }

  private static long divided(long cash, double divisor) {
    if (divisor == 0) {
      throw Errors.divisionByZero();
    }
    return rounded(cash / divisor);
  }

  static long cashMulFlt4(long cash, float factor) {
    return times(cash, (double) factor);
  }

  static long cashMulFlt8(long cash, double factor) {
    return times(cash, factor);
  }

  static long cashMulInt2(long cash, short factor) {
    return times(cash, (long) factor);
  }

  static long cashMulInt4(long cash, int factor) {
    return times(cash, (long) factor);
  }

  static long cashMulInt8(long cash, long factor) {
    return times(cash, factor);
  }

  static long flt4MulCash(float factor, long cash) {
    return times(cash, (double) factor);
  }

  static long flt8MulCash(double factor, long cash) {
    return times(cash, factor);
  }

  static long int2MulCash(short factor, long cash) {
    return times(cash, (long) factor);
  }

  static long int4MulCash(int factor, long cash) {
    return times(cash, (long) factor);
  }

  static long int8MulCash(long factor, long cash) {
    return times(cash, factor);
  }

  static long cashDivFlt4(long cash, float divisor) {
    return divided(cash, (double) divisor);
  }

  static long cashDivFlt8(long cash, double divisor) {
    return divided(cash, divisor);
  }

  static long cashDivInt2(long cash, short divisor) {
    return divided(cash, (long) divisor);
  }

  static long cashDivInt4(long cash, int divisor) {
    return divided(cash, (long) divisor);
  }

  static long cashDivInt8(long cash, long divisor) {
    return divided(cash, divisor);
  }

  static long int4Cash(int units) {
    return MoneyCodec.ofUnits(units);
  }

  static long int8Cash(long units) {
    return MoneyCodec.ofUnits(units);
  }

  static Numeric cashNumeric(long cash) {
    return Numeric.of(BigDecimal.valueOf(cash, 2));
  }

  static long numericCash(Numeric value) {
    if (!value.isFinite()) {
      throw org.heapgres.storage.PgException.notSupported("conversion of " + value + " to money");
    }
    BigDecimal cents = value.toBigDecimal().setScale(2, RoundingMode.HALF_UP);
    try {
      return cents.unscaledValue().longValueExact();
    } catch (ArithmeticException e) {
      throw Errors.outOfRange("bigint");
    }
  }

  /** The amount in words: {@code One dollar and fifty cents}. */
  static String cashWords(long cash) {
    StringBuilder out = new StringBuilder(cash < 0 ? "minus " : "");
    BigDecimal magnitude = BigDecimal.valueOf(cash).abs();
    long dollars = magnitude.movePointLeft(2).longValue();
    int cents = (int) magnitude.remainder(BigDecimal.valueOf(100)).longValue();
    String[] scales = {"quadrillion", "trillion", "billion", "million", "thousand"};
    long unit = 1_000_000_000_000_000L;
    for (String scale : scales) {
      int group = (int) (dollars / unit % 1000);
      if (group > 0) {
        out.append(hundreds(group)).append(' ').append(scale).append(' ');
      }
      unit /= 1000;
    }
    int last = (int) (dollars % 1000);
    if (last > 0) {
      out.append(hundreds(last));
    } else if (dollars == 0) {
      out.append("zero");
    }
    String whole = out.toString().strip() + (dollars == 1 ? " dollar and " : " dollars and ");
    String text = whole + hundreds(cents) + (cents == 1 ? " cent" : " cents");
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String hundreds(int value) {
    int hundreds = value / 100;
    int rest = value % 100;
    String tail = rest < 21 ? SMALL[rest] : SMALL[rest / 10 + 18] + " " + SMALL[rest % 10];
    if (rest >= 21 && rest % 10 == 0) {
      tail = SMALL[rest / 10 + 18];
    }
    if (hundreds == 0) {
      return tail;
    }
    if (rest == 0) {
      return SMALL[hundreds] + " hundred";
    }
    return SMALL[hundreds] + " hundred " + (rest > 20 ? "" : "and ") + tail;
  }
}
