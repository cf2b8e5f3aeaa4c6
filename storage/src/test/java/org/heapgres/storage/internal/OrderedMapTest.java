package org.heapgres.storage.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Keys that come in order, and those that do not, next to a map that is known to work. */
final class OrderedMapTest {
  private final OrderedMap<Integer> map = new OrderedMap<>();
  private final TreeMap<Integer, Integer> model = new TreeMap<>();

  @Test
  void findsWhatCameInOrderAndBetween() {
    Random random = new Random(5);
    int next = 0;
    for (int i = 0; i < 20_000; i++) {
      next += 1 + random.nextInt(3);
      put(random.nextInt(4) == 0 ? random.nextInt(next) : next, i);
    }
    assertSame(map, model);
    for (int key = 0; key <= next + 1; key++) {
      assertEquals(model.get(key), map.get(key(key)));
    }
  }

  @Test
  void keepsWhatSnapshotsHave() {
    put(1, 1);
    OrderedMap<Integer> before = map.snapshot();
    TreeMap<Integer, Integer> earlier = new TreeMap<>(model);
    put(2, 2);
    before.put(key(3), 3);
    earlier.put(3, 3);
    before.put(key(2), 4);
    earlier.put(2, 4);
    put(1, 5);
    assertSame(map, model);
    assertSame(before, earlier);
    assertNull(map.get(key(3)));
  }

  private void put(int key, int value) {
    assertEquals(model.put(key, value), map.put(key(key), value));
  }

  private static void assertSame(OrderedMap<Integer> map, Map<Integer, Integer> model) {
    assertEquals(model.size(), map.size());
    Ordered.Walk<Integer> walk = map.walk();
    for (Map.Entry<Integer, Integer> entry : model.entrySet()) {
      assertTrue(walk.next());
      assertArrayEquals(key(entry.getKey()), walk.key());
      assertEquals(entry.getValue(), walk.value());
    }
    assertFalse(walk.next());
  }

  private static byte[] key(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
