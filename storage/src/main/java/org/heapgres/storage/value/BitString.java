package org.heapgres.storage.value;

import java.util.Arrays;

/**
 * A value of type bit or bit varying: {@code length} bits from the high end of the bytes, the rest
 * of the last byte zero. Immutable: callers must not change the array.
 */
public final class BitString implements Comparable<BitString> {
  private final byte[] bytes;
  private final int length;

  public BitString(byte[] bytes, int length) {
    if (bytes.length != (length + 7) / 8) {
      throw new IllegalArgumentException(length + " bits in " + bytes.length + " bytes");
    }
    if (length % 8 != 0 && (bytes[bytes.length - 1] & 0xff >>> (length % 8)) != 0) {
      throw new IllegalArgumentException("bits behind the end");
    }
    this.bytes = bytes;
    this.length = length;
  }

  /** Not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** In bits. */
  public int length() {
    return length;
  }

  /** Bit {@code index} from the left, which is 0. */
  public boolean get(int index) {
    return (bytes[index / 8] & 0x80 >>> (index % 8)) != 0;
  }

  /** Bytes first, then length, as bit_cmp does; the record's order is the same. */
  public PgRecord toRecord() {
    return new PgRecord(new int[2], new Object[] {bytes, length});
  }

  public static BitString of(PgRecord parts) {
    return new BitString((byte[]) parts.fields()[0], (Integer) parts.fields()[1]);
  }

  @Override
  public int compareTo(BitString other) {
    int order = Integer.signum(Arrays.compareUnsigned(bytes, other.bytes));
    return order != 0 ? order : Integer.compare(length, other.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BitString bits && compareTo(bits) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + length;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append(get(i) ? '1' : '0');
    }
    return out.toString();
  }
}
