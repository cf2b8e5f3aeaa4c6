package org.heapgres.storage.internal;

/**
 * Tells of most keys that are not in a set that they are not: a Bloom filter whose bits for one key
 * are all in one word, so that a look costs one access to memory. 12 bits a key.
 */
final class KeyFilter {
  private static final int BITS_PER_KEY = 12;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final long[] words;

  KeyFilter(long keys) {
    words = new long[Math.clamp(keys * BITS_PER_KEY / Long.SIZE + 1, 1, 1 << 28)];
  }

  void add(int hash) {
    words[place(hash)] |= bits(hash);
  }

  boolean mayContain(int hash) {
    long bits = bits(hash);
    return (words[place(hash)] & bits) == bits;
  }

  private int place(int hash) {
    return (int) (((hash & 0xffff_ffffL) * words.length) >>> 32);
  }

  /** A shift takes the low six bits of its distance. */
  private static long bits(int hash) {
    long mixed = hash * MIX;
    return 1L << (mixed >>> 58)
        | 1L << (mixed >>> 52)
        | 1L << (mixed >>> 46)
        | 1L << (mixed >>> 40);
  }
}
