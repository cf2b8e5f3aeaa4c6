package org.heapgres.storage.object;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The names of plain keys' parts: keys that are equal to Python have the same one. {@code _canon}
 * in {@code parts.py} names these keys alike, and others too.
 */
final class PartNames {
  private PartNames() {}

  /** Of a text, a number, a truth value or nothing. */
  static String of(HeapValue key) {
    return switch (key) {
      case HeapValue.None _ -> "N";
      case HeapValue.Text(String value) -> "s" + value;
      case HeapValue.Truth(boolean value) -> value ? "i1" : "i0";
      case HeapValue.Int(long value) -> "i" + value;
      case HeapValue.BigInt(BigInteger value) -> "i" + value;
      case HeapValue.Real(double value) -> ratio(new BigDecimal(value));
      case HeapValue.Decimal(String digits) -> ratio(new BigDecimal(digits));
      default -> throw new IllegalArgumentException("no plain key: " + key);
    };
  }

  /** In lowest terms. */
  private static String ratio(BigDecimal number) {
    BigDecimal plain = number.stripTrailingZeros();
    BigInteger over = plain.scale() > 0 ? plain.unscaledValue() : plain.toBigIntegerExact();
    BigInteger under = plain.scale() > 0 ? BigInteger.TEN.pow(plain.scale()) : BigInteger.ONE;
    BigInteger common = over.gcd(under);
    return under.equals(common)
        ? "i" + over.divide(common)
        : "q" + over.divide(common) + "/" + under.divide(common);
  }
}
