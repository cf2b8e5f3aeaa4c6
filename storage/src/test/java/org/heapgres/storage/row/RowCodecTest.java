package org.heapgres.storage.row;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.row.RowLayout.Column;
import org.heapgres.storage.value.Datums;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;
import org.junit.jupiter.api.Test;

class RowCodecTest {
  private final Random random = new Random(7);
  private final RandomDatums datums = new RandomDatums(8);

  private RowCodec codec() {
    ValueType[] types = new ValueType[random.nextInt(20)];
    Arrays.setAll(types, i -> datums.type());
    return new RowCodec(RowLayout.of(1 + random.nextInt(RowLayout.MAX_VERSION), types));
  }

  private Object[] row(RowCodec codec) {
    return codec.layout().columns().stream().map(c -> datums.nullable(c.type())).toArray();
  }

  @Test
  void rowsComeBack() {
    for (int i = 0; i < 20_000; i++) {
      RowCodec codec = codec();
      Object[] row = row(codec);
      byte[] bytes = codec.encode(row);
      Object[] back = codec.readAll(bytes);
      for (int slot = 0; slot < row.length; slot++) {
        assertTrue(Datums.equal(row[slot], back[slot]), row[slot] + " became " + back[slot]);
        assertEquals(row[slot] == null, codec.isNull(bytes, slot));
        if (row[slot] != null) {
          checkTyped(codec, bytes, slot, row[slot]);
        }
      }
    }
  }

  private static void checkTyped(RowCodec codec, byte[] bytes, int slot, Object datum) {
    switch (datum) {
      case Boolean b -> assertEquals(b, codec.readBoolean(bytes, slot));
      case Short s -> assertEquals(s, codec.readShort(bytes, slot));
      case Integer i -> assertEquals(i, codec.readInt(bytes, slot));
      case Long l -> assertEquals(l, codec.readLong(bytes, slot));
      case Float f -> assertEquals(f, codec.readFloat(bytes, slot));
      case Double d -> assertEquals(d, codec.readDouble(bytes, slot));
      case String s -> {
        long span = codec.span(bytes, slot);
        int start = (int) (span >>> 32);
        assertEquals(s, new String(bytes, start, (int) span - start, StandardCharsets.UTF_8));
      }
      case Numeric n -> assertEquals(n.toString(), codec.read(bytes, slot).toString());
      case Interval v -> assertEquals(v.toString(), codec.read(bytes, slot).toString());
      default -> {}
    }
  }

  @Test
  void longRowsUseWideEnds() {
    RowCodec codec = new RowCodec(RowLayout.of(1, ValueType.TEXT, ValueType.INT4, ValueType.TEXT));
    String large = "x".repeat(70_000);
    byte[] row = codec.encode(new Object[] {large, 5, "tail"});
    assertEquals(large, codec.read(row, 0));
    assertEquals(5, codec.readInt(row, 1));
    assertEquals("tail", codec.read(row, 2));
  }

  @Test
  void oldRowsAreReadThroughTheirOwnLayout() {
    RowLayout first =
        new RowLayout(
            1,
            List.of(
                new Column(1, ValueType.INT4),
                new Column(2, ValueType.TEXT),
                new Column(3, ValueType.INT8)));
    RowLayout second =
        new RowLayout(
            2,
            List.of(
                new Column(3, ValueType.INT8),
                new Column(4, ValueType.TEXT),
                new Column(1, ValueType.INT4),
                new Column(5, ValueType.INT4)));
    byte[] row = new RowCodec(first).encode(new Object[] {7, "dropped", null});
    RowCodec codec = new RowCodec(second, List.of(first), Map.of(4, "default"));
    assertTrue(codec.isNull(row, 0));
    assertEquals("default", codec.read(row, 1));
    assertEquals(-1, codec.span(row, 1));
    assertEquals(7, codec.readInt(row, 2));
    assertNull(codec.read(row, 3));
    assertTrue(codec.isNull(row, 3));
    byte[] fresh = codec.encode(new Object[] {8L, "set", 9, 10});
    assertEquals(Arrays.asList(8L, "set", 9, 10), Arrays.asList(codec.readAll(fresh)));
    PgException unknown = assertThrows(PgException.class, () -> new RowCodec(first).readAll(fresh));
    assertEquals(SqlState.DATA_CORRUPTED, unknown.state());
  }

  @Test
  void damagedRowsNeverHang() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < 100_000; i++) {
            RowCodec codec = codec();
            byte[] bytes = codec.encode(row(codec));
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
              bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
              codec.readAll(
                  random.nextBoolean()
                      ? bytes
                      : Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            } catch (PgException e) {
              assertTrue(e.state() == SqlState.DATA_CORRUPTED, e.toString());
            }
          }
        });
  }
}
