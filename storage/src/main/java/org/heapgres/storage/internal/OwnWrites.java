package org.heapgres.storage.internal;

import java.util.ArrayList;
import java.util.List;

/** What a transaction has written so far. For one thread at a time. */
final class OwnWrites {
  private static final class Target {
    final int store;
    boolean cleared;
    OrderedMap<Version> versions;

    Target(int store, boolean cleared, OrderedMap<Version> versions) {
      this.store = store;
      this.cleared = cleared;
      this.versions = versions;
    }
  }

  private final CommitMark mark = new CommitMark();
  private final List<Target> targets = new ArrayList<>(4);
  private Target last;
  private Writes snapshot = Writes.NONE;
  private boolean dirty;
  private long memory;

  CommitMark mark() {
    return mark;
  }

  boolean isEmpty() {
    return targets.isEmpty();
  }

  long memory() {
    return memory;
  }

  private Target target(int store) {
    Target target = find(store);
    if (target == null) {
      target = new Target(store, false, new OrderedMap<>());
      targets.add(target);
      last = target;
    }
    return target;
  }

  private Target find(int store) {
    if (last != null && last.store == store) {
      return last;
    }
    for (Target target : targets) {
      if (target.store == store) {
        last = target;
        return target;
      }
    }
    return null;
  }

  /** A null value deletes. */
  void put(int store, byte[] key, byte[] value) {
    target(store).versions.put(key, new Version(value, mark));
    memory += Version.memory(key, value);
    dirty = true;
  }

  void clear(int store) {
    Target target = target(store);
    target.cleared = true;
    target.versions = new OrderedMap<>();
    dirty = true;
  }

  /** Null when the key was not written; see {@link #hides}. */
  Version find(int store, byte[] key) {
    Target target = find(store);
    return target == null ? null : target.versions.get(key);
  }

  boolean hides(int store) {
    Target target = find(store);
    return target != null && target.cleared;
  }

  /** What was written until now; the same object while nothing is. */
  Writes snapshot() {
    if (dirty) {
      Writes writes = Writes.NONE;
      for (Target target : targets) {
        writes =
            writes.with(target.store, new StoreWrites(target.cleared, target.versions.snapshot()));
      }
      snapshot = writes;
      dirty = false;
    }
    return snapshot;
  }

  void restore(Writes writes) {
    targets.clear();
    last = null;
    for (int i = 0; i < writes.storeCount(); i++) {
      StoreWrites storeWrites = writes.writes(i);
      targets.add(
          new Target(writes.store(i), storeWrites.cleared(), storeWrites.versions().snapshot()));
    }
    snapshot = writes;
    dirty = false;
  }
}
