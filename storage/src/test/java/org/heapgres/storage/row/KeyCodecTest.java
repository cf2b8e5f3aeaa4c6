package org.heapgres.storage.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.heapgres.storage.PgException;
import org.heapgres.storage.row.KeyCodec.Column;
import org.heapgres.storage.value.Datums;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyCodecTest {
  private static final int PAIRS = 20_000;

  private final Random random = new Random(7);
  private final RandomDatums datums = new RandomDatums(8);

  private static int compare(Column column, Object left, Object right) {
    if (left == null || right == null) {
      return left == right ? 0 : (left == null) == column.nullsFirst() ? -1 : 1;
    }
    int order = Integer.signum(Datums.compare(left, right));
    return column.descending() ? -order : order;
  }

  @ParameterizedTest
  @EnumSource
  void bytesAreOrderedLikeDatums(ValueType type) {
    for (int i = 0; i < PAIRS; i++) {
      Column column = new Column(type, random.nextBoolean(), random.nextBoolean());
      KeyCodec codec = new KeyCodec(List.of(column));
      Object left = datums.nullable(type);
      Object right = random.nextInt(10) == 0 ? left : datums.nullable(type);
      byte[] leftKey = codec.encode(left);
      byte[] rightKey = codec.encode(right);
      assertEquals(
          compare(column, left, right),
          Integer.signum(Arrays.compareUnsigned(leftKey, rightKey)),
          () -> column + ": " + left + " and " + right);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysDecodeToEqualDatums(ValueType type) {
    for (int i = 0; i < PAIRS; i++) {
      KeyCodec codec =
          new KeyCodec(List.of(new Column(type, random.nextBoolean(), random.nextBoolean())));
      Object datum = datums.nullable(type);
      Object decoded = codec.decode(codec.encode(datum))[0];
      assertTrue(Datums.equal(datum, decoded), () -> datum + " became " + decoded);
      if (datum != null && type.isExactInKey() && type != ValueType.BYTEA) {
        assertEquals(datum, decoded);
      }
    }
  }

  @Test
  void severalColumnsAreOrderedOneAfterTheOther() {
    for (int i = 0; i < 100_000; i++) {
      List<Column> columns = new ArrayList<>();
      for (int c = 1 + random.nextInt(3); c > 0; c--) {
        columns.add(new Column(datums.type(), random.nextBoolean(), random.nextBoolean()));
      }
      KeyCodec codec = new KeyCodec(columns);
      Object[] left = columns.stream().map(c -> datums.nullable(c.type())).toArray();
      Object[] right = columns.stream().map(c -> datums.nullable(c.type())).toArray();
      if (random.nextBoolean()) {
        right[0] = left[0];
      }
      int expected = 0;
      for (int c = 0; c < left.length && expected == 0; c++) {
        expected = compare(columns.get(c), left[c], right[c]);
      }
      byte[] leftKey = codec.encode(left);
      byte[] rightKey = codec.encode(right);
      assertEquals(expected, Integer.signum(Arrays.compareUnsigned(leftKey, rightKey)));
      assertFalse(expected != 0 && isPrefix(leftKey, rightKey));
      assertEquals(leftKey.length, codec.end(leftKey, 0, left.length));
      byte[] prefix = codec.encode(left, 0, 1);
      assertTrue(isPrefix(prefix, leftKey));
      assertEquals(prefix.length, codec.end(leftKey, 0, 1));
      byte[] successor = KeyCodec.successor(prefix);
      assertTrue(Arrays.compareUnsigned(leftKey, successor) < 0);
    }
  }

  private static boolean isPrefix(byte[] prefix, byte[] key) {
    return prefix.length <= key.length
        && Arrays.equals(prefix, 0, prefix.length, key, 0, prefix.length);
  }

  @Test
  void unboxedIntegersEncodeAlike() {
    for (ValueType type : List.of(ValueType.INT2, ValueType.INT4, ValueType.INT8)) {
      for (boolean descending : new boolean[] {false, true}) {
        KeyCodec codec = new KeyCodec(List.of(new Column(type, descending, false)));
        Object datum = datums.next(type);
        KeyWriter writer = new KeyWriter();
        codec.append(writer, 0, ((Number) datum).longValue());
        assertArrayEquals(codec.encode(datum), writer.toByteArray());
      }
    }
  }

  @Test
  void successorSkipsTrailingOnes() {
    assertArrayEquals(new byte[] {2}, KeyCodec.successor(new byte[] {1, -1, -1}));
    assertNull(KeyCodec.successor(new byte[] {-1, -1}));
  }

  @Test
  void damagedKeysNeverHang() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < 200_000; i++) {
            ValueType type = datums.type();
            Column column = new Column(type, random.nextBoolean(), random.nextBoolean());
            KeyCodec codec = new KeyCodec(List.of(column));
            byte[] key = codec.encode(datums.next(type));
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
              key[random.nextInt(key.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] cut = Arrays.copyOf(key, random.nextInt(key.length + 1));
            try {
              codec.decode(random.nextBoolean() ? key : cut);
            } catch (IllegalArgumentException | PgException e) {
              assertFalse(e instanceof PgException p && p.code().startsWith("XX000"));
            }
          }
        });
  }
}
