package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import org.heapgres.storage.PgException;

/** int2 (Short), int4 (Integer), int8 (Long). */
final class IntegerCodecs {
  static final TypeCodec INT2 = new Int2();
  static final TypeCodec INT4 = new Int4();
  static final TypeCodec INT8 = new Int8();

  private IntegerCodecs() {}

  /**
   * PostgreSQL's integer syntax: white space around, a sign, decimal, 0x, 0o or 0b digits with
   * single underscores between them.
   */
  static long parse(String text, long min, long max, String type) {
    int length = text.length();
    int i = 0;
    while (i < length && isSpace(text.charAt(i))) {
      i++;
    }
    boolean negative = false;
    if (i < length && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
      negative = text.charAt(i) == '-';
      i++;
    }
    int radix = 10;
    if (i + 1 < length && text.charAt(i) == '0') {
      radix =
          switch (text.charAt(i + 1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 10;
          };
      if (radix != 10) {
        i += 2;
      }
    }
    int first = i;
    long value = 0; // kept negative, as the negative range is the larger one
    long limit = negative ? min : -max;
    while (i < length) {
      char c = text.charAt(i);
      if (c == '_') {
        // between digits, or between a radix prefix and a digit
        if ((i == first && radix == 10)
            || i + 1 >= length
            || digit(text.charAt(i + 1), radix) < 0) {
          throw TypeCodec.invalidSyntax(type, text);
        }
        i++;
        continue;
      }
      int d = digit(c, radix);
      if (d < 0) {
        break;
      }
      if (value < limit / radix || value * radix < limit + d) {
        throw TypeCodec.valueOutOfRange(type, text);
      }
      value = value * radix - d;
      i++;
    }
    if (i == first) {
      throw TypeCodec.invalidSyntax(type, text);
    }
    while (i < length && isSpace(text.charAt(i))) {
      i++;
    }
    if (i < length) {
      throw TypeCodec.invalidSyntax(type, text);
    }
    return negative ? value : -value;
  }

  static int digit(char c, int radix) {
    return c < 128 ? Character.digit(c, radix) : -1;
  }

  /** C's isspace. */
  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static void writeDecimal(long value, WireBuffer out) {
    if (value >= 0 && value < 10) {
      out.writeByte('0' + (int) value);
      return;
    }
    if (value == Long.MIN_VALUE) {
      out.writeAscii("-9223372036854775808");
      return;
    }
    byte[] digits = new byte[20];
    int at = digits.length;
    long rest = Math.abs(value);
    do {
      digits[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      digits[--at] = '-';
    }
    out.writeBytes(digits, at, digits.length - at);
  }

  /** The part that the three sizes share. */
  private abstract static class IntegerCodec extends TypeCodec {
    @Override
    public String text(Object datum, FormatSettings settings) {
      return datum.toString();
    }

    @Override
    public void writeText(Object datum, FormatSettings settings, WireBuffer out) {
      writeDecimal(((Number) datum).longValue(), out);
    }

    @Override
    public void writeText(int value, FormatSettings settings, WireBuffer out) {
      writeDecimal(value, out);
    }

    @Override
    public void writeText(long value, FormatSettings settings, WireBuffer out) {
      writeDecimal(value, out);
    }

    @Override
    public int compare(Object left, Object right) {
      return Long.compare(((Number) left).longValue(), ((Number) right).longValue());
    }

    @Override
    public int hash(Object datum) {
      return Long.hashCode(((Number) datum).longValue());
    }
  }

  private static final class Int2 extends IntegerCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return (short) parse(text, Short.MIN_VALUE, Short.MAX_VALUE, "smallint");
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 2);
      return bytes.getShort();
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeShort((Short) datum);
    }

    @Override
    public void writeBinary(int value, FormatSettings settings, WireBuffer out) {
      out.writeShort(value);
    }
  }

  private static final class Int4 extends IntegerCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return (int) parse(text, Integer.MIN_VALUE, Integer.MAX_VALUE, "integer");
    }

    @Override
    public Object parseText(byte[] text, int from, int to, int typmod, FormatSettings settings) {
      long number = PlainNumbers.parse(text, from, to);
      return number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE
          ? (Object) (int) number
          : super.parseText(text, from, to, typmod, settings);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 4);
      return bytes.getInt();
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeInt((Integer) datum);
    }

    @Override
    public void writeBinary(int value, FormatSettings settings, WireBuffer out) {
      out.writeInt(value);
    }
  }

  private static final class Int8 extends IntegerCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return parse(text, Long.MIN_VALUE, Long.MAX_VALUE, "bigint");
    }

    @Override
    public Object parseText(byte[] text, int from, int to, int typmod, FormatSettings settings) {
      long number = PlainNumbers.parse(text, from, to);
      return number != PlainNumbers.NONE
          ? (Object) number
          : super.parseText(text, from, to, typmod, settings);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 8);
      return bytes.getLong();
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeLong((Long) datum);
    }

    @Override
    public void writeBinary(long value, FormatSettings settings, WireBuffer out) {
      out.writeLong(value);
    }
  }

  /** oid, xid, cid: an unsigned 32-bit number in a Long; {@link PgException} names {@code type}. */
  static final class Unsigned32 extends IntegerCodec {
    private final String type;

    Unsigned32(String type) {
      this.type = type;
    }

    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      return parseUnsigned(text, type);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 4);
      return Integer.toUnsignedLong(bytes.getInt());
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeInt((int) (long) (Long) datum);
    }

    @Override
    public void writeBinary(long value, FormatSettings settings, WireBuffer out) {
      out.writeInt((int) value);
    }
  }

  /** As C's strtoul with base 0 does: hexadecimal and octal prefixes, a sign that wraps. */
  static long parseUnsigned(String text, String type) {
    String trimmed = text.strip();
    boolean negative = trimmed.startsWith("-");
    String digits = negative || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
    }
    if (digits.isEmpty() || digits.chars().anyMatch(c -> digitOf(c) < 0)) {
      throw TypeCodec.invalidSyntax(type, text);
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int d = digit(digits.charAt(i), radix);
      if (d < 0) {
        throw TypeCodec.invalidSyntax(type, text);
      }
      value = value * radix + d;
      if (value > 0xFFFF_FFFFL) {
        throw TypeCodec.valueOutOfRange(type, text);
      }
    }
    return negative ? -value & 0xFFFF_FFFFL : value;
  }

  private static int digitOf(int c) {
    return digit((char) c, 16);
  }

  /** xid8: an unsigned 64-bit number in a Long. */
  static final class Unsigned64 extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      try {
        return Long.parseUnsignedLong(text.strip());
      } catch (NumberFormatException e) {
        throw invalidSyntax("xid8", text);
      }
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 8);
      return bytes.getLong();
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      return Long.toUnsignedString((Long) datum);
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeLong((Long) datum);
    }

    @Override
    public int compare(Object left, Object right) {
      return Long.compareUnsigned((Long) left, (Long) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }
  }

  /** pg_lsn: a 64-bit log position in a Long, as {@code 16/B374D848}. */
  static final class Lsn extends TypeCodec {
    @Override
    public Object parseText(String text, int typmod, FormatSettings settings) {
      int slash = text.indexOf('/');
      String high = slash < 0 ? "" : text.substring(0, slash);
      String low = slash < 0 ? "" : text.substring(slash + 1);
      if (!isHex(high) || !isHex(low)) {
        throw invalidSyntax("pg_lsn", text);
      }
      return Long.parseLong(high, 16) << 32 | Long.parseLong(low, 16);
    }

    private static boolean isHex(String text) {
      return !text.isEmpty()
          && text.length() <= 8
          && text.chars().allMatch(c -> digit((char) c, 16) >= 0);
    }

    @Override
    public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
      need(bytes, 8);
      return bytes.getLong();
    }

    @Override
    public String text(Object datum, FormatSettings settings) {
      long lsn = (Long) datum;
      return Long.toHexString(lsn >>> 32).toUpperCase(java.util.Locale.ROOT)
          + "/"
          + Long.toHexString(lsn & 0xFFFF_FFFFL).toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
      out.writeLong((Long) datum);
    }

    @Override
    public int compare(Object left, Object right) {
      return Long.compareUnsigned((Long) left, (Long) right);
    }

    @Override
    public int hash(Object datum) {
      return datum.hashCode();
    }
  }
}
