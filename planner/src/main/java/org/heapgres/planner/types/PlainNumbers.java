package org.heapgres.planner.types;

/** Decimal integers in their commonest form: an optional minus and up to 18 digits. */
final class PlainNumbers {
  /** Not in that form. */
  static final long NONE = Long.MIN_VALUE;

  private static final int MAX_DIGITS = 18;

  private PlainNumbers() {}

  static long parse(byte[] text, int from, int to) {
    int i = from;
    boolean negative = i < to && text[i] == '-';
    if (negative) {
      i++;
    }
    if (i == to || to - i > MAX_DIGITS) {
      return NONE;
    }
    long number = 0;
    for (; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      number = number * 10 + digit;
    }
    return negative ? -number : number;
  }
}
