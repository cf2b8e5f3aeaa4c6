package org.heapgres.storage.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RecordCacheTest {
  private static final int PLACES = 1024;

  private final RecordCache cache = new RecordCache(0);

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private void write(int key, int epoch) {
    cache.change(1, 1, bytes(key), bytes(key), epoch, epoch);
  }

  private boolean isKnown(int key) {
    return cache.find(1, 1, bytes(key), Long.MAX_VALUE) != null;
  }

  private long known(int from, int to) {
    return IntStream.range(from, to).filter(this::isKnown).count();
  }

  @Test
  void mostOfHalfAsManyRecordsAsPlacesAreKept() {
    IntStream.range(0, PLACES / 2).forEach(key -> write(key, 1));
    assertTrue(known(0, PLACES / 2) > PLACES / 2 * 0.85);
  }

  @Test
  void theOlderGivesWay() {
    IntStream.range(0, 50_000).forEach(key -> write(key, 1));
    IntStream.range(50_000, 50_000 + PLACES / 2).forEach(key -> write(key, 2));
    assertTrue(known(50_000, 50_000 + PLACES / 2) > PLACES / 2 * 0.85);
  }

  @Test
  void whatIsFoundAgainSurvivesWritesOfOthers() {
    int[] hot = IntStream.range(0, 100).toArray();
    for (int key : hot) {
      write(key, 1);
    }
    int[] kept = IntStream.of(hot).filter(this::isKnown).toArray();
    for (int other = 1_000; other < 50_000; other++) {
      write(other, 1);
      if (other % 100 == 0) {
        IntStream.of(kept).forEach(this::isKnown);
      }
    }
    assertTrue(IntStream.of(kept).filter(this::isKnown).count() > kept.length * 0.8);
  }

  @Test
  void whatIsNotFoundAgainGivesWay() {
    IntStream.range(0, 50_000).forEach(key -> write(key, 1));
    assertEquals(PLACES, known(0, 50_000));
    IntStream.range(0, 50_000).forEach(key -> cache.change(1, 1, bytes(key), null, 2, 2));
    assertEquals(0, known(0, 50_000));
  }

  @Test
  void anEntryOfAReaderCountsOnceConfirmedAndFromItsEpochOn() {
    RecordCache.Entry entry = cache.offer(1, 1, bytes(7), bytes(8), 3, 5);
    assertNull(cache.find(1, 1, bytes(7), 5));
    entry.confirm();
    assertNull(cache.find(1, 1, bytes(7), 4));
    assertNull(cache.find(1, 2, bytes(7), 5));
    assertNull(cache.find(2, 1, bytes(7), 5));
    assertArrayEquals(bytes(8), cache.find(1, 1, bytes(7), 5).value);
    cache.forget(1, 1);
    assertNull(cache.find(1, 1, bytes(7), 5));
  }

  /** Of lengths around those that are short, none but at most one of whose bytes is not zero. */
  private static List<byte[]> similarKeys() {
    List<byte[]> keys = new ArrayList<>();
    for (int length = 7; length <= 10; length++) {
      keys.add(new byte[length]);
      for (int at = 0; at < length; at++) {
        for (int part = 1; part < 64; part++) {
          byte[] key = new byte[length];
          key[at] = (byte) (part * 4);
          keys.add(key);
        }
      }
    }
    return keys;
  }

  /** Two readers may put the same record in both of its places; a batch changes both. */
  @Test
  void aChangeLeavesNothingOfBefore() {
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> keys = similarKeys();
    int[] values = new int[keys.size()];
    for (int step = 1; step < 200_000; step++) {
      int number = random.nextInt(values.length);
      byte[] key = keys.get(number).clone();
      if (random.nextInt(4) == 0) {
        values[number] = step;
        cache.change(1, 1, key, bytes(step), step, step);
      } else {
        RecordCache.Entry entry = cache.find(1, 1, key, step);
        if (entry == null || random.nextInt(10) == 0) {
          entry = cache.offer(1, 1, key, bytes(values[number]), step, step);
          entry.confirm();
        }
        assertNotNull(entry);
        assertArrayEquals(bytes(values[number]), entry.value);
      }
    }
  }
}
