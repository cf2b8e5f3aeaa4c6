package org.heapgres.storage.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A value of type numeric: a decimal with a display scale, NaN, or an infinity. Immutable.
 *
 * <p>The scale is never negative. As in SQL, {@code 1.0} equals {@code 1.00}, NaN equals NaN and
 * sorts above Infinity. Limits are PostgreSQL's: 131072 digits before the point, 16383 after it.
 */
public final class Numeric implements Comparable<Numeric> {
  public static final Numeric NAN = new Numeric(null, 2);
  public static final Numeric POSITIVE_INFINITY = new Numeric(null, 1);
  public static final Numeric NEGATIVE_INFINITY = new Numeric(null, -1);
  public static final Numeric ZERO = new Numeric(BigDecimal.ZERO, 0);
  public static final Numeric ONE = new Numeric(BigDecimal.ONE, 0);

  public static final int MAX_SCALE = 16383;
  public static final int MAX_INTEGER_DIGITS = 131072;

  /** Below this no value can exceed the limits, so that checks stay off the common path. */
  private static final int SURELY_SMALL_BITS = 4096;

  private final BigDecimal value;

  /** Rank among the special values in sort order; 0 for a finite one. */
  private final int special;

  private Numeric(BigDecimal value, int special) {
    this.value = value;
    this.special = special;
  }

  /** A negative scale becomes 0. Throws 22003 beyond the limits. */
  public static Numeric of(BigDecimal value) {
    BigDecimal decimal = value;
    if (decimal.scale() < 0) {
      if (decimal.precision() - (long) decimal.scale() > MAX_INTEGER_DIGITS) {
        throw overflow();
      }
      decimal = decimal.setScale(0);
    }
    if (decimal.scale() > MAX_SCALE
        || (decimal.unscaledValue().bitLength() > SURELY_SMALL_BITS
            && decimal.precision() - decimal.scale() > MAX_INTEGER_DIGITS)) {
      throw overflow();
    }
    return new Numeric(decimal, 0);
  }

  public static Numeric of(long value) {
    return new Numeric(BigDecimal.valueOf(value), 0);
  }

  public static Numeric of(BigInteger value) {
    return of(new BigDecimal(value));
  }

  public static Numeric of(PlainDecimal value) {
    return new Numeric(BigDecimal.valueOf(value.unscaled(), value.scale()), 0);
  }

  private static PgException overflow() {
    return new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
  }

  /**
   * Reads what numeric's input function reads: decimals with exponent, hexadecimal, octal and
   * binary integers, underscores between digits, NaN and infinities, surrounding white space.
   */
  public static Numeric parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    PlainDecimal plain = PlainDecimal.parse(bytes, 0, bytes.length);
    if (plain != null) {
      return of(plain);
    }
    String trimmed = trimSpace(text);
    try {
      return NumericText.parse(trimmed);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new PgException(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input syntax for type numeric: \"" + text + "\"",
          e);
    }
  }

  private static String trimSpace(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  public boolean isFinite() {
    return special == 0;
  }

  public boolean isNaN() {
    return special == 2;
  }

  public boolean isInfinite() {
    return special == 1 || special == -1;
  }

  /** -1, 0 or 1; infinities have a sign, NaN counts as positive. */
  public int signum() {
    return special == 0 ? value.signum() : Integer.signum(special);
  }

  /** The display scale; 0 for a special value. */
  public int scale() {
    return special == 0 ? value.scale() : 0;
  }

  /** Throws {@link IllegalStateException} for NaN and the infinities. */
  public BigDecimal toBigDecimal() {
    if (special != 0) {
      throw new IllegalStateException(toString());
    }
    return value;
  }

  public double doubleValue() {
    return switch (special) {
      case 0 -> value.doubleValue();
      case 1 -> Double.POSITIVE_INFINITY;
      case -1 -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  @Override
  public int compareTo(Numeric other) {
    if (special == 0 && other.special == 0) {
      return value.compareTo(other.value);
    }
    return Integer.compare(special, other.special);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Numeric numeric && compareTo(numeric) == 0;
  }

  @Override
  public int hashCode() {
    return special == 0 ? Objects.hashCode(value.stripTrailingZeros()) : special;
  }

  /** PostgreSQL's text form: never an exponent, as many decimals as the scale. */
  @Override
  public String toString() {
    return switch (special) {
      case 0 -> value.toPlainString();
      case 1 -> "Infinity";
      case -1 -> "-Infinity";
      default -> "NaN";
    };
  }

  /** The grammar of numeric's text form. */
  private static final class NumericText {
    static Numeric parse(String text) {
      int start = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
      boolean negative = start == 1 && text.charAt(0) == '-';
      if (start < text.length() && Character.isLetter(text.charAt(start))) {
        return special(text.substring(start).toLowerCase(Locale.ROOT), start == 1, negative);
      }
      if (text.length() > start + 2 && text.charAt(start) == '0') {
        int radix =
            switch (text.charAt(start + 1)) {
              case 'x', 'X' -> 16;
              case 'o', 'O' -> 8;
              case 'b', 'B' -> 2;
              default -> 10;
            };
        if (radix != 10) {
          String digits = digits(text, start + 2, text.length(), radix, true);
          BigInteger integer = new BigInteger(digits, radix);
          return of(negative ? integer.negate() : integer);
        }
      }
      return decimal(text, start);
    }

    private static Numeric special(String word, boolean signed, boolean negative) {
      return switch (word) {
        case "nan" -> {
          if (signed) {
            throw new NumberFormatException(word);
          }
          yield NAN;
        }
        case "inf", "infinity" -> negative ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
        default -> throw new NumberFormatException(word);
      };
    }

    private static Numeric decimal(String text, int start) {
      int exponentAt = Math.max(text.indexOf('e', start), text.indexOf('E', start));
      int mantissaEnd = exponentAt < 0 ? text.length() : exponentAt;
      int point = text.indexOf('.', start);
      if (point > mantissaEnd) {
        throw new NumberFormatException(text);
      }
      int integerEnd = point < 0 ? mantissaEnd : point;
      String integer = integerEnd > start ? digits(text, start, integerEnd, 10, false) : "";
      String fraction =
          point >= 0 && mantissaEnd > point + 1
              ? digits(text, point + 1, mantissaEnd, 10, false)
              : "";
      if (integer.isEmpty() && fraction.isEmpty()) {
        throw new NumberFormatException(text);
      }
      long exponent = exponentAt < 0 ? 0 : exponent(text, exponentAt + 1);
      BigInteger unscaled = new BigInteger(integer.concat(fraction));
      if (text.charAt(0) == '-') {
        unscaled = unscaled.negate();
      }
      long scale = fraction.length() - exponent;
      if (scale > MAX_SCALE || (unscaled.signum() != 0 && -scale > MAX_INTEGER_DIGITS)) {
        throw overflow();
      }
      if (unscaled.signum() == 0) {
        scale = Math.max(scale, 0);
      }
      return of(new BigDecimal(unscaled, (int) scale));
    }

    private static long exponent(String text, int from) {
      int start = from;
      boolean negative = false;
      if (start < text.length() && (text.charAt(start) == '-' || text.charAt(start) == '+')) {
        negative = text.charAt(start) == '-';
        start++;
      }
      String digits = digits(text, start, text.length(), 10, false);
      BigInteger exponent = new BigInteger(digits);
      if (exponent.bitLength() > 30) {
        throw overflow();
      }
      return negative ? -exponent.longValue() : exponent.longValue();
    }

    /** The digits without their underscores, which may only stand between two digits. */
    private static String digits(
        String text, int from, int to, int radix, boolean leadingUnderscore) {
      StringBuilder digits = null;
      boolean underscoreAllowed = leadingUnderscore;
      for (int i = from; i < to; i++) {
        char c = text.charAt(i);
        if (c == '_') {
          if (!underscoreAllowed || i + 1 == to) {
            throw new NumberFormatException(text);
          }
          if (digits == null) {
            digits = new StringBuilder(to - from).append(text, from, i);
          }
          underscoreAllowed = false;
        } else if (c < 128 && Character.digit(c, radix) >= 0) {
          if (digits != null) {
            digits.append(c);
          }
          underscoreAllowed = true;
        } else {
          throw new NumberFormatException(text);
        }
      }
      if (from == to) {
        throw new NumberFormatException(text);
      }
      return digits == null ? text.substring(from, to) : digits.toString();
    }
  }
}
