package org.heapgres.planner.functions;

import static org.heapgres.planner.functions.Errors.divisionByZero;
import static org.heapgres.planner.functions.Errors.outOfRange;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Numeric;

/** numeric: arithmetic, rounding, powers and logarithms, casts. NaN and the infinities included. */
public final class NumericFunctions {
  private static final int MAX_SCALE = Numeric.MAX_SCALE;

  private NumericFunctions() {}

  public static Numeric numericAdd(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      return Numeric.of(a.toBigDecimal().add(b.toBigDecimal()));
    }
    return ofSpecial(a.doubleValue() + b.doubleValue());
  }

  static Numeric numericSub(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      return Numeric.of(a.toBigDecimal().subtract(b.toBigDecimal()));
    }
    return ofSpecial(a.doubleValue() - b.doubleValue());
  }

  static Numeric numericMul(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      BigDecimal product = a.toBigDecimal().multiply(b.toBigDecimal());
      return Numeric.of(
          product.scale() > MAX_SCALE
              ? product.setScale(MAX_SCALE, RoundingMode.HALF_UP)
              : product);
    }
    return ofSpecial(specialDouble(a) * specialDouble(b));
  }

  /** Only the sign of a finite value matters beside an infinity. */
  private static double specialDouble(Numeric value) {
    return value.isFinite() ? value.signum() : value.doubleValue();
  }

  private static Numeric ofSpecial(double value) {
    if (Double.isNaN(value)) {
      return Numeric.NAN;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? Numeric.POSITIVE_INFINITY : Numeric.NEGATIVE_INFINITY;
    }
    return Numeric.ZERO;
  }

  public static Numeric numericDiv(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      if (b.signum() == 0) {
        throw divisionByZero();
      }
      return Numeric.of(NumericMath.divide(a.toBigDecimal(), b.toBigDecimal()));
    }
    if (!a.isNaN() && b.isFinite() && b.signum() == 0) {
      throw divisionByZero();
    }
    return ofSpecial(specialDouble(a) / specialDouble(b));
  }

  static Numeric numericDivTrunc(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      if (b.signum() == 0) {
        throw divisionByZero();
      }
      return Numeric.of(
          a.toBigDecimal().divideToIntegralValue(b.toBigDecimal()).setScale(0, RoundingMode.DOWN));
    }
    return numericDiv(a, b);
  }

  static Numeric numericMod(Numeric a, Numeric b) {
    if (a.isFinite() && b.isFinite()) {
      if (b.signum() == 0) {
        throw divisionByZero();
      }
      return Numeric.of(NumericMath.remainder(a.toBigDecimal(), b.toBigDecimal()));
    }
    if (a.isNaN() || b.isNaN()) {
      return Numeric.NAN;
    }
    if (a.isInfinite()) {
      if (b.isFinite() && b.signum() == 0) {
        throw divisionByZero();
      }
      return Numeric.NAN;
    }
    return a;
  }

  static Numeric numericUminus(Numeric a) {
    return a.isFinite() ? Numeric.of(a.toBigDecimal().negate()) : ofSpecial(-a.doubleValue());
  }

  static Numeric numericUplus(Numeric a) {
    return a;
  }

  static Numeric numericAbs(Numeric a) {
    return a.signum() < 0 ? numericUminus(a) : a;
  }

  static Numeric numericSign(Numeric a) {
    return a.isNaN() ? a : Numeric.of(a.signum());
  }

  static Numeric numericInc(Numeric a) {
    return numericAdd(a, Numeric.ONE);
  }

  static Numeric numericCeil(Numeric a) {
    return a.isFinite() ? Numeric.of(a.toBigDecimal().setScale(0, RoundingMode.CEILING)) : a;
  }

  static Numeric numericFloor(Numeric a) {
    return a.isFinite() ? Numeric.of(a.toBigDecimal().setScale(0, RoundingMode.FLOOR)) : a;
  }

  static Numeric numericRound(Numeric a, int scale) {
    return rescale(a, scale, RoundingMode.HALF_UP);
  }

  static Numeric numericTrunc(Numeric a, int scale) {
    return rescale(a, scale, RoundingMode.DOWN);
  }

  private static Numeric rescale(Numeric a, int scale, RoundingMode mode) {
    if (!a.isFinite()) {
      return a;
    }
    if (scale < -Numeric.MAX_INTEGER_DIGITS) {
      return Numeric.ZERO;
    }
    int limited = Math.min(scale, MAX_SCALE);
    return Numeric.of(a.toBigDecimal().setScale(limited, mode));
  }

  static Numeric roundNumeric(Numeric a) {
    return numericRound(a, 0);
  }

  static Numeric truncNumeric(Numeric a) {
    return numericTrunc(a, 0);
  }

  /** The cast that applies a modifier. */
  static Numeric numeric(Numeric a, int typmod) {
    return (Numeric) Types.NUMERIC.coerce(a, typmod, true);
  }

  static Numeric numericSqrt(Numeric a) {
    if (a.isNaN()) {
      return a;
    }
    if (a.signum() < 0) {
      throw new PgException(
          SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
          "cannot take square root of a negative number");
    }
    return a.isFinite() ? Numeric.of(NumericMath.sqrt(a.toBigDecimal())) : a;
  }

  static Numeric numericExp(Numeric a) {
    if (a.isFinite()) {
      return Numeric.of(NumericMath.exp(a.toBigDecimal()));
    }
    return a.isNaN() || a.signum() > 0 ? a : Numeric.ZERO;
  }

  private static void checkLogarithm(Numeric a) {
    if (!a.isNaN() && a.signum() <= 0) {
      throw new PgException(
          SqlState.INVALID_ARGUMENT_FOR_LOG,
          a.signum() == 0
              ? "cannot take logarithm of zero"
              : "cannot take logarithm of a negative number");
    }
  }

  static Numeric numericLn(Numeric a) {
    checkLogarithm(a);
    return a.isFinite() ? Numeric.of(NumericMath.ln(a.toBigDecimal())) : a;
  }

  static Numeric numericLog(Numeric base, Numeric a) {
    if (base.isNaN() || a.isNaN()) {
      return Numeric.NAN;
    }
    checkLogarithm(base);
    checkLogarithm(a);
    if (base.isInfinite()) {
      return a.isInfinite() ? Numeric.NAN : Numeric.ZERO;
    }
    return a.isInfinite()
        ? Numeric.POSITIVE_INFINITY
        : Numeric.of(NumericMath.log(base.toBigDecimal(), a.toBigDecimal()));
  }

  static Numeric logNumeric(Numeric a) {
    return numericLog(Numeric.of(10), a);
  }

  static Numeric log10Numeric(Numeric a) {
    return numericLog(Numeric.of(10), a);
  }

  static Numeric numericPower(Numeric base, Numeric exponent) {
    if (!base.isFinite() || !exponent.isFinite()) {
      return specialPower(base, exponent);
    }
    if (base.signum() == 0 && exponent.signum() < 0) {
      throw new PgException(
          SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
          "zero raised to a negative power is undefined");
    }
    if (base.signum() < 0 && exponent.toBigDecimal().stripTrailingZeros().scale() > 0) {
      throw FloatFunctions.complexPower();
    }
    return Numeric.of(NumericMath.power(base.toBigDecimal(), exponent.toBigDecimal()));
  }

  private static Numeric specialPower(Numeric base, Numeric exponent) {
    if (base.isNaN()) {
      return exponent.isFinite() && exponent.signum() == 0 ? Numeric.ONE : base;
    }
    if (exponent.isNaN()) {
      return base.compareTo(Numeric.ONE) == 0 ? Numeric.ONE : exponent;
    }
    if (base.signum() < 0
        && exponent.isFinite()
        && exponent.toBigDecimal().stripTrailingZeros().scale() > 0) {
      throw FloatFunctions.complexPower();
    }
    return ofPower(FloatFunctions.dpow(base.doubleValue(), exponent.doubleValue()));
  }

  private static Numeric ofPower(double value) {
    return value == 1 ? Numeric.ONE : ofSpecial(value);
  }

  static Numeric numericFac(long n) {
    if (n < 0) {
      throw outOfRangeMessage("factorial of a negative number is undefined");
    }
    if (n > 32177) {
      throw NumericMath.overflow();
    }
    BigInteger result = BigInteger.ONE;
    for (long i = 2; i <= n; i++) {
      result = result.multiply(BigInteger.valueOf(i));
    }
    return Numeric.of(result);
  }

  private static PgException outOfRangeMessage(String message) {
    return new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, message);
  }

  static Numeric numericGcd(Numeric a, Numeric b) {
    if (!a.isFinite() || !b.isFinite()) {
      return Numeric.NAN;
    }
    int scale = Math.max(a.scale(), b.scale());
    BigInteger x = a.toBigDecimal().setScale(scale).unscaledValue();
    BigInteger y = b.toBigDecimal().setScale(scale).unscaledValue();
    return Numeric.of(new BigDecimal(x.gcd(y), scale));
  }

  static Numeric numericLcm(Numeric a, Numeric b) {
    if (!a.isFinite() || !b.isFinite()) {
      return Numeric.NAN;
    }
    int scale = Math.max(a.scale(), b.scale());
    BigInteger x = a.toBigDecimal().setScale(scale).unscaledValue();
    BigInteger y = b.toBigDecimal().setScale(scale).unscaledValue();
    if (x.signum() == 0 || y.signum() == 0) {
      return Numeric.of(BigDecimal.ZERO.setScale(scale));
    }
    return Numeric.of(new BigDecimal(x.divide(x.gcd(y)).multiply(y).abs(), scale));
  }

  static Integer numericScale(Numeric a) {
    return a.isFinite() ? a.scale() : null;
  }

  static Integer numericMinScale(Numeric a) {
    if (!a.isFinite()) {
      return null;
    }
    return a.signum() == 0 ? 0 : Math.max(0, a.toBigDecimal().stripTrailingZeros().scale());
  }

  static Numeric numericTrimScale(Numeric a) {
    if (!a.isFinite()) {
      return a;
    }
    BigDecimal value = a.toBigDecimal();
    int scale = value.signum() == 0 ? 0 : Math.max(0, value.stripTrailingZeros().scale());
    return Numeric.of(value.setScale(scale));
  }

  static int widthBucketNumeric(Numeric operand, Numeric low, Numeric high, int count) {
    if (count <= 0) {
      throw bucketError("count must be greater than zero");
    }
    if (operand.isNaN() || low.isNaN() || high.isNaN()) {
      throw bucketError("operand, lower bound, and upper bound cannot be NaN");
    }
    if (low.isInfinite() || high.isInfinite()) {
      throw bucketError("lower and upper bounds must be finite");
    }
    int order = low.compareTo(high);
    if (order == 0) {
      throw bucketError("lower bound cannot equal upper bound");
    }
    boolean ascending = order < 0;
    int toLow = operand.compareTo(low);
    int toHigh = operand.compareTo(high);
    if (ascending ? toLow < 0 : toLow > 0) {
      return 0;
    }
    if (ascending ? toHigh >= 0 : toHigh <= 0) {
      if (count == Integer.MAX_VALUE) {
        throw outOfRange("integer");
      }
      return count + 1;
    }
    BigDecimal offset = operand.toBigDecimal().subtract(low.toBigDecimal());
    BigDecimal range = high.toBigDecimal().subtract(low.toBigDecimal());
    return offset.multiply(BigDecimal.valueOf(count)).divideToIntegralValue(range).intValueExact()
        + 1;
  }

  static PgException bucketError(String message) {
    return new PgException(SqlState.INVALID_ARGUMENT_FOR_WIDTH_BUCKET_FUNCTION, message);
  }

  static Numeric int2Numeric(int a) {
    return Numeric.of(a);
  }

  static Numeric int4Numeric(int a) {
    return Numeric.of(a);
  }

  static Numeric int8Numeric(long a) {
    return Numeric.of(a);
  }

  static Numeric float4Numeric(double a) {
    return ofDouble(a, 6);
  }

  static Numeric float8Numeric(double a) {
    return ofDouble(a, 15);
  }

  /** Rounded to the digits that the float type guarantees. */
  static Numeric ofDouble(double a, int digits) {
    if (!Double.isFinite(a)) {
      return ofSpecial(a);
    }
    BigDecimal rounded = new BigDecimal(a).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    if (rounded.signum() == 0) {
      return Numeric.ZERO;
    }
    return Numeric.of(rounded.stripTrailingZeros());
  }

  static short numericInt2(Numeric a) {
    return (short) integer(a, Short.MIN_VALUE, Short.MAX_VALUE, "smallint");
  }

  static int numericInt4(Numeric a) {
    return (int) integer(a, Integer.MIN_VALUE, Integer.MAX_VALUE, "integer");
  }

  static long numericInt8(Numeric a) {
    return integer(a, Long.MIN_VALUE, Long.MAX_VALUE, "bigint");
  }

  private static long integer(Numeric a, long min, long max, String type) {
    if (!a.isFinite()) {
      throw new PgException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot convert " + (a.isNaN() ? "NaN" : "infinity") + " to " + type);
    }
    BigDecimal value = a.toBigDecimal();
    if (value.precision() - value.scale() > 20) {
      throw outOfRange(type);
    }
    BigInteger rounded = value.setScale(0, RoundingMode.HALF_UP).unscaledValue();
    if (rounded.bitLength() > 63 || rounded.longValue() < min || rounded.longValue() > max) {
      throw outOfRange(type);
    }
    return rounded.longValue();
  }

  static float numericFloat4(Numeric a) {
    float value = a.isFinite() ? a.toBigDecimal().floatValue() : (float) a.doubleValue();
    if (a.isFinite() && (Float.isInfinite(value) || (value == 0 && a.signum() != 0))) {
      throw outOfRangeMessage("\"" + a + "\" is out of range for type real");
    }
    return value;
  }

  static double numericFloat8(Numeric a) {
    double value = a.doubleValue();
    if (a.isFinite() && (Double.isInfinite(value) || (value == 0 && a.signum() != 0))) {
      throw outOfRangeMessage("\"" + a + "\" is out of range for type double precision");
    }
    return value;
  }
}
