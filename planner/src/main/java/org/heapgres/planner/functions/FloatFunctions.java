package org.heapgres.planner.functions;

import static org.heapgres.planner.functions.Errors.divisionByZero;
import static org.heapgres.planner.functions.Errors.outOfRange;
import static org.heapgres.planner.functions.Errors.overflow;
import static org.heapgres.planner.functions.Errors.underflow;

import org.heapgres.planner.types.FloatCodecs;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** float4 and float8: arithmetic with PostgreSQL's range checks, mathematics, casts. */
final class FloatFunctions {
  private static final double SIN_30 = Math.sin(Math.toRadians(30));
  private static final double ONE_MINUS_COS_60 = 1 - Math.cos(Math.toRadians(60));
  private static final double TAN_45 = sind90(45) / cosd90(45);
  private static final double COT_45 = cosd90(45) / sind90(45);

  private FloatFunctions() {}

  private static double checked(double result, double a, double b, boolean zeroIsFine) {
    if (Double.isInfinite(result) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
      throw overflow();
    }
    if (result == 0 && !zeroIsFine) {
      throw underflow();
    }
    return result;
  }

  private static float checked4(double exact, double a, double b, boolean zeroIsFine) {
    float result = (float) exact;
    checked(result, a, b, zeroIsFine);
    return result;
  }

  static double float8pl(double a, double b) {
    return checked(a + b, a, b, true);
  }

  static double float8mi(double a, double b) {
    return checked(a - b, a, b, true);
  }

  static double float8mul(double a, double b) {
    return checked(a * b, a, b, a == 0 || b == 0);
  }

  static double float8div(double a, double b) {
    if (b == 0 && !Double.isNaN(a)) {
      throw divisionByZero();
    }
    return checked(a / b, a, 0, a == 0 || Double.isInfinite(b));
  }

  static float float4pl(double a, double b) {
    return checked4((float) a + (float) b, a, b, true);
  }

  static float float4mi(double a, double b) {
    return checked4((float) a - (float) b, a, b, true);
  }

  static float float4mul(double a, double b) {
    return checked4((float) a * (float) b, a, b, a == 0 || b == 0);
  }

  static float float4div(double a, double b) {
    if (b == 0 && !Double.isNaN(a)) {
      throw divisionByZero();
    }
    return checked4((float) a / (float) b, a, 0, a == 0 || Double.isInfinite(b));
  }

  static double float48pl(double a, double b) {
    return float8pl(a, b);
  }

  static double float48mi(double a, double b) {
    return float8mi(a, b);
  }

  static double float48mul(double a, double b) {
    return float8mul(a, b);
  }

  static double float48div(double a, double b) {
    return float8div(a, b);
  }

  static double float84pl(double a, double b) {
    return float8pl(a, b);
  }

  static double float84mi(double a, double b) {
    return float8mi(a, b);
  }

  static double float84mul(double a, double b) {
    return float8mul(a, b);
  }

  static double float84div(double a, double b) {
    return float8div(a, b);
  }

  static double float8um(double a) {
    return -a;
  }

  static double float8up(double a) {
    return a;
  }

  static double float8abs(double a) {
    return Math.abs(a);
  }

  static float float4um(double a) {
    return (float) -a;
  }

  static float float4up(double a) {
    return (float) a;
  }

  static float float4abs(double a) {
    return (float) Math.abs(a);
  }

  static double ftod(double a) {
    return a;
  }

  static float dtof(double a) {
    float result = (float) a;
    if (Float.isInfinite(result) && !Double.isInfinite(a)) {
      throw overflow();
    }
    if (result == 0 && a != 0) {
      throw underflow();
    }
    return result;
  }

  static short dtoi2(double a) {
    return (short) integer(a, Short.MIN_VALUE, Short.MAX_VALUE, "smallint");
  }

  static int dtoi4(double a) {
    return (int) integer(a, Integer.MIN_VALUE, Integer.MAX_VALUE, "integer");
  }

  static long dtoi8(double a) {
    double rounded = Math.rint(a);
    if (!(rounded >= -0x1p63 && rounded < 0x1p63)) {
      throw outOfRange("bigint");
    }
    return (long) rounded;
  }

  static short ftoi2(double a) {
    return dtoi2(a);
  }

  static int ftoi4(double a) {
    return dtoi4(a);
  }

  static long ftoi8(double a) {
    return dtoi8(a);
  }

  private static long integer(double a, int min, int max, String type) {
    double rounded = Math.rint(a);
    if (!(rounded >= min && rounded <= max)) {
      throw outOfRange(type);
    }
    return (long) rounded;
  }

  static double i2tod(int a) {
    return a;
  }

  static float i2tof(int a) {
    return a;
  }

  static double i4tod(int a) {
    return a;
  }

  static float i4tof(int a) {
    return (float) a;
  }

  static double i8tod(long a) {
    return (double) a;
  }

  static float i8tof(long a) {
    return (float) a;
  }

  static double dround(double a) {
    return Math.rint(a);
  }

  static double dceil(double a) {
    return Math.ceil(a);
  }

  static double dfloor(double a) {
    return Math.floor(a);
  }

  static double dtrunc(double a) {
    return a >= 0 ? Math.floor(a) : -Math.floor(-a);
  }

  static double dsign(double a) {
    return a > 0 ? 1 : a < 0 ? -1 : 0;
  }

  static double dsqrt(double a) {
    if (a < 0) {
      throw new PgException(
          SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
          "cannot take square root of a negative number");
    }
    return Math.sqrt(a);
  }

  static double dcbrt(double a) {
    return Math.cbrt(a);
  }

  static PgException complexPower() {
    return new PgException(
        SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
        "a negative number raised to a non-integer power yields a complex result");
  }

  static double dpow(double a, double b) {
    if (a == 1 || b == 0) {
      return 1;
    }
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Double.NaN;
    }
    if (a == 0 && b < 0) {
      throw new PgException(
          SqlState.INVALID_ARGUMENT_FOR_POWER_FUNCTION,
          "zero raised to a negative power is undefined");
    }
    if (a < 0 && !Double.isInfinite(b) && Math.floor(b) != b) {
      throw complexPower();
    }
    if (Double.isInfinite(b)) {
      double magnitude = Math.abs(a);
      if (magnitude == 1) {
        return 1;
      }
      return magnitude > 1 == b > 0 ? Double.POSITIVE_INFINITY : 0;
    }
    double result = Math.pow(a, b);
    if (Double.isInfinite(a)) {
      return result;
    }
    return checked(result, 0, 0, a == 0);
  }

  static double dexp(double a) {
    if (Double.isInfinite(a)) {
      return a > 0 ? a : 0;
    }
    return checked(Math.exp(a), a, 0, false);
  }

  static double dlog1(double a) {
    checkLogarithm(a);
    return Math.log(a);
  }

  static double dlog10(double a) {
    checkLogarithm(a);
    return Math.log10(a);
  }

  private static void checkLogarithm(double a) {
    if (a <= 0) {
      throw new PgException(
          SqlState.INVALID_ARGUMENT_FOR_LOG,
          a == 0 ? "cannot take logarithm of zero" : "cannot take logarithm of a negative number");
    }
  }

  private static PgException inputOutOfRange() {
    return new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "input is out of range");
  }

  private static void checkUnit(double a) {
    if (a < -1 || a > 1) {
      throw inputOutOfRange();
    }
  }

  private static void checkFinite(double a) {
    if (Double.isInfinite(a)) {
      throw inputOutOfRange();
    }
  }

  static double dacos(double a) {
    checkUnit(a);
    return Math.acos(a);
  }

  static double dasin(double a) {
    checkUnit(a);
    return Math.asin(a);
  }

  static double datan(double a) {
    return Math.atan(a);
  }

  static double datan2(double a, double b) {
    return Math.atan2(a, b);
  }

  static double dcos(double a) {
    checkFinite(a);
    return Math.cos(a);
  }

  static double dsin(double a) {
    checkFinite(a);
    return Math.sin(a);
  }

  static double dtan(double a) {
    checkFinite(a);
    return Math.tan(a);
  }

  static double dcot(double a) {
    checkFinite(a);
    return 1 / Math.tan(a);
  }

  static double dsinh(double a) {
    return Math.sinh(a);
  }

  static double dcosh(double a) {
    return Math.cosh(a);
  }

  static double dtanh(double a) {
    return Math.tanh(a);
  }

  static double dasinh(double a) {
    double magnitude = Math.abs(a);
    if (Double.isInfinite(a) || magnitude < 1e-150) {
      return a;
    }
    double result =
        magnitude > 1e150
            ? Math.log(magnitude) + Math.log(2)
            : Math.log1p(magnitude + magnitude * magnitude / (1 + Math.sqrt(a * a + 1)));
    return Math.copySign(result, a);
  }

  static double dacosh(double a) {
    if (a < 1) {
      throw inputOutOfRange();
    }
    return a > 1e150 ? Math.log(a) + Math.log(2) : Math.log(a + Math.sqrt(a * a - 1));
  }

  static double datanh(double a) {
    checkUnit(a);
    return Math.abs(a) == 1
        ? Math.copySign(Double.POSITIVE_INFINITY, a)
        : 0.5 * Math.log1p(2 * a / (1 - a));
  }

  private static double sind30(double a) {
    return Math.sin(Math.toRadians(a)) / SIN_30 / 2;
  }

  private static double cosd60(double a) {
    return 1 - (1 - Math.cos(Math.toRadians(a))) / ONE_MINUS_COS_60 / 2;
  }

  private static double sind90(double a) {
    return a <= 30 ? sind30(a) : cosd60(90 - a);
  }

  private static double cosd90(double a) {
    return a <= 60 ? cosd60(a) : sind30(90 - a);
  }

  static double dsind(double a) {
    checkFinite(a);
    double angle = a % 360;
    int sign = 1;
    if (angle < 0) {
      angle = -angle;
      sign = -sign;
    }
    if (angle > 180) {
      angle = 360 - angle;
      sign = -sign;
    }
    return sign * sind90(angle > 90 ? 180 - angle : angle);
  }

  static double dcosd(double a) {
    checkFinite(a);
    double angle = Math.abs(a % 360);
    if (angle > 180) {
      angle = 360 - angle;
    }
    return angle > 90 ? -cosd90(180 - angle) : cosd90(angle);
  }

  static double dtand(double a) {
    checkFinite(a);
    double[] reduced = tangentQuadrant(a);
    double tan = reduced[1] * (sind90(reduced[0]) / cosd90(reduced[0]) / TAN_45);
    return tan == 0 ? 0 : tan;
  }

  static double dcotd(double a) {
    checkFinite(a);
    double[] reduced = tangentQuadrant(a);
    double cot = reduced[1] * (cosd90(reduced[0]) / sind90(reduced[0]) / COT_45);
    return cot == 0 ? 0 : cot;
  }

  /** The angle brought to 0 to 90 degrees, and the sign. */
  private static double[] tangentQuadrant(double a) {
    double angle = a % 360;
    int sign = 1;
    if (angle < 0) {
      angle = -angle;
      sign = -sign;
    }
    if (angle > 180) {
      angle = 360 - angle;
      sign = -sign;
    }
    if (angle > 90) {
      angle = 180 - angle;
      sign = -sign;
    }
    return new double[] {angle, sign};
  }

  private static double asindUnit(double a) {
    return a <= 0.5 ? Math.asin(a) / Math.asin(0.5) * 30 : 90 - Math.acos(a) / Math.acos(0.5) * 60;
  }

  static double dasind(double a) {
    checkUnit(a);
    return a >= 0 ? asindUnit(a) : -asindUnit(-a);
  }

  static double dacosd(double a) {
    checkUnit(a);
    return a >= 0 ? 90 - asindUnit(a) : 90 + asindUnit(-a);
  }

  static double datand(double a) {
    return Math.atan(a) / Math.atan(1) * 45;
  }

  static double datan2d(double a, double b) {
    return Math.atan2(a, b) / Math.atan(1) * 45;
  }

  static double degrees(double a) {
    return checked(a / (Math.PI / 180), a, 0, true);
  }

  static double radians(double a) {
    return a * (Math.PI / 180);
  }

  static double dpi() {
    return Math.PI;
  }

  static double drandom(CallContext context) {
    return context.session().random().nextDouble();
  }

  static double drandomNormal(CallContext context, double mean, double deviation) {
    return mean + deviation * context.session().random().nextGaussian();
  }

  static String setseed(CallContext context, double seed) {
    if (!(seed >= -1 && seed <= 1)) {
      throw Errors.invalidParameter(
          "setseed parameter " + FloatCodecs.text(seed, 0) + " is out of allowed range [-1,1]");
    }
    context.session().seedRandom(seed);
    return "";
  }

  static int int4random(CallContext context, int min, int max) {
    return (int) int8random(context, min, max);
  }

  static long int8random(CallContext context, long min, long max) {
    if (min > max) {
      throw Errors.invalidParameter("lower bound must be less than or equal to upper bound");
    }
    if (min == Long.MIN_VALUE && max == Long.MAX_VALUE) {
      return context.session().random().nextLong();
    }
    return max == Long.MAX_VALUE
        ? context.session().random().nextLong(min - 1, max) + 1
        : context.session().random().nextLong(min, max + 1);
  }

  static int widthBucketFloat8(double operand, double low, double high, int count) {
    if (count <= 0) {
      throw NumericFunctions.bucketError("count must be greater than zero");
    }
    if (Double.isNaN(operand) || Double.isNaN(low) || Double.isNaN(high)) {
      throw NumericFunctions.bucketError("operand, lower bound, and upper bound cannot be NaN");
    }
    if (Double.isInfinite(low) || Double.isInfinite(high)) {
      throw NumericFunctions.bucketError("lower and upper bounds must be finite");
    }
    if (low == high) {
      throw NumericFunctions.bucketError("lower bound cannot equal upper bound");
    }
    double position = (operand - low) / (high - low);
    if (position < 0) {
      return 0;
    }
    if (position >= 1) {
      if (count == Integer.MAX_VALUE) {
        throw outOfRange("integer");
      }
      return count + 1;
    }
    return Math.min((int) (position * count), count - 1) + 1;
  }
}
