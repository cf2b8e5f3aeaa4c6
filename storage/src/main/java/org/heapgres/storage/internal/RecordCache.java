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

  static final class Entry {
    private final int database;
    private final int store;
    private final byte[] key;
    final byte[] value;
    final long sequence;
    private final long epoch;
    private volatile boolean confirmed;

    /** Found since it was last passed over; a race costs at most an entry its second chance. */
    private boolean found;

    private Entry(int database, int store, byte[] key, byte[] value, long sequence, long epoch) {
      this.database = database;
      this.store = store;
      this.key = key;
      this.value = value;
      this.sequence = sequence;
      this.epoch = epoch;
    }

    void confirm() {
      confirmed = true;
    }

    private boolean isOf(int otherDatabase, int otherStore, byte[] otherKey) {
      return store == otherStore && database == otherDatabase && Arrays.equals(key, otherKey);
    }
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
    for (int place = places; place < places + 2; place++) {
      Entry entry = table.getAcquire(place);
      if (entry != null
          && entry.isOf(database, store, key)
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
    int target = -1;
    for (int place = places; place < places + 2; place++) {
      Entry present = table.get(place);
      if (present != null && present.isOf(database, store, key)) {
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
