package org.heapgres.planner.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PlainDecimal;

/** numeric (Numeric) with its modifier (precision, scale) and base-10000 wire format. */
public final class NumericCodec extends TypeCodec {
  static final NumericCodec INSTANCE = new NumericCodec();

  private static final int HEADER = 4;
  private static final int BASE_DIGITS = 4;
  private static final BigInteger BASE = BigInteger.valueOf(10_000);

  /** So many digits of {@link #BASE} fit in a long. */
  private static final int LONG_GROUPS = 4;

  private static final int NAN = 0xC000;
  private static final int POSITIVE_INFINITY = 0xD000;
  private static final int NEGATIVE_INFINITY = 0xF000;
  private static final int NEGATIVE = 0x4000;

  /** What PostgreSQL sends as the scale of an infinity. */
  private static final int INFINITY_SCALE = 0x20;

  private static final int MAX_PRECISION = 1000;

  private NumericCodec() {}

  static int precision(int typmod) {
    return (typmod - HEADER) >> 16 & 0xFFFF;
  }

  /** May be negative, -1000 to 1000. */
  static int scale(int typmod) {
    return ((typmod - HEADER & 0x7FF) ^ 1024) - 1024;
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    return coerce(Numeric.parse(text), typmod, false);
  }

  @Override
  public Object parseText(byte[] text, int from, int to, int typmod, FormatSettings settings) {
    PlainDecimal plain = PlainDecimal.parse(text, from, to);
    return plain == null
        ? super.parseText(text, from, to, typmod, settings)
        : coerce(Numeric.of(plain), typmod, false);
  }

  @Override
  public Object coerce(Object datum, int typmod, boolean explicit) {
    Numeric value = (Numeric) datum;
    if (typmod < HEADER || value.isNaN()) {
      return value;
    }
    int precision = precision(typmod);
    int scale = scale(typmod);
    if (value.isInfinite()) {
      throw overflow()
          .withDetail(
              "A field with precision "
                  + precision
                  + ", scale "
                  + scale
                  + " cannot hold an infinite value.");
    }
    BigDecimal rounded = value.toBigDecimal().setScale(scale, RoundingMode.HALF_UP);
    int maxDigits = precision - scale;
    if (rounded.signum() != 0 && rounded.precision() - rounded.scale() > maxDigits) {
      throw overflow()
          .withDetail(
              "A field with precision "
                  + precision
                  + ", scale "
                  + scale
                  + " must round to an absolute value less than "
                  + (maxDigits != 0 ? "10^" + maxDigits : "1")
                  + ".");
    }
    return Numeric.of(rounded);
  }

  private static PgException overflow() {
    return new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow");
  }

  @Override
  public String typmodText(int typmod) {
    return "(" + precision(typmod) + "," + scale(typmod) + ")";
  }

  @Override
  public int typmod(int[] modifiers) {
    if (modifiers.length < 1 || modifiers.length > 2) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "invalid NUMERIC type modifier");
    }
    int precision = modifiers[0];
    int scale = modifiers.length == 2 ? modifiers[1] : 0;
    if (precision < 1 || precision > MAX_PRECISION) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "NUMERIC precision " + precision + " must be between 1 and 1000");
    }
    if (scale < -MAX_PRECISION || scale > MAX_PRECISION) {
      throw new PgException(
          SqlState.INVALID_PARAMETER_VALUE,
          "NUMERIC scale " + scale + " must be between -1000 and 1000");
    }
    return (precision << 16 | (scale & 0x7FF)) + HEADER;
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 8);
    int count = bytes.getShort() & 0xFFFF;
    int weight = bytes.getShort();
    int sign = bytes.getShort() & 0xFFFF;
    int scale = bytes.getShort() & 0xFFFF;
    switch (sign) {
      case NAN -> {
        return Numeric.NAN;
      }
      case POSITIVE_INFINITY -> {
        return coerce(Numeric.POSITIVE_INFINITY, typmod, false);
      }
      case NEGATIVE_INFINITY -> {
        return coerce(Numeric.NEGATIVE_INFINITY, typmod, false);
      }
      case 0, NEGATIVE -> {}
      default ->
          throw new PgException(
              SqlState.INVALID_BINARY_REPRESENTATION, "invalid sign in external \"numeric\" value");
    }
    if (scale > Numeric.MAX_SCALE) {
      throw new PgException(
          SqlState.INVALID_BINARY_REPRESENTATION, "invalid scale in external \"numeric\" value");
    }
    need(bytes, 2 * count);
    BigInteger large = BigInteger.ZERO;
    long unscaled = 0;
    for (int i = 0; i < count; i++) {
      int digit = bytes.getShort();
      if (digit < 0 || digit >= 10_000) {
        throw new PgException(
            SqlState.INVALID_BINARY_REPRESENTATION, "invalid digit in external \"numeric\" value");
      }
      if (count <= LONG_GROUPS) {
        unscaled = unscaled * 10_000 + digit;
      } else {
        large = large.multiply(BASE).add(BigInteger.valueOf(digit));
      }
    }
    int exactScale = (count - weight - 1) * BASE_DIGITS;
    BigDecimal magnitude =
        count <= LONG_GROUPS
            ? BigDecimal.valueOf(unscaled, exactScale)
            : new BigDecimal(large, exactScale);
    BigDecimal exact = sign == NEGATIVE ? magnitude.negate() : magnitude;
    return coerce(Numeric.of(exact.setScale(scale, RoundingMode.DOWN)), typmod, false);
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    return datum.toString();
  }

  @Override
  public void writeText(Object datum, FormatSettings settings, WireBuffer out) {
    out.writeAscii(datum.toString());
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    Numeric value = (Numeric) datum;
    if (!value.isFinite()) {
      out.writeShort(0);
      out.writeShort(0);
      out.writeShort(
          value.isNaN() ? NAN : value.signum() > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY);
      out.writeShort(value.isNaN() ? 0 : INFINITY_SCALE);
      return;
    }
    BigDecimal decimal = value.toBigDecimal();
    int scale = decimal.scale();
    int fractionGroups = (scale + BASE_DIGITS - 1) / BASE_DIGITS;
    String digits = decimal.setScale(fractionGroups * BASE_DIGITS).unscaledValue().abs().toString();
    int padding = (BASE_DIGITS - digits.length() % BASE_DIGITS) % BASE_DIGITS;
    digits = "0".repeat(padding) + digits;
    int groups = digits.length() / BASE_DIGITS;
    int first = 0;
    while (first < groups && group(digits, first) == 0) {
      first++;
    }
    int last = groups;
    while (last > first && group(digits, last - 1) == 0) {
      last--;
    }
    out.writeShort(last - first);
    out.writeShort(last == first ? 0 : groups - fractionGroups - 1 - first);
    out.writeShort(decimal.signum() < 0 ? NEGATIVE : 0);
    out.writeShort(scale);
    for (int i = first; i < last; i++) {
      out.writeShort(group(digits, i));
    }
  }

  private static int group(String digits, int index) {
    return Integer.parseInt(digits, index * BASE_DIGITS, index * BASE_DIGITS + BASE_DIGITS, 10);
  }

  @Override
  public int compare(Object left, Object right) {
    return ((Numeric) left).compareTo((Numeric) right);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
