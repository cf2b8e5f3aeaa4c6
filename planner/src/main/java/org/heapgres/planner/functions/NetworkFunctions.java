package org.heapgres.planner.functions;

import java.math.BigInteger;
import org.heapgres.planner.types.InetCodec;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Inet;

/** inet, cidr, macaddr and macaddr8. */
final class NetworkFunctions {
  private NetworkFunctions() {}

  private static String withBits(Inet inet) {
    return InetCodec.address(inet) + "/" + inet.bits();
  }

  static String inetAbbrev(Inet inet) {
    return inet.bits() == inet.maxBits() ? InetCodec.address(inet) : withBits(inet);
  }

  /** Version 4 without the octets that the network does not reach. */
  static String cidrAbbrev(Inet cidr) {
    if (!cidr.isV4()) {
      throw PgException.notSupported("abbrev of an IPv6 network");
    }
    if (cidr.bits() == 0) {
      return "0/0";
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < (cidr.bits() + 7) / 8; i++) {
      out.append(i == 0 ? "" : ".").append(cidr.address()[i] & 0xff);
    }
    return out.append('/').append(cidr.bits()).toString();
  }

  private static int checkedLength(Inet inet, int bits) {
    int length = bits == -1 ? inet.maxBits() : bits;
    if (length < 0 || length > inet.maxBits()) {
      throw Errors.invalidParameter("invalid mask length: " + bits);
    }
    return length;
  }

  static Inet inetSetMasklen(Inet inet, int bits) {
    return new Inet(inet.address(), checkedLength(inet, bits));
  }

  static Inet cidrSetMasklen(Inet cidr, int bits) {
    return InetCodec.network(inetSetMasklen(cidr, bits));
  }

  static Inet inetToCidr(Inet inet) {
    return InetCodec.network(inet);
  }

  static Inet networkNetwork(Inet inet) {
    return InetCodec.network(inet);
  }

  private static byte[] mask(Inet inet) {
    byte[] ones = new byte[inet.address().length];
    java.util.Arrays.fill(ones, (byte) 0xff);
    return InetCodec.network(new Inet(ones, inet.bits())).address();
  }

  private static Inet whole(byte[] address) {
    return new Inet(address, address.length * 8);
  }

  static Inet networkNetmask(Inet inet) {
    return whole(mask(inet));
  }

  static Inet networkHostmask(Inet inet) {
    return whole(inverted(mask(inet)));
  }

  static int networkMasklen(Inet inet) {
    return inet.bits();
  }

  static Inet networkBroadcast(Inet inet) {
    return new Inet(combine(inet.address(), inverted(mask(inet)), (a, b) -> a | b), inet.bits());
  }

  static String networkHost(Inet inet) {
    return InetCodec.address(inet);
  }

  static int networkFamily(Inet inet) {
    return inet.isV4() ? 4 : 6;
  }

  static String networkShow(Inet inet) {
    return withBits(inet);
  }

  private static boolean contains(Inet outer, Inet inner) {
    return outer.isV4() == inner.isV4() && outer.sharesPrefix(inner, outer.bits());
  }

  static boolean networkSub(Inet a, Inet b) {
    return a.bits() > b.bits() && contains(b, a);
  }

  static boolean networkSubeq(Inet a, Inet b) {
    return a.bits() >= b.bits() && contains(b, a);
  }

  static boolean networkSup(Inet a, Inet b) {
    return networkSub(b, a);
  }

  static boolean networkSupeq(Inet a, Inet b) {
    return networkSubeq(b, a);
  }

  static boolean networkOverlap(Inet a, Inet b) {
    return a.isV4() == b.isV4() && a.sharesPrefix(b, Math.min(a.bits(), b.bits()));
  }

  static Inet inetMerge(Inet a, Inet b) {
    if (a.isV4() != b.isV4()) {
      throw Errors.invalidParameter("cannot merge addresses from different families");
    }
    int bits = Math.min(a.bits(), b.bits());
    while (!a.sharesPrefix(b, bits)) {
      bits--;
    }
    return InetCodec.network(new Inet(a.address(), bits));
  }

  static boolean inetSameFamily(Inet a, Inet b) {
    return a.isV4() == b.isV4();
  }

  private interface ByteOperator {
    int apply(int left, int right);
  }

  private static byte[] combine(byte[] left, byte[] right, ByteOperator operator) {
    byte[] bytes = new byte[left.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) operator.apply(left[i], right[i]);
    }
    return bytes;
  }

  private static byte[] inverted(byte[] bytes) {
    return combine(bytes, bytes, (a, b) -> ~a);
  }

  private static Inet combine(Inet a, Inet b, String operation, ByteOperator operator) {
    if (a.isV4() != b.isV4()) {
      throw Errors.invalidParameter("cannot " + operation + " inet values of different sizes");
    }
    return new Inet(combine(a.address(), b.address(), operator), Math.max(a.bits(), b.bits()));
  }

  static Inet inetnot(Inet inet) {
    return new Inet(inverted(inet.address()), inet.bits());
  }

  static Inet inetand(Inet a, Inet b) {
    return combine(a, b, "AND", (x, y) -> x & y);
  }

  static Inet inetor(Inet a, Inet b) {
    return combine(a, b, "OR", (x, y) -> x | y);
  }

  static Inet inetpl(Inet inet, long addend) {
    return plus(inet, BigInteger.valueOf(addend));
  }

  static Inet inetmiInt8(Inet inet, long subtrahend) {
    return plus(inet, BigInteger.valueOf(subtrahend).negate());
  }

  private static Inet plus(Inet inet, BigInteger addend) {
    BigInteger sum = new BigInteger(1, inet.address()).add(addend);
    if (sum.signum() < 0 || sum.bitLength() > inet.maxBits()) {
      throw new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "result is out of range");
    }
    byte[] bytes = sum.toByteArray();
    byte[] address = new byte[inet.address().length];
    int count = Math.min(bytes.length, address.length);
    System.arraycopy(bytes, bytes.length - count, address, address.length - count, count);
    return new Inet(address, inet.bits());
  }

  static long inetmi(Inet a, Inet b) {
    if (a.isV4() != b.isV4()) {
      throw Errors.invalidParameter("cannot subtract inet values of different sizes");
    }
    BigInteger difference = new BigInteger(1, a.address()).subtract(new BigInteger(1, b.address()));
    if (difference.bitLength() > 63) {
      throw new PgException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "result is out of range");
    }
    return difference.longValue();
  }

  static byte[] macaddrTrunc(byte[] address) {
    byte[] bytes = new byte[6];
    System.arraycopy(address, 0, bytes, 0, 3);
    return bytes;
  }

  static byte[] macaddrNot(byte[] address) {
    return inverted(address);
  }

  static byte[] macaddrAnd(byte[] a, byte[] b) {
    return combine(a, b, (x, y) -> x & y);
  }

  static byte[] macaddrOr(byte[] a, byte[] b) {
    return combine(a, b, (x, y) -> x | y);
  }

  static byte[] macaddr8Trunc(byte[] address) {
    byte[] bytes = new byte[8];
    System.arraycopy(address, 0, bytes, 0, 3);
    return bytes;
  }

  static byte[] macaddr8Not(byte[] address) {
    return inverted(address);
  }

  static byte[] macaddr8And(byte[] a, byte[] b) {
    return combine(a, b, (x, y) -> x & y);
  }

  static byte[] macaddr8Or(byte[] a, byte[] b) {
    return combine(a, b, (x, y) -> x | y);
  }

  static byte[] macaddr8Set7bit(byte[] address) {
    byte[] bytes = address.clone();
    bytes[0] |= 0x02;
    return bytes;
  }

  static byte[] macaddrtomacaddr8(byte[] a) {
    return new byte[] {a[0], a[1], a[2], (byte) 0xff, (byte) 0xfe, a[3], a[4], a[5]};
  }

  static byte[] macaddr8tomacaddr(byte[] a) {
    if (a[3] != (byte) 0xff || a[4] != (byte) 0xfe) {
      throw new PgException(
              SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
              "macaddr8 data out of range to convert to macaddr")
          .withHint(
              "Only addresses that have FF and FE as values in the 4th and 5th bytes from the left,"
                  + " for example xx:xx:xx:ff:fe:xx:xx:xx, are eligible to be converted from"
                  + " macaddr8 to macaddr.");
    }
    return new byte[] {a[0], a[1], a[2], a[5], a[6], a[7]};
  }
}
