package org.heapgres.storage.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Locks of rows of one store, all in one mode, that were taken in the order of their keys: what a
 * transaction has that loads a table. Each costs its place in two arrays, not an entry.
 */
final class AscendingLocks implements BulkLocks {
  private final LockOwner owner;
  private final int store;
  private final int mode;
  private byte[][] keys = new byte[1024][];
  private int[] places = new int[1024];
  private int count;
  private final List<Revived> revived = new ArrayList<>(0);

  AscendingLocks(LockOwner owner, int store, int mode) {
    this.owner = owner;
    this.store = store;
    this.mode = mode;
  }

  @Override
  public LockOwner owner() {
    return owner;
  }

  int store() {
    return store;
  }

  int mode() {
    return mode;
  }

  /** False when the lock is none of this kind; the stripe of the key is the caller's. */
  synchronized boolean add(int otherStore, byte[] key, int otherMode, int limit) {
    if (otherStore != store || otherMode != mode || count >= limit) {
      return false;
    }
    if (count > 0 && Arrays.compareUnsigned(keys[count - 1], key) >= 0) {
      return false;
    }
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
      places = Arrays.copyOf(places, count * 2);
    }
    keys[count] = key;
    places[count++] = owner.takePlace();
    return true;
  }

  /** Where the key is, or -1. */
  private int find(int otherStore, byte[] key) {
    if (otherStore != store || count == 0 || Arrays.compareUnsigned(keys[count - 1], key) < 0) {
      return -1;
    }
    int at = Arrays.binarySearch(keys, 0, count, key, Arrays::compareUnsigned);
    return Math.max(at, -1);
  }

  @Override
  public synchronized boolean holds(int otherStore, byte[] key, int otherMode) {
    return otherMode == mode && find(otherStore, key) >= 0;
  }

  @Override
  public synchronized boolean excludes(int otherStore, byte[] key, int otherMode) {
    return (LockKind.conflicts(otherMode) & 1 << mode) != 0 && find(otherStore, key) >= 0;
  }

  @Override
  public synchronized void revive(LockEntry entry) {
    int at = find(entry.store, entry.key);
    if (at >= 0 && (entry.heldBy(owner) & 1 << mode) == 0) {
      entry.grant(owner, mode);
      revived.add(new Revived(entry, mode, places[at]));
    }
  }

  @Override
  public synchronized List<Revived> releaseFrom(int place) {
    int kept = Arrays.binarySearch(places, 0, count, place);
    kept = kept < 0 ? -kept - 1 : kept;
    Arrays.fill(keys, kept, count, null);
    count = kept;
    List<Revived> released = revived.stream().filter(lock -> lock.place() >= place).toList();
    revived.removeIf(lock -> lock.place() >= place);
    return released;
  }

  /** The keys of all locks, in order. */
  synchronized List<byte[]> keys() {
    return List.of(Arrays.copyOf(keys, count));
  }
}
