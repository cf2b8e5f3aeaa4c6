package org.heapgres.planner.types;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.PlainDecimal;

/** float4 (Float) and float8 (Double). NaN equals itself and is greater than everything. */
public final class FloatCodecs {
  static final TypeCodec FLOAT4 = new Float4();
  static final TypeCodec FLOAT8 = new Float8();

  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18
  };

  private FloatCodecs() {}

  /** PostgreSQL's text of a float8 under {@code extra_float_digits}. */
  public static String text(double value, int extraFloatDigits) {
    String special = special(value);
    if (special != null) {
      return special;
    }
    return extraFloatDigits > 0
        ? shortest(inside(value), 15)
        : general(value, Math.max(15 + extraFloatDigits, 1));
  }

  public static String text(float value, int extraFloatDigits) {
    String special = special(value);
    if (special != null) {
      return special;
    }
    return extraFloatDigits > 0
        ? shortest(inside(value), 6)
        : general(value, Math.max(6 + extraFloatDigits, 1));
  }

  private static String special(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return null;
  }

  /**
   * Java's shortest text, unless it lies exactly half way to the next double: Java rounds that back
   * by the even rule, PostgreSQL's algorithm leaves it out. Only large integers have such texts.
   */
  private static String inside(double value) {
    String text = Double.toString(value);
    if (Math.abs(value) < 0x1p53) {
      return text;
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal half = new BigDecimal(Math.ulp(value)).divide(BigDecimal.TWO);
    if (new BigDecimal(text).subtract(exact).abs().compareTo(half) != 0) {
      return text;
    }
    return scientific(inside(exact, half, 16));
  }

  private static String inside(float value) {
    String text = Float.toString(value);
    if (Math.abs(value) < 0x1p24f) {
      return text;
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal half = new BigDecimal(Math.ulp(value)).divide(BigDecimal.TWO);
    if (new BigDecimal(text).subtract(exact).abs().compareTo(half) != 0) {
      return text;
    }
    return scientific(inside(exact, half, 8));
  }

  /** With that many digits if that is nearer than half way to the next one, else with one more. */
  private static BigDecimal inside(BigDecimal exact, BigDecimal half, int digits) {
    BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    return rounded.subtract(exact).abs().compareTo(half) < 0
        ? rounded
        : exact.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
  }

  private static String scientific(BigDecimal value) {
    String digits = value.unscaledValue().abs().toString();
    return (value.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + "."
        + (digits.length() > 1 ? digits.substring(1) : "0")
        + "E"
        + (digits.length() - 1 - value.scale());
  }

  /** Rewrites Java's shortest text: no trailing ".0", exponents as C prints them. */
  private static String shortest(String java, int fixedDigits) {
    boolean negative = java.startsWith("-");
    int start = negative ? 1 : 0;
    int e = java.indexOf('E');
    String mantissa = java.substring(start, e < 0 ? java.length() : e);
    int exponent = e < 0 ? 0 : Integer.parseInt(java.substring(e + 1));
    int point = mantissa.indexOf('.');
    String digits = mantissa.substring(0, point) + mantissa.substring(point + 1);
    exponent += point - 1;
    int lead = 0;
    while (lead < digits.length() - 1 && digits.charAt(lead) == '0') {
      lead++;
      exponent--;
    }
    int end = digits.length();
    while (end > lead + 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    digits = digits.substring(lead, end);
    if (digits.length() == 2) {
      digits = oneDigitIfSame(digits, exponent, fixedDigits);
    }
    return layout(negative, digits, exponent, fixedDigits);
  }

  /** Java always gives two digits to a denormal, where one may do: 4.9E-324 is 5e-324. */
  private static String oneDigitIfSame(String digits, int exponent, int fixedDigits) {
    if (exponent > -40) {
      return digits;
    }
    String rounded =
        new BigDecimal(digits)
            .round(new MathContext(1, RoundingMode.HALF_UP))
            .unscaledValue()
            .toString();
    String two = digits.charAt(0) + "." + digits.charAt(1) + "e" + exponent;
    String one = rounded + "e" + exponent;
    boolean same =
        fixedDigits == 6
            ? Float.parseFloat(two) == Float.parseFloat(one)
            : Double.parseDouble(two) == Double.parseDouble(one);
    return same ? rounded : digits;
  }

  private static String layout(boolean negative, String digits, int exponent, int fixedDigits) {
    StringBuilder out = new StringBuilder(digits.length() + 8);
    if (negative) {
      out.append('-');
    }
    if (exponent < -4 || exponent >= fixedDigits) {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      out.append('e').append(exponent < 0 ? '-' : '+');
      int magnitude = Math.abs(exponent);
      if (magnitude < 10) {
        out.append('0');
      }
      return out.append(magnitude).toString();
    }
    if (exponent < 0) {
      return out.append("0.").repeat('0', -exponent - 1).append(digits).toString();
    }
    if (digits.length() <= exponent + 1) {
      return out.append(digits).repeat('0', exponent + 1 - digits.length()).toString();
    }
    return out.append(digits, 0, exponent + 1)
        .append('.')
        .append(digits, exponent + 1, digits.length())
        .toString();
  }

  /** C's {@code %.*g}. */
  private static String general(double value, int precision) {
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(precision, RoundingMode.HALF_EVEN));
    String digits = rounded.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - rounded.scale();
    int end = digits.length();
    while (end > 1 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return layout(value < 0, digits.substring(0, end), exponent, precision);
  }

  /** Reads a float8; {@code type} is only for the message. */
  static double parseDouble(String text, String original, String type) {
    double special = parseSpecial(text);
    if (special != 0) {
      return special;
    }
    if (!isNumber(text)) {
      throw TypeCodec.invalidSyntax(type, original);
    }
    double value = Double.parseDouble(javaSyntax(text));
    if (Double.isInfinite(value) || (value == 0 && hasNonZeroDigit(text))) {
      throw outOfRange(text, type);
    }
    return value;
  }

  static float parseFloat(String text, String original) {
    double special = parseSpecial(text);
    if (special != 0) {
      return (float) special;
    }
    if (!isNumber(text)) {
      throw TypeCodec.invalidSyntax("real", original);
    }
    float value = Float.parseFloat(javaSyntax(text));
    if (Float.isInfinite(value) || (value == 0 && hasNonZeroDigit(text))) {
      throw outOfRange(text, "real");
    }
    return value;
  }

  /** Whether both parts are doubles themselves, so that their quotient is the nearest double. */
  private static boolean isExact(PlainDecimal decimal) {
    return Math.abs(decimal.unscaled()) <= 1L << 53 && decimal.scale() < POWERS_OF_TEN.length;
  }

  private static double quotient(PlainDecimal decimal) {
    double magnitude = Math.abs(decimal.unscaled()) / POWERS_OF_TEN[decimal.scale()];
    return decimal.negative() ? -magnitude : magnitude;
  }

  private static PgException outOfRange(String text, String type) {
    return new PgException(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "\"" + text + "\" is out of range for type " + type);
  }

  /** NaN, an infinity, or 0 for everything else. */
  private static double parseSpecial(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    char last = Character.toLowerCase(text.charAt(text.length() - 1));
    if (last != 'n' && last != 'y' && last != 'f') {
      return 0;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan" -> Double.NaN;
      case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> 0;
    };
  }

  private static boolean isHexadecimal(String text) {
    int i = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    return text.length() > i + 2 && text.charAt(i) == '0' && (text.charAt(i + 1) | 0x20) == 'x';
  }

  private static String javaSyntax(String text) {
    if (isHexadecimal(text) && text.indexOf('p') < 0 && text.indexOf('P') < 0) {
      return text + "p0";
    }
    return text;
  }

  /** What C's strtod takes whole; Java's parser also takes suffixes and spaces. */
  private static boolean isNumber(String text) {
    int length = text.length();
    int i = 0;
    if (i < length && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
      i++;
    }
    int radix = 10;
    if (isHexadecimal(text)) {
      radix = 16;
      i += 2;
    }
    int digits = 0;
    while (i < length && IntegerCodecs.digit(text.charAt(i), radix) >= 0) {
      i++;
      digits++;
    }
    if (i < length && text.charAt(i) == '.') {
      i++;
      while (i < length && IntegerCodecs.digit(text.charAt(i), radix) >= 0) {
        i++;
        digits++;
      }
    }
    if (digits == 0) {
      return false;
    }
    if (i < length && (text.charAt(i) | 0x20) == (radix == 16 ? 'p' : 'e')) {
      i++;
      if (i < length && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
        i++;
      }
      int start = i;
      while (i < length && IntegerCodecs.digit(text.charAt(i), 10) >= 0) {
        i++;
      }
      if (i == start) {
        return false;
      }
    }
    return i == length;
  }

  private static boolean hasNonZeroDigit(String text) {
    int radix = isHexadecimal(text) ? 16 : 10;
    for (int i = radix == 16 ? text.indexOf('0') + 2 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c | 0x20) == (radix == 16 ? 'p' : 'e')) {
        return false;
      }
      if (IntegerCodecs.digit(c, radix) > 0) {
        return true;
      }
    }
    return false;
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && IntegerCodecs.isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && IntegerCodecs.isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Order with NaN last and the zeros equal. */
  public static int compare(double left, double right) {
    if (left < right) {
      return -1;
    }
    if (left > right) {
      return 1;
    }
    if (left == right) {
      return 0;
    }
    return Boolean.compare(Double.isNaN(left), Double.isNaN(right));
  }

  private static final class Float4 extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return parseFloat(trim(text), text);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 4);
      return bytes.getFloat();
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return FloatCodecs.text((float) (Float) datum, settings.extraFloatDigits());
    }

    @Override
    public void writeText(double value, FormatSettings settings, WireBuffer out) {
      out.writeAscii(FloatCodecs.text((float) value, settings.extraFloatDigits()));
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeInt(Float.floatToIntBits((Float) datum));
    }

    @Override
    public void writeBinary(double value, FormatSettings settings, WireBuffer out) {
      out.writeInt(Float.floatToIntBits((float) value));
    }

    @Override
    public int compare(Object left, Object right) {
      return FloatCodecs.compare((Float) left, (Float) right);
    }

    @Override
    public int hash(Object datum) {
      return Double.hashCode((Float) datum + 0.0);
    }
  }

  private static final class Float8 extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return parseDouble(trim(text), text, "double precision");
    }

    @Override
    public Object parseText(byte[] text, int from, int to, int typmod, FormatSettings settings) {
      PlainDecimal plain = PlainDecimal.parse(text, from, to);
      return plain != null && isExact(plain)
          ? (Object) quotient(plain)
          : super.parseText(text, from, to, typmod, settings);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 8);
      return bytes.getDouble();
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return FloatCodecs.text((double) (Double) datum, settings.extraFloatDigits());
    }

    @Override
    public void writeText(double value, FormatSettings settings, WireBuffer out) {
      out.writeAscii(FloatCodecs.text(value, settings.extraFloatDigits()));
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeLong(Double.doubleToLongBits((Double) datum));
    }

    @Override
    public void writeBinary(double value, FormatSettings settings, WireBuffer out) {
      out.writeLong(Double.doubleToLongBits(value));
    }

    @Override
    public int compare(Object left, Object right) {
      return FloatCodecs.compare((Double) left, (Double) right);
    }

    @Override
    public int hash(Object datum) {
      return Double.hashCode((Double) datum + 0.0);
    }
  }
}
