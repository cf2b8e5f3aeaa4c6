package org.heapgres.planner.functions;

import org.heapgres.planner.types.BitCodec;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.BitString;

/** bit and bit varying. */
final class BitFunctions {
  /** As VARBITMAXLEN. */
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 7;

  private BitFunctions() {}

  private static BitString truncated(byte[] bytes, int length) {
    if (length % 8 != 0) {
      bytes[bytes.length - 1] &= (byte) (0xff << (8 - length % 8));
    }
    return new BitString(bytes, length);
  }

  static BitString bit(BitString bits, int length, boolean explicit) {
    return (BitString) BitCodec.BIT.coerce(bits, length, explicit);
  }

  static BitString varbit(BitString bits, int length, boolean explicit) {
    return (BitString) BitCodec.VARBIT.coerce(bits, length, explicit);
  }

  private interface ByteOperator {
    int apply(int left, int right);
  }

  private static BitString combine(
      BitString left, BitString right, String operation, ByteOperator operator) {
    if (left.length() != right.length()) {
      throw new PgException(
          SqlState.STRING_DATA_LENGTH_MISMATCH,
          "cannot " + operation + " bit strings of different sizes");
    }
    byte[] bytes = new byte[left.bytes().length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) operator.apply(left.bytes()[i], right.bytes()[i]);
    }
    return new BitString(bytes, left.length());
  }

  static BitString bitAnd(BitString left, BitString right) {
    return combine(left, right, "AND", (a, b) -> a & b);
  }

  static BitString bitOr(BitString left, BitString right) {
    return combine(left, right, "OR", (a, b) -> a | b);
  }

  static BitString bitxor(BitString left, BitString right) {
    return combine(left, right, "XOR", (a, b) -> a ^ b);
  }

  static BitString bitnot(BitString bits) {
    byte[] bytes = new byte[bits.bytes().length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ~bits.bytes()[i];
    }
    return truncated(bytes, bits.length());
  }

  static BitString bitshiftleft(BitString bits, int count) {
    return shifted(bits, count);
  }

  static BitString bitshiftright(BitString bits, int count) {
    return shifted(bits, -(long) count);
  }

  /** To the left when positive. */
  private static BitString shifted(BitString bits, long count) {
    byte[] bytes = new byte[bits.bytes().length];
    for (int i = 0; i < bits.length(); i++) {
      long from = i + count;
      if (from >= 0 && from < bits.length() && bits.get((int) from)) {
        set(bytes, i);
      }
    }
    return new BitString(bytes, bits.length());
  }

  private static void set(byte[] bytes, int index) {
    bytes[index / 8] |= (byte) (0x80 >>> (index % 8));
  }

  static BitString bitcat(BitString left, BitString right) {
    int length = left.length() + right.length();
    byte[] bytes = java.util.Arrays.copyOf(left.bytes(), (length + 7) / 8);
    for (int i = 0; i < right.length(); i++) {
      if (right.get(i)) {
        set(bytes, left.length() + i);
      }
    }
    return new BitString(bytes, length);
  }

  static BitString bitsubstr(BitString bits, int start, int count) {
    if (count < 0) {
      throw new PgException(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    return slice(bits, start - 1L, start - 1L + count);
  }

  static BitString bitsubstrNoLen(BitString bits, int start) {
    return slice(bits, start - 1L, bits.length());
  }

  private static BitString slice(BitString bits, long from, long to) {
    int first = Math.clamp(from, 0, bits.length());
    int end = Math.clamp(to, first, bits.length());
    byte[] bytes = new byte[(end - first + 7) / 8];
    for (int i = first; i < end; i++) {
      if (bits.get(i)) {
        set(bytes, i - first);
      }
    }
    return new BitString(bytes, end - first);
  }

  static int bitlength(BitString bits) {
    return bits.length();
  }

  static int bitoctetlength(BitString bits) {
    return bits.bytes().length;
  }

  static long bitBitCount(BitString bits) {
    long count = 0;
    for (byte b : bits.bytes()) {
      count += Integer.bitCount(b & 0xff);
    }
    return count;
  }

  /** The last bits of the number, its sign in front when there are more. */
  static BitString bitfromint4(int value, int length) {
    return fromNumber(value, length);
  }

  static BitString bitfromint8(long value, int length) {
    return fromNumber(value, length);
  }

  private static BitString fromNumber(long value, int declared) {
    int length = declared <= 0 || declared > MAX_LENGTH ? 1 : declared;
    byte[] bytes = new byte[(length + 7) / 8];
    for (int i = 0; i < length; i++) {
      if (((value >> Math.min(length - 1 - i, 63)) & 1) != 0) {
        set(bytes, i);
      }
    }
    return new BitString(bytes, length);
  }

  static int bittoint4(BitString bits) {
    if (bits.length() > 32) {
      throw Errors.outOfRange("integer");
    }
    return (int) toNumber(bits);
  }

  static long bittoint8(BitString bits) {
    if (bits.length() > 64) {
      throw Errors.outOfRange("bigint");
    }
    return toNumber(bits);
  }

  private static long toNumber(BitString bits) {
    long value = 0;
    for (int i = 0; i < bits.length(); i++) {
      value = (value << 1) | (bits.get(i) ? 1 : 0);
    }
    return value;
  }

  static int bitposition(BitString bits, BitString wanted) {
    String text = bits.toString();
    return bits.length() == 0 ? 0 : text.indexOf(wanted.toString()) + 1;
  }

  static BitString bitoverlay(BitString bits, BitString with, int start, int count) {
    if (start <= 0) {
      throw new PgException(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    return bitcat(
        bitcat(slice(bits, 0, start - 1L), with),
        slice(bits, Math.max(0, start - 1L + count), bits.length()));
  }

  static BitString bitoverlayNoLen(BitString bits, BitString with, int start) {
    return bitoverlay(bits, with, start, with.length());
  }

  private static void checkIndex(BitString bits, int index) {
    if (index < 0 || index >= bits.length()) {
      throw new PgException(
          SqlState.ARRAY_ELEMENT_ERROR,
          "bit index " + index + " out of valid range (0.." + (bits.length() - 1) + ")");
    }
  }

  static int bitgetbit(BitString bits, int index) {
    checkIndex(bits, index);
    return bits.get(index) ? 1 : 0;
  }

  static BitString bitsetbit(BitString bits, int index, int value) {
    checkIndex(bits, index);
    if (value != 0 && value != 1) {
      throw Errors.invalidParameter("new bit must be 0 or 1");
    }
    byte[] bytes = bits.bytes().clone();
    int mask = 0x80 >>> (index % 8);
    bytes[index / 8] = (byte) (value == 1 ? bytes[index / 8] | mask : bytes[index / 8] & ~mask);
    return new BitString(bytes, bits.length());
  }
}
