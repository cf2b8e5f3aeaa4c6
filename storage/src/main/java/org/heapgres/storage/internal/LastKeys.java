package org.heapgres.storage.internal;

import java.util.Arrays;

/**
 * The last keys of a few stores as one snapshot has them. Rows are mostly inserted in the order of
 * their keys; that nothing is in the way of one is then known by a comparison, without a walk
 * through the store. For one thread at a time.
 */
final class LastKeys {
  private static final int MOST = 8;

  private final int[] stores = new int[MOST];
  private final byte[][] keys = new byte[MOST][];
  private int count;

  private int place(int store) {
    for (int i = 0; i < count; i++) {
      if (stores[i] == store) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the store's last key is to be found out: it is not known, and there is room. */
  boolean wants(int store) {
    return count < MOST && place(store) < 0;
  }

  /** Null for a store without records. */
  void learn(int store, byte[] lastKey) {
    stores[count] = store;
    keys[count++] = lastKey;
  }

  boolean isBeyond(int store, byte[] key) {
    int place = place(store);
    return place >= 0 && (keys[place] == null || Arrays.compareUnsigned(key, keys[place]) > 0);
  }
}
