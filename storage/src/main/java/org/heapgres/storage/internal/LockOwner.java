package org.heapgres.storage.internal;

import java.util.Arrays;

/**
 * One holder of locks (a transaction, or a session) with the list of what it took, oldest first.
 * For one thread at a time, except that a waiter's lock is granted by the thread that frees it.
 */
final class LockOwner {
  final LockGroup group;

  /** Of the transaction that this is; 0 while it has none. Read by any thread. */
  volatile long transactionId;

  private LockManager.Entry[] entries = new LockManager.Entry[8];
  private byte[] modes = new byte[8];
  private int count;

  LockOwner(LockGroup group) {
    this.group = group;
  }

  /** A mark for {@link LockManager#releaseAfter}. */
  int count() {
    return count;
  }

  void push(LockManager.Entry entry, int mode) {
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, count * 2);
      modes = Arrays.copyOf(modes, count * 2);
    }
    entries[count] = entry;
    modes[count++] = (byte) mode;
  }

  LockManager.Entry entry(int index) {
    return entries[index];
  }

  int mode(int index) {
    return modes[index];
  }

  void truncate(int newCount) {
    Arrays.fill(entries, newCount, count, null);
    count = newCount;
  }

  /** Takes one acquisition out of the list; false when there is none. */
  boolean remove(LockManager.Entry entry, int mode) {
    for (int i = count - 1; i >= 0; i--) {
      if (entries[i] == entry && modes[i] == mode) {
        System.arraycopy(entries, i + 1, entries, i, count - i - 1);
        System.arraycopy(modes, i + 1, modes, i, count - i - 1);
        entries[--count] = null;
        return true;
      }
    }
    return false;
  }
}
