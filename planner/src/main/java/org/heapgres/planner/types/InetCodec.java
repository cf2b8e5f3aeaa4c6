package org.heapgres.planner.types;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Inet;

/** inet and cidr (Inet). A cidr has no bits set to the right of its network. */
public final class InetCodec extends TypeCodec {
  static final TypeCodec INET = new InetCodec(false);
  static final TypeCodec CIDR = new InetCodec(true);

  private static final int FAMILY_V4 = 2;
  private static final int FAMILY_V6 = 3;

  private final boolean cidr;

  private InetCodec(boolean cidr) {
    this.cidr = cidr;
  }

  private String type() {
    return cidr ? "cidr" : "inet";
  }

  @Override
  public Object parseText(String text, int typmod, FormatSettings settings) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    int bits = slash < 0 ? -1 : prefix(text, slash + 1);
    Inet inet =
        text.indexOf(':') >= 0 ? version6(text, address, bits) : version4(text, address, bits);
    return cidr ? checked(inet, text) : inet;
  }

  private int prefix(String text, int from) {
    String digits = text.substring(from);
    if (digits.isEmpty()
        || digits.length() > 3
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
        || (digits.length() > 1 && digits.charAt(0) == '0')) {
      throw invalidSyntax(type(), text);
    }
    return Integer.parseInt(digits);
  }

  /** Trailing octets may be left out where a network is given; cidr infers it from the class. */
  private Inet version4(String text, String address, int bits) {
    byte[] bytes = new byte[4];
    int count = 0;
    for (String part : address.split("\\.", -1)) {
      if (count == 4
          || part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')
          || Integer.parseInt(part) > 255) {
        throw invalidSyntax(type(), text);
      }
      bytes[count++] = (byte) Integer.parseInt(part);
    }
    int network = bits;
    if (network < 0) {
      if (!cidr) {
        if (count < 4) {
          throw invalidSyntax(type(), text);
        }
        network = 32;
      } else {
        network = Math.max(classBits(bytes[0] & 0xff), count * 8);
      }
    }
    if (network > 32 || (!cidr && network / 8 > count)) {
      throw invalidSyntax(type(), text);
    }
    return new Inet(bytes, network);
  }

  private static int classBits(int first) {
    return first >= 240 ? 32 : first >= 224 ? 8 : first >= 192 ? 24 : first >= 128 ? 16 : 8;
  }

  private Inet version6(String text, String address, int bits) {
    byte[] bytes = version6Bytes(address);
    if (bytes == null || bits > 128) {
      throw invalidSyntax(type(), text);
    }
    return new Inet(bytes, bits < 0 ? 128 : bits);
  }

  /** Null for what is no address. */
  private static byte[] version6Bytes(String address) {
    byte[] bytes = new byte[16];
    int gap = -1;
    int at = 0;
    int size = 0;
    if (address.startsWith("::")) {
      gap = 0;
      at = 2;
    } else if (address.startsWith(":")) {
      return null;
    }
    while (at < address.length()) {
      int colon = address.indexOf(':', at);
      String group = address.substring(at, colon < 0 ? address.length() : colon);
      if (colon < 0 && group.indexOf('.') >= 0) {
        String[] parts = group.split("\\.", -1);
        if (parts.length != 4 || size > 12) {
          return null;
        }
        for (String part : parts) {
          if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
            return null;
          }
          bytes[size++] = (byte) Integer.parseInt(part);
        }
        break;
      }
      if (!group.matches("[0-9a-fA-F]{1,4}") || size > 14) {
        return null;
      }
      int value = Integer.parseInt(group, 16);
      bytes[size++] = (byte) (value >>> 8);
      bytes[size++] = (byte) value;
      if (colon < 0) {
        break;
      }
      at = colon + 1;
      if (address.startsWith(":", at)) {
        if (gap >= 0) {
          return null;
        }
        gap = size;
        at++;
      } else if (at == address.length()) {
        return null;
      }
    }
    if (gap < 0) {
      return size == 16 ? bytes : null;
    }
    if (size == 16) {
      return null;
    }
    byte[] spread = new byte[16];
    System.arraycopy(bytes, 0, spread, 0, gap);
    System.arraycopy(bytes, gap, spread, 16 - (size - gap), size - gap);
    return spread;
  }

  private static Inet checked(Inet inet, String shown) {
    if (!Arrays.equals(network(inet).address(), inet.address())) {
      throw new PgException(
              SqlState.INVALID_TEXT_REPRESENTATION, "invalid cidr value: \"" + shown + "\"")
          .withDetail("Value has bits set to right of mask.");
    }
    return inet;
  }

  /** The address with zeros to the right of the network. */
  public static Inet network(Inet inet) {
    byte[] bytes = inet.address().clone();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(inet.bits() - 8L * i, 0, 8);
      bytes[i] &= (byte) (0xff << (8 - kept));
    }
    return new Inet(bytes, inet.bits());
  }

  @Override
  public Object parseBinary(ByteBuffer bytes, int typmod, FormatSettings settings) {
    need(bytes, 4);
    int family = bytes.get();
    int bits = bytes.get() & 0xff;
    bytes.get();
    int length = bytes.get();
    if (family != FAMILY_V4 && family != FAMILY_V6) {
      throw invalidBinary("invalid address family in external \"" + type() + "\" value");
    }
    int expected = family == FAMILY_V4 ? 4 : 16;
    if (bits > expected * 8) {
      throw invalidBinary("invalid bits in external \"" + type() + "\" value");
    }
    if (length != expected) {
      throw invalidBinary("invalid length in external \"" + type() + "\" value");
    }
    need(bytes, length);
    byte[] address = new byte[length];
    bytes.get(address);
    Inet inet = new Inet(address, bits);
    return cidr ? checked(inet, text(inet, settings)) : inet;
  }

  private static PgException invalidBinary(String message) {
    return new PgException(SqlState.INVALID_BINARY_REPRESENTATION, message);
  }

  @Override
  public void writeBinary(Object datum, FormatSettings settings, WireBuffer out) {
    Inet inet = (Inet) datum;
    out.writeByte(inet.isV4() ? FAMILY_V4 : FAMILY_V6);
    out.writeByte(inet.bits());
    out.writeByte(cidr ? 1 : 0);
    out.writeByte(inet.address().length);
    out.writeBytes(inet.address());
  }

  @Override
  public String text(Object datum, FormatSettings settings) {
    Inet inet = (Inet) datum;
    return cidr || inet.bits() < inet.maxBits() ? address(inet) + "/" + inet.bits() : address(inet);
  }

  /** The address alone; the longest run of zero groups of version 6 becomes {@code ::}. */
  public static String address(Inet inet) {
    return inet.isV4() ? dotted(inet.address(), 0) : grouped(inet.address());
  }

  private static String dotted(byte[] bytes, int from) {
    StringBuilder out = new StringBuilder();
    for (int i = from; i < from + 4; i++) {
      out.append(i == from ? "" : ".").append(bytes[i] & 0xff);
    }
    return out.toString();
  }

  private static String grouped(byte[] bytes) {
    int[] words = new int[8];
    for (int i = 0; i < 8; i++) {
      words[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && words[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        best = i;
        bestLength = length;
      }
      i += Math.max(0, length - 1);
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (best >= 0 && i >= best && i < best + bestLength) {
        if (i == best) {
          out.append(':');
        }
        continue;
      }
      if (i > 0) {
        out.append(':');
      }
      boolean mapped = bestLength == 6 || (bestLength == 5 && words[5] == 0xffff);
      if (i == 6 && best == 0 && mapped) {
        return out.append(dotted(bytes, 12)).toString();
      }
      out.append(Integer.toHexString(words[i]));
    }
    if (best >= 0 && best + bestLength == 8) {
      out.append(':');
    }
    return out.toString();
  }

  @Override
  public int compare(Object left, Object right) {
    return ((Inet) left).compareTo((Inet) right);
  }

  @Override
  public int hash(Object datum) {
    return datum.hashCode();
  }
}
