package org.heapgres.storage.internal;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * One holder of locks (a transaction, or a session) with the list of what it took, oldest first.
 * For one thread at a time, except that a waiter's lock is granted by the thread that frees it.
 */
final class LockOwner {
  final LockGroup group;

  /** Of the transaction that this is; 0 while it has none. Read by any thread. */
  volatile long transactionId;

  /** Locks of rows that are not in the list; null for none. */
  SpilledLocks spilled;

  AscendingLocks ascending;

  private LockEntry[] entries = new LockEntry[8];
  private byte[] modes = new byte[8];

  /** When each was taken, counted in locks of this owner. */
  private int[] places = new int[8];

  private int count;
  private int next;
  private int spillAt;

  LockOwner(LockGroup group) {
    this.group = group;
  }

  /** Length of the list. */
  int count() {
    return count;
  }

  /** For {@link LockManager#releaseAfter}. */
  int mark() {
    return next;
  }

  boolean isSpilled() {
    return spilled != null;
  }

  /** Whether it has that very lock, and not in the list. */
  boolean holdsInBulk(int store, byte[] key, int mode) {
    return (ascending != null && ascending.holds(store, key, mode))
        || (spilled != null && spilled.holds(store, key, mode));
  }

  /** Whether the list has grown by more than {@code limit} since some of it was spilled. */
  boolean isLong(int limit) {
    return count > limit && count - limit > spillAt;
  }

  void push(LockEntry entry, int mode) {
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, count * 2);
      modes = Arrays.copyOf(modes, count * 2);
      places = Arrays.copyOf(places, count * 2);
    }
    entries[count] = entry;
    places[count] = takePlace();
    modes[count++] = (byte) mode;
  }

  /** Of a lock that is taken now. */
  int takePlace() {
    return next++;
  }

  LockEntry entry(int index) {
    return entries[index];
  }

  int mode(int index) {
    return modes[index];
  }

  int place(int index) {
    return places[index];
  }

  /** Leaves the first locks in the list; later ones are taken from {@code mark} on. */
  void truncate(int newCount, int mark) {
    Arrays.fill(entries, newCount, count, null);
    count = newCount;
    next = mark;
    spillAt = Math.min(spillAt, count);
  }

  /** Leaves those in the list that are to be kept. */
  void retain(IntPredicate kept) {
    int left = 0;
    for (int i = 0; i < count; i++) {
      if (kept.test(i)) {
        entries[left] = entries[i];
        modes[left] = modes[i];
        places[left++] = places[i];
      }
    }
    Arrays.fill(entries, left, count, null);
    count = left;
    spillAt = left;
  }

  /** Takes one acquisition out of the list; false when there is none. */
  boolean remove(LockEntry entry, int mode) {
    for (int i = count - 1; i >= 0; i--) {
      if (entries[i] == entry && modes[i] == mode) {
        System.arraycopy(entries, i + 1, entries, i, count - i - 1);
        System.arraycopy(modes, i + 1, modes, i, count - i - 1);
        System.arraycopy(places, i + 1, places, i, count - i - 1);
        entries[--count] = null;
        return true;
      }
    }
    return false;
  }
}
