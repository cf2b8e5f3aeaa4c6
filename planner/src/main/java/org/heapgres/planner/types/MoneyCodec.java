package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** money: cents in a Long, written as lc_monetary C writes them. */
public final class MoneyCodec extends TypeCodec {
  static final TypeCodec INSTANCE = new MoneyCodec();

  private static final int CENTS = 100;

  private MoneyCodec() {}

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    int at = 0;
    int end = text.length();
    boolean negative = false;
    boolean parenthesis = false;
    at = skipSpace(text, at);
    while (at < end && "(-+$ ".indexOf(text.charAt(at)) >= 0) {
      char c = text.charAt(at++);
      if (c == '(') {
        parenthesis = true;
      }
      negative |= c == '(' || c == '-';
    }
    long value = 0;
    int decimals = -1;
    try {
      for (; at < end; at++) {
        char c = text.charAt(at);
        if (c >= '0' && c <= '9') {
          if (decimals == 2) {
            if (c >= '5') {
              value = Math.addExact(value, -1);
            }
            at = skipDigits(text, at);
            break;
          }
          value = Math.subtractExact(Math.multiplyExact(value, 10L), c - '0');
          decimals = decimals < 0 ? -1 : decimals + 1;
        } else if (c == '.' && decimals < 0) {
          decimals = 0;
        } else if (c != ',' || decimals >= 0) {
          break;
        }
      }
      for (int i = Math.max(decimals, 0); i < 2; i++) {
        value = Math.multiplyExact(value, 10L);
      }
      while (at < end && ") $-+".indexOf(text.charAt(at)) >= 0) {
        char c = text.charAt(at++);
        negative |= c == '-';
        parenthesis &= c != ')';
      }
      at = skipSpace(text, at);
      if (at < end || parenthesis) {
        throw invalidSyntax("money", text);
      }
      return negative ? value : Math.negateExact(value);
    } catch (ArithmeticException e) {
      throw valueOutOfRange("money", text);
    }
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && IntegerCodecs.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int skipDigits(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 8);
    return bytes.getLong();
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    long value = (Long) datum;
    String digits = Long.toUnsignedString(Math.abs(value));
    digits = "0".repeat(Math.max(0, 3 - digits.length())) + digits;
    int point = digits.length() - 2;
    StringBuilder out = new StringBuilder(value < 0 ? "-$" : "$");
    for (int i = 0; i < point; i++) {
      if (i > 0 && (point - i) % 3 == 0) {
        out.append(',');
      }
      out.append(digits.charAt(i));
    }
    return out.append('.').append(digits, point, digits.length()).toString();
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    out.writeLong((Long) datum);
  }

  @Override
  public int compare(Object left, Object right) {
    return Long.compare((Long) left, (Long) right);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }

  /** Cents of a whole number of the currency. */
  public static long ofUnits(long units) {
    try {
      return Math.multiplyExact(units, (long) CENTS);
    } catch (ArithmeticException e) {
      throw new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "bigint out of range");
    }
  }
}
