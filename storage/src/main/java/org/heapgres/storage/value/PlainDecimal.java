package org.heapgres.storage.value;

/**
 * A decimal in its commonest form: an optional minus, up to 18 digits, perhaps a point among them.
 *
 * @param negative tells -0 from 0
 */
public record PlainDecimal(long unscaled, int scale, boolean negative) {
  /** So many digits always fit in a long. */
  private static final int MAX_DIGITS = 18;

  /** Null for what is in another form. */
  public static PlainDecimal parse(byte[] text, int from, int to) {
    boolean negative = from < to && text[from] == '-';
    int start = negative ? from + 1 : from;
    if (to - start > MAX_DIGITS) {
      return null;
    }
    long unscaled = 0;
    int point = -1;
    for (int i = start; i < to; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        unscaled = unscaled * 10 + digit;
      } else if (digit == '.' - '0' && point < 0) {
        point = i;
      } else {
        return null;
      }
    }
    if (to - start == (point < 0 ? 0 : 1)) {
      return null;
    }
    return new PlainDecimal(
        negative ? -unscaled : unscaled, point < 0 ? 0 : to - point - 1, negative);
  }
}
