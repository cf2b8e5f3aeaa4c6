package org.heapgres.planner.functions;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Arithmetic on finite numerics with the scales that PostgreSQL gives its results. The scale rules
 * count in groups of four decimal digits, as numeric is stored there.
 */
final class NumericMath {
  private static final int MIN_SIGNIFICANT_DIGITS = 16;
  private static final int MAX_DISPLAY_SCALE = 1000;
  private static final int MAX_RESULT_SCALE = 2000;
  private static final int GROUP = 4;
  private static final double LOG10_E = 0.434294481903252;
  private static final double LN_10 = 2.302585092994046;
  private static final BigDecimal POINT_NINE = new BigDecimal("0.9");
  private static final BigDecimal ONE_POINT_ONE = new BigDecimal("1.1");
  private static final BigDecimal TWO = BigDecimal.TWO;

  private NumericMath() {}

  /** The exponent of the first non-zero group of four digits; 0 for zero. */
  private static int weight(BigDecimal value) {
    return value.signum() == 0 ? 0 : Math.floorDiv(value.precision() - value.scale() - 1, GROUP);
  }

  /** The first non-zero group of four digits: 1 to 9999, or 0 for zero. */
  private static int firstGroup(BigDecimal value) {
    return leadingGroups(value, 1).intValue();
  }

  /** The first groups as one integer. */
  private static BigInteger leadingGroups(BigDecimal value, int count) {
    return value
        .abs()
        .movePointLeft((weight(value) - count + 1) * GROUP)
        .setScale(0, RoundingMode.DOWN)
        .unscaledValue();
  }

  /** How many groups of digits there are after trailing zeros are dropped. */
  private static int groups(BigDecimal value) {
    if (value.signum() == 0) {
      return 0;
    }
    BigDecimal stripped = value.stripTrailingZeros();
    int last = -Math.floorDiv(stripped.scale() + GROUP - 1, GROUP);
    return weight(value) - last + 1;
  }

  private static int clampScale(int scale, int... atLeast) {
    int result = Math.max(scale, 0);
    for (int minimum : atLeast) {
      result = Math.max(result, minimum);
    }
    return Math.min(result, MAX_DISPLAY_SCALE);
  }

  static int divisionScale(BigDecimal dividend, BigDecimal divisor) {
    int quotientWeight = weight(dividend) - weight(divisor);
    if (firstGroup(dividend) <= firstGroup(divisor)) {
      quotientWeight--;
    }
    return clampScale(
        MIN_SIGNIFICANT_DIGITS - quotientWeight * GROUP, dividend.scale(), divisor.scale());
  }

  static BigDecimal divide(BigDecimal dividend, BigDecimal divisor) {
    return dividend.divide(divisor, divisionScale(dividend, divisor), RoundingMode.HALF_UP);
  }

  static BigDecimal remainder(BigDecimal dividend, BigDecimal divisor) {
    return dividend
        .remainder(divisor)
        .setScale(Math.max(dividend.scale(), divisor.scale()), RoundingMode.DOWN);
  }

  static BigDecimal sqrt(BigDecimal value) {
    int weight = weight(value) * GROUP;
    int rootWeight = weight >= 0 ? weight / 2 + 1 : 1 - (1 - weight) / 2;
    return sqrt(value, clampScale(MIN_SIGNIFICANT_DIGITS - rootWeight, value.scale()));
  }

  static BigDecimal sqrt(BigDecimal value, int scale) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO.setScale(scale);
    }
    // half a digit more than asked, so that rounding sees the exact side
    BigInteger shifted = value.movePointRight(2 * scale + 2).toBigInteger();
    BigInteger[] root = shifted.sqrtAndRemainder();
    return new BigDecimal(root[0], scale + 1).setScale(scale, RoundingMode.HALF_UP);
  }

  static BigDecimal exp(BigDecimal value) {
    double estimate =
        Math.clamp(value.doubleValue() * LOG10_E, -MAX_RESULT_SCALE, MAX_RESULT_SCALE);
    return exp(value, clampScale(MIN_SIGNIFICANT_DIGITS - (int) estimate, value.scale()));
  }

  static BigDecimal exp(BigDecimal value, int scale) {
    double magnitude = value.doubleValue();
    if (magnitude > MAX_RESULT_SCALE * 3) {
      throw overflow();
    }
    if (magnitude < -MAX_RESULT_SCALE * 3) {
      return BigDecimal.ZERO.setScale(scale);
    }
    int integerDigits = Math.max(0, (int) (magnitude * LOG10_E) + 1);
    MathContext context = new MathContext(scale + integerDigits + 20, RoundingMode.HALF_EVEN);
    int halvings = 0;
    BigDecimal reduced = value;
    while (reduced.abs().compareTo(new BigDecimal("0.01")) > 0) {
      reduced = reduced.divide(TWO, context);
      halvings++;
    }
    MathContext inner = new MathContext(context.getPrecision() + halvings, RoundingMode.HALF_EVEN);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    BigDecimal tiny = BigDecimal.ONE.movePointLeft(inner.getPrecision() + 2);
    for (int i = 1; term.abs().compareTo(tiny) > 0; i++) {
      term = term.multiply(reduced, inner).divide(BigDecimal.valueOf(i), inner);
      sum = sum.add(term, inner);
      if (term.signum() == 0) {
        break;
      }
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, inner);
    }
    return sum.setScale(scale, RoundingMode.HALF_UP);
  }

  /** How many digits ln has before its point, roughly; negative for a small one. */
  private static int lnWeight(BigDecimal value) {
    if (value.compareTo(POINT_NINE) >= 0 && value.compareTo(ONE_POINT_ONE) <= 0) {
      BigDecimal excess = value.subtract(BigDecimal.ONE);
      return excess.signum() == 0
          ? 0
          : weight(excess) * GROUP + (int) Math.log10(firstGroup(excess));
    }
    int groups = groups(value) > 1 ? 2 : 1;
    double digits = leadingGroups(value, groups).doubleValue();
    int weight = (weight(value) - groups + 1) * GROUP;
    return (int) Math.log10(Math.abs(Math.log(digits) + weight * LN_10));
  }

  static BigDecimal ln(BigDecimal value) {
    return ln(value, clampScale(MIN_SIGNIFICANT_DIGITS - lnWeight(value), value.scale()));
  }

  static BigDecimal ln(BigDecimal value, int scale) {
    MathContext context = new MathContext(Math.max(scale, 0) + 25, RoundingMode.HALF_EVEN);
    BigDecimal reduced = value;
    int exponent = reduced.precision() - reduced.scale() - 1;
    reduced = reduced.movePointLeft(exponent);
    BigDecimal result = lnNearOne(reduced, context);
    if (exponent != 0) {
      result =
          result.add(
              lnNearOne(BigDecimal.TEN, context).multiply(BigDecimal.valueOf(exponent), context),
              context);
    }
    return result.setScale(scale, RoundingMode.HALF_UP);
  }

  /** For 1 to 10: square roots towards 1, then the series of the inverse hyperbolic tangent. */
  private static BigDecimal lnNearOne(BigDecimal value, MathContext context) {
    BigDecimal reduced = value;
    int roots = 0;
    MathContext inner = new MathContext(context.getPrecision() + 10, RoundingMode.HALF_EVEN);
    while (reduced.subtract(BigDecimal.ONE).abs().compareTo(new BigDecimal("0.05")) > 0) {
      reduced = reduced.sqrt(inner);
      roots++;
    }
    BigDecimal ratio = reduced.subtract(BigDecimal.ONE).divide(reduced.add(BigDecimal.ONE), inner);
    BigDecimal square = ratio.multiply(ratio, inner);
    BigDecimal power = ratio;
    BigDecimal sum = ratio;
    BigDecimal tiny = BigDecimal.ONE.movePointLeft(inner.getPrecision() + 2);
    for (int i = 3; power.abs().compareTo(tiny) > 0; i += 2) {
      power = power.multiply(square, inner);
      sum = sum.add(power.divide(BigDecimal.valueOf(i), inner), inner);
    }
    return sum.multiply(TWO.pow(roots + 1), inner);
  }

  static BigDecimal log(BigDecimal base, BigDecimal value) {
    int baseWeight = lnWeight(base);
    int valueWeight = lnWeight(value);
    int scale =
        clampScale(
            MIN_SIGNIFICANT_DIGITS - (valueWeight - baseWeight), base.scale(), value.scale());
    int precise = scale + Math.abs(valueWeight) + Math.abs(baseWeight) + 10;
    BigDecimal lnBase = ln(base, precise);
    if (lnBase.signum() == 0) {
      throw Errors.divisionByZero();
    }
    return ln(value, precise).divide(lnBase, scale, RoundingMode.HALF_UP);
  }

  static BigDecimal power(BigDecimal base, BigDecimal exponent) {
    BigDecimal integer = exponent.stripTrailingZeros();
    boolean isInteger = integer.scale() <= 0;
    if (isInteger && integer.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
      return integerPower(base, integer.intValueExact(), exponent.scale());
    }
    if (base.signum() == 0) {
      return BigDecimal.ZERO.setScale(MIN_SIGNIFICANT_DIGITS);
    }
    boolean negative = base.signum() < 0 && isInteger && integer.toBigInteger().testBit(0);
    BigDecimal magnitude = base.abs();
    int lnScale = clampScale(MIN_SIGNIFICANT_DIGITS - lnWeight(magnitude), 0);
    BigDecimal estimate = ln(magnitude, lnScale).multiply(exponent);
    double weight = estimate.doubleValue();
    if (Math.abs(weight) > MAX_RESULT_SCALE * 3.01) {
      if (weight > 0) {
        throw overflow();
      }
      return BigDecimal.ZERO.setScale(MAX_DISPLAY_SCALE);
    }
    weight *= LOG10_E;
    int scale = clampScale(MIN_SIGNIFICANT_DIGITS - (int) weight, base.scale(), exponent.scale());
    int precise = Math.max(0, scale + (int) weight) + 10 + exponent.precision();
    BigDecimal result = exp(ln(magnitude, precise).multiply(exponent), scale);
    return negative ? result.negate() : result;
  }

  private static BigDecimal integerPower(BigDecimal base, int exponent, int exponentScale) {
    double weight = 0;
    if (base.signum() != 0) {
      int groups = Math.min(groups(base), 4);
      double digits = leadingGroups(base, groups).doubleValue();
      weight = exponent * (Math.log10(digits) + (weight(base) - groups + 1) * GROUP);
      if (weight > (32767 + 1) * GROUP) {
        throw overflow();
      }
      if (weight + 1 < -MAX_DISPLAY_SCALE) {
        return BigDecimal.ZERO.setScale(MAX_DISPLAY_SCALE);
      }
    }
    int scale = clampScale(MIN_SIGNIFICANT_DIGITS - (int) weight, base.scale(), exponentScale);
    if (exponent == 0) {
      return BigDecimal.ONE.setScale(scale);
    }
    if (base.signum() == 0) {
      if (exponent < 0) {
        throw Errors.divisionByZero();
      }
      return BigDecimal.ZERO.setScale(scale);
    }
    int digits =
        Math.max(1, (int) weight + scale) + 20 + (int) Math.log10(Math.abs(exponent) + 1.0);
    MathContext context = new MathContext(Math.max(digits, 20), RoundingMode.HALF_EVEN);
    BigDecimal result = binaryPower(base, Math.abs((long) exponent), context);
    if (exponent < 0) {
      return BigDecimal.ONE.divide(result, scale, RoundingMode.HALF_UP);
    }
    return result.setScale(scale, RoundingMode.HALF_UP);
  }

  private static BigDecimal binaryPower(BigDecimal base, long exponent, MathContext context) {
    BigDecimal result = BigDecimal.ONE;
    BigDecimal square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        result = result.multiply(square, context);
      }
      if (rest > 1) {
        square = square.multiply(square, context);
      }
    }
    return result;
  }

  static PgException overflow() {
    return new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
  }
}
