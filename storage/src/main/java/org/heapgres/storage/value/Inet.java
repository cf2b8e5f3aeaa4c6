package org.heapgres.storage.value;

import java.util.Arrays;

/**
 * A value of type inet or cidr: an address of 4 or 16 bytes and the bits of its network. Immutable:
 * callers must not change the array.
 */
public final class Inet implements Comparable<Inet> {
  private final byte[] address;
  private final int bits;

  public Inet(byte[] address, int bits) {
    if (address.length != 4 && address.length != 16) {
      throw new IllegalArgumentException("an address of " + address.length + " bytes");
    }
    if (bits < 0 || bits > address.length * 8) {
      throw new IllegalArgumentException("a network of " + bits + " bits");
    }
    this.address = address;
    this.bits = bits;
  }

  /** Not a copy. */
  public byte[] address() {
    return address;
  }

  public int bits() {
    return bits;
  }

  public boolean isV4() {
    return address.length == 4;
  }

  /** 32 or 128. */
  public int maxBits() {
    return address.length * 8;
  }

  /** Whether the first {@code count} bits of two addresses of one family agree. */
  public boolean sharesPrefix(Inet other, int count) {
    return comparePrefix(other, count) == 0;
  }

  private int comparePrefix(Inet other, int count) {
    int whole = count / 8;
    int order = Arrays.compareUnsigned(address, 0, whole, other.address, 0, whole);
    if (order != 0 || count % 8 == 0) {
      return Integer.signum(order);
    }
    int shift = 8 - count % 8;
    return Integer.compare(
        (address[whole] & 0xff) >>> shift, (other.address[whole] & 0xff) >>> shift);
  }

  /**
   * The order-preserving form that storage keeps: family; each bit of the network in a byte of its
   * own, so that a network comes before those inside it; end; address.
   */
  public byte[] toBytes() {
    byte[] out = new byte[bits + 2 + address.length];
    out[0] = (byte) address.length;
    for (int i = 0; i < bits; i++) {
      out[i + 1] = (byte) ((address[i / 8] & 0x80 >>> (i % 8)) != 0 ? 2 : 1);
    }
    System.arraycopy(address, 0, out, bits + 2, address.length);
    return out;
  }

  public static Inet of(byte[] bytes) {
    int length = bytes[0];
    return new Inet(
        Arrays.copyOfRange(bytes, bytes.length - length, bytes.length), bytes.length - length - 2);
  }

  /** Family, network, bits of the network, address; as network_cmp does. */
  @Override
  public int compareTo(Inet other) {
    if (address.length != other.address.length) {
      return Integer.compare(address.length, other.address.length);
    }
    int order = comparePrefix(other, Math.min(bits, other.bits));
    if (order == 0) {
      order = Integer.compare(bits, other.bits);
    }
    return order != 0 ? order : Integer.signum(Arrays.compareUnsigned(address, other.address));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Inet inet && compareTo(inet) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address) + bits;
  }
}
