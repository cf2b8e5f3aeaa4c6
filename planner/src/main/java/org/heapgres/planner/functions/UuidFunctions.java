package org.heapgres.planner.functions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/** uuid-ossp (manual, F.49): namespaces, and UUIDs of time, of names and of chance (RFC 9562). */
final class UuidFunctions {
  private static final String NAMESPACE = "6ba7b81%d-9dad-11d1-80b4-00c04fd430c8";

  /** 100 ns steps from the Gregorian calendar's beginning to 1970. */
  private static final long GREGORIAN = 0x01B2_1DD2_1381_4000L;

  private static final int NODE_BYTES = 6;
  private static final int MULTICAST = 0x01;

  private UuidFunctions() {}

  static UUID uuidNil() {
    return new UUID(0, 0);
  }

  static UUID uuidNsDns() {
    return UUID.fromString(NAMESPACE.formatted(0));
  }

  static UUID uuidNsUrl() {
    return UUID.fromString(NAMESPACE.formatted(1));
  }

  static UUID uuidNsOid() {
    return UUID.fromString(NAMESPACE.formatted(2));
  }

  static UUID uuidNsX500() {
    return UUID.fromString(NAMESPACE.formatted(4));
  }

  /** With a random multicast node address: that of the machine is nobody's business. */
  static UUID uuidGenerateV1(CallContext context) {
    return uuidGenerateV1mc(context);
  }

  static UUID uuidGenerateV1mc(CallContext context) {
    Instant now = Instant.now();
    long time = GREGORIAN + now.getEpochSecond() * 10_000_000 + now.getNano() / 100;
    long high = (time << 32) | ((time >>> 16) & 0xFFFF_0000L) | 0x1000 | ((time >>> 48) & 0xFFF);
    byte[] low = new byte[Long.BYTES];
    context.session().random().nextBytes(low);
    low[0] = (byte) ((low[0] & 0x3F) | 0x80);
    low[Long.BYTES - NODE_BYTES] |= MULTICAST;
    return new UUID(high, ByteBuffer.wrap(low).getLong());
  }

  static UUID uuidGenerateV3(UUID namespace, String name) {
    return named("MD5", namespace, name, 3);
  }

  static UUID uuidGenerateV4(CallContext context) {
    byte[] bytes = new byte[2 * Long.BYTES];
    context.session().random().nextBytes(bytes);
    return versioned(bytes, 4);
  }

  static UUID uuidGenerateV5(UUID namespace, String name) {
    return named("SHA-1", namespace, name, 5);
  }

  private static UUID named(String algorithm, UUID namespace, String name, int version) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(namespace.getMostSignificantBits())
              .putLong(namespace.getLeastSignificantBits())
              .array());
      return versioned(digest.digest(name.getBytes(StandardCharsets.UTF_8)), version);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static UUID versioned(byte[] bytes, int version) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long high = (buffer.getLong() & ~0xF000L) | ((long) version << 12);
    long low = (buffer.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | Long.MIN_VALUE;
    return new UUID(high, low);
  }
}
