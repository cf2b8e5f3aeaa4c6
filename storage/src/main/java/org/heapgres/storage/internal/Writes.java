package org.heapgres.storage.internal;

import java.util.Arrays;

/** Writes to the stores of one database. Immutable. */
final class Writes {
  static final Writes NONE = new Writes(null, new int[0], new StoreWrites[0]);

  private final Run run;
  private final int[] stores;
  private final StoreWrites[] writes;

  private Writes(Run run, int[] stores, StoreWrites[] writes) {
    this.run = run;
    this.stores = stores;
    this.writes = writes;
  }

  /** The same, as what is in a run. */
  Writes in(Run file) {
    return new Writes(file, stores, writes);
  }

  /** Where they are; null for in memory. */
  Run run() {
    return run;
  }

  boolean isEmpty() {
    return stores.length == 0;
  }

  int storeCount() {
    return stores.length;
  }

  /** In ascending order. */
  int store(int index) {
    return stores[index];
  }

  StoreWrites writes(int index) {
    return writes[index];
  }

  /** Null when the store was not written to. */
  StoreWrites of(int store) {
    int index = indexOf(store);
    return index < 0 ? null : writes[index];
  }

  private int indexOf(int store) {
    int[] ids = stores;
    if (ids.length > 8) {
      return Arrays.binarySearch(ids, store);
    }
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == store) {
        return i;
      }
    }
    return -1;
  }

  Writes with(int store, StoreWrites storeWrites) {
    int index = Arrays.binarySearch(stores, store);
    if (index >= 0) {
      StoreWrites[] changed = writes.clone();
      changed[index] = storeWrites;
      return new Writes(run, stores, changed);
    }
    int at = -index - 1;
    int[] ids = new int[stores.length + 1];
    StoreWrites[] values = new StoreWrites[ids.length];
    System.arraycopy(stores, 0, ids, 0, at);
    System.arraycopy(writes, 0, values, 0, at);
    ids[at] = store;
    values[at] = storeWrites;
    System.arraycopy(stores, at, ids, at + 1, stores.length - at);
    System.arraycopy(writes, at, values, at + 1, stores.length - at);
    return new Writes(run, ids, values);
  }

  /** These writes, then {@code later} ones; both in memory. */
  Writes merge(Writes later) {
    if (isEmpty()) {
      return later;
    }
    Writes result = this;
    for (int i = 0; i < later.stores.length; i++) {
      StoreWrites added = later.writes[i];
      StoreWrites present = of(later.stores[i]);
      result =
          result.with(
              later.stores[i],
              present == null || added.cleared()
                  ? added
                  : new StoreWrites(
                      present.cleared(), merge(present.versions(), added.versions())));
    }
    return result;
  }

  private static OrderedMap<Version> merge(Ordered<Version> present, Ordered<Version> added) {
    boolean intoAdded = added.size() > present.size();
    OrderedMap<Version> result = ((OrderedMap<Version>) (intoAdded ? added : present)).snapshot();
    Ordered.Walk<Version> walk = intoAdded ? present.walk() : added.walk();
    while (walk.next()) {
      if (!intoAdded || result.get(walk.key()) == null) {
        result.put(walk.key(), walk.value());
      }
    }
    return result;
  }
}
