package org.heapgres.storage.object;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** A set of oids: a bit for each, since neighbours are given out together. Not thread-safe. */
final class OidSet {
  private static final int CHUNK_BITS = 16;
  private static final int MASK = (1 << CHUNK_BITS) - 1;

  private final TreeMap<Long, BitSet> chunks = new TreeMap<>();
  private long size;

  /** Whether it is new. */
  boolean add(long oid) {
    BitSet chunk = chunks.computeIfAbsent(oid >>> CHUNK_BITS, _ -> new BitSet());
    int bit = (int) oid & MASK;
    if (chunk.get(bit)) {
      return false;
    }
    chunk.set(bit);
    size++;
    return true;
  }

  boolean contains(long oid) {
    BitSet chunk = chunks.get(oid >>> CHUNK_BITS);
    return chunk != null && chunk.get((int) oid & MASK);
  }

  void addAll(OidSet other) {
    other.chunks.forEach(
        (index, bits) -> {
          BitSet own = chunks.computeIfAbsent(index, _ -> new BitSet());
          size -= own.cardinality();
          own.or(bits);
          size += own.cardinality();
        });
  }

  void forEach(LongConsumer action) {
    chunks.forEach(
        (index, bits) -> bits.stream().forEach(bit -> action.accept(index << CHUNK_BITS | bit)));
  }

  boolean isEmpty() {
    return size == 0;
  }

  long size() {
    return size;
  }

  /** Takes out, in ascending order, each oid that the predicate is true of. */
  void removeIf(LongPredicate predicate) {
    for (Map.Entry<Long, BitSet> chunk : chunks.entrySet()) {
      BitSet bits = chunk.getValue();
      for (int bit = bits.nextSetBit(0); bit >= 0; bit = bits.nextSetBit(bit + 1)) {
        if (predicate.test(chunk.getKey() << CHUNK_BITS | bit)) {
          bits.clear(bit);
          size--;
        }
      }
    }
  }
}
