package org.heapgres.planner.exec.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;

/**
 * PostgreSQL's hash of partition keys, so that the rows of a partition dumped there belong to the
 * partition of the same remainder here. The function is Bob Jenkins' lookup3 with PostgreSQL's
 * initial values.
 */
final class PartitionHash {
  private static final long SEED = 0x7A5B22367996DCFDL;
  private static final long COMBINE = 0x49a0f4dd15e5a8e3L;
  private static final int INITIAL = 0x9e3779b9 + 3923095;

  private PartitionHash() {}

  /** The hash of a whole key; NULLs count for nothing. */
  static long of(List<PgType> types, Object[] values) {
    long hash = 0;
    for (int k = 0; k < values.length; k++) {
      if (values[k] != null) {
        long value = value(types.get(k), values[k]);
        hash ^= value + COMBINE + (hash << 54) + (hash >>> 7);
      }
    }
    return hash;
  }

  private static long value(PgType type, Object datum) {
    return switch (type.name()) {
      case "int2", "int4", "date" -> word(((Number) datum).intValue());
      case "oid" -> word(((Number) datum).intValue());
      case "int8", "timestamp", "timestamptz" -> number(((Number) datum).longValue());
      case "bool" -> word((Boolean) datum ? 1 : 0);
      case "text", "varchar" -> bytes(((String) datum).getBytes(StandardCharsets.UTF_8));
      case "bpchar" -> bytes(((String) datum).stripTrailing().getBytes(StandardCharsets.UTF_8));
      case "bytea" -> bytes((byte[]) datum);
      case "uuid" -> {
        UUID uuid = (UUID) datum;
        yield bytes(
            ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
      }
      default -> throw PgException.notSupported("PARTITION BY HASH of " + type.formatted(-1));
    };
  }

  private static long number(long value) {
    int high = (int) (value >> 32);
    return word((int) value ^ (value >= 0 ? high : ~high));
  }

  private static long word(int value) {
    State state = new State(4);
    state.a += value;
    return state.end();
  }

  private static long bytes(byte[] key) {
    State state = new State(key.length);
    ByteBuffer in = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    while (in.remaining() >= 12) {
      state.a += in.getInt();
      state.b += in.getInt();
      state.c += in.getInt();
      state.mix();
    }
    int[] tail = new int[3];
    int at = in.position();
    int left = in.remaining();
    for (int i = 0; i < left; i++) {
      // the lowest byte of the third word is left for the length
      int place = i < 8 ? i : i + 1;
      tail[place / 4] |= (key[at + i] & 0xff) << (8 * (place % 4));
    }
    state.a += tail[0];
    state.b += tail[1];
    state.c += tail[2];
    return state.end();
  }

  private static final class State {
    private int a;
    private int b;
    private int c;

    State(int length) {
      a = INITIAL + length;
      b = a;
      c = a;
      a += (int) (SEED >>> 32);
      b += (int) SEED;
      mix();
    }

    void mix() {
      a = (a - c) ^ Integer.rotateLeft(c, 4);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 6);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 8);
      b += a;
      a = (a - c) ^ Integer.rotateLeft(c, 16);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 19);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 4);
      b += a;
    }

    long end() {
      c = (c ^ b) - Integer.rotateLeft(b, 14);
      a = (a ^ c) - Integer.rotateLeft(c, 11);
      b = (b ^ a) - Integer.rotateLeft(a, 25);
      c = (c ^ b) - Integer.rotateLeft(b, 16);
      a = (a ^ c) - Integer.rotateLeft(c, 4);
      b = (b ^ a) - Integer.rotateLeft(a, 14);
      c = (c ^ b) - Integer.rotateLeft(b, 24);
      return ((long) b << 32) | (c & 0xffffffffL);
    }
  }
}
