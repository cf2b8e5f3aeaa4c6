package org.heapgres.storage.internal;

/** What belongs to keys, in their unsigned order. */
interface Ordered<V> {
  /** Null when there is nothing. */
  V get(byte[] key);

  /** Entries with {@code from <= key < to}; a null bound is open. Unaffected by later changes. */
  Walk<V> walk(byte[] from, byte[] to, boolean reverse);

  default Walk<V> walk() {
    return walk(null, null, false);
  }

  long size();

  default boolean isEmpty() {
    return size() == 0;
  }

  /** A position among the entries, before the first one at first. For one thread at a time. */
  interface Walk<V> {
    /** False at the end. */
    boolean next();

    byte[] key();

    V value();
  }
}
