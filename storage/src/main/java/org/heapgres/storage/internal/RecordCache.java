package org.heapgres.storage.internal;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Small records of the stores below, found without a walk through a B-tree (whose search takes
 * microseconds, most of them waiting for memory). A table in which each record has two places, next
 * to each other. What nobody has found since it was last passed over gives way (second chance).
 * Safe for many threads.
 *
 * <p>An entry is what a record is from its epoch on, until the entry is taken out. That holds
 * because a batch changes or takes out the entries of its keys before its epoch begins ({@link
 * #change}), and because an entry made by a reader counts only once the reader has seen, with the
 * entry in its place, that no batch with this key was on its way ({@link Entry#confirm}). Both
 * sides first write and then look at what the other writes, so these accesses are volatile.
 */
final class RecordCache {
  private static final int MAX_VALUE = 512;
  private static final int BYTES_PER_RECORD = 256;

  /** What {@link #head} and {@link #tail} say all of: the keys of one number are no longer. */
  private static final int SHORT_KEY = 1 + Long.BYTES;

  static final class Entry {
    private final int database;
    private final int store;

    /** Of the key, as are {@code tail} and {@code rest}. */
    private final int head;

    private final long tail;

    /** The whole key; null for a short one, which is compared without going elsewhere in memory. */
    private final byte[] rest;

    final byte[] value;
    final long sequence;
    private final long epoch;
    private volatile boolean confirmed;

    /** Found since it was last passed over; a race costs at most an entry its second chance. */
    private boolean found;

    private Entry(int database, int store, byte[] key, byte[] value, long sequence, long epoch) {
      this.database = database;
      this.store = store;
      this.head = head(key);
      this.tail = tail(key);
      this.rest = key.length <= SHORT_KEY ? null : key;
      this.value = value;
      this.sequence = sequence;
      this.epoch = epoch;
    }

    void confirm() {
      confirmed = true;
    }

    private boolean isOf(int otherDatabase, int otherStore, byte[] key, int keyHead, long keyTail) {
      return tail == keyTail
          && head == keyHead
          && store == otherStore
          && database == otherDatabase
          && (rest == null || Arrays.equals(rest, key));
    }
  }

  /** Its length, and its first byte when there are more than {@link #tail} has. */
  private static int head(byte[] key) {
    return key.length << Byte.SIZE | (key.length > Long.BYTES ? key[0] & 0xff : 0);
  }

  /** Its last eight bytes, or all when there are no more. */
  private static long tail(byte[] key) {
    if (key.length >= Long.BYTES) {
      return (long) Binary.LONG.get(key, key.length - Long.BYTES);
    }
    long tail = 0;
    for (byte part : key) {
      tail = tail << Byte.SIZE | (part & 0xff);
    }
    return tail;
  }

  private final AtomicReferenceArray<Entry> table;

  RecordCache(long bytes) {
    long places = Math.clamp(bytes / BYTES_PER_RECORD, 1024, 1 << 24);
    table = new AtomicReferenceArray<>((int) Long.highestOneBit(places));
  }

  /** The first of the two places; the other is the next. */
  private int places(int database, int store, byte[] key) {
    return Binary.hash(key, store * 31 + database) & (table.length() - 2);
  }

  /** Null when not known, or not known to be so in {@code epoch}. */
  Entry find(int database, int store, byte[] key, long epoch) {
    int places = places(database, store, key);
    int head = head(key);
    long tail = tail(key);
    for (int place = places; place < places + 2; place++) {
      Entry entry = table.getAcquire(place);
      if (entry != null
          && entry.isOf(database, store, key, head, tail)
          && entry.epoch <= epoch
          && entry.confirmed) {
        if (!entry.found) {
          entry.found = true;
        }
        return entry;
      }
    }
    return null;
  }

  /**
   * The place whose record gives way: what nobody has found before what has been, the older first.
   * Negative when both have been found, which they have to be again.
   */
  private int free(int places) {
    Entry first = table.get(places);
    Entry second = table.get(places + 1);
    if (first == null || second == null) {
      return first == null ? places : places + 1;
    }
    if (first.found && second.found) {
      first.found = false;
      second.found = false;
      return -1;
    }
    boolean takeSecond = first.found || (!second.found && second.epoch < first.epoch);
    return takeSecond ? places + 1 : places;
  }

  /** Puts what a reader found in its place, to be confirmed; null when it is too large. */
  Entry offer(int database, int store, byte[] key, byte[] value, long sequence, long epoch) {
    if (value.length > MAX_VALUE) {
      return null;
    }
    Entry entry = new Entry(database, store, key.clone(), value, sequence, epoch);
    int places = places(database, store, key);
    int free = free(places);
    table.set(Math.max(free, places), entry);
    return entry;
  }

  /**
   * A batch that {@code epoch} begins with wrote the record; a null value means it is gone. What
   * was just written is likely to be read; a record without a value is an index's, and found by
   * scans.
   */
  void change(int database, int store, byte[] key, byte[] value, long sequence, long epoch) {
    int places = places(database, store, key);
    int head = head(key);
    long tail = tail(key);
    int target = -1;
    for (int place = places; place < places + 2; place++) {
      Entry present = table.get(place);
      if (present != null && present.isOf(database, store, key, head, tail)) {
        table.set(place, null);
        target = place;
      }
    }
    if (value == null || value.length > MAX_VALUE) {
      return;
    }
    if (target < 0 && value.length > 0) {
      target = free(places);
    }
    if (target >= 0) {
      Entry changed = new Entry(database, store, key, value, sequence, epoch);
      changed.confirm();
      table.set(target, changed);
    }
  }

  /** Forgets a store, or with -1 a whole database. */
  void forget(int database, int store) {
    for (int i = 0; i < table.length(); i++) {
      Entry entry = table.get(i);
      if (entry != null && entry.database == database && (store < 0 || entry.store == store)) {
        table.compareAndSet(i, entry, null);
      }
    }
  }
}
