package org.heapgres.storage.internal;

import java.util.List;

/**
 * A database's commits that are not in the store below. Immutable.
 *
 * @param sequence of the last commit
 * @param current commits that nobody applies yet
 * @param frozen commits that are being applied; below {@code current}
 * @param epoch counts how often frozen commits became part of the store
 * @param memory rough size of {@code current}
 * @param frozenMemory rough size of {@code frozen}
 * @param extents of the stores as they are without {@code frozen}
 */
record DatabaseState(
    long sequence,
    Layers current,
    Layers frozen,
    long epoch,
    long memory,
    long frozenMemory,
    Extents extents) {

  DatabaseState commit(long newSequence, Layers writes, long added) {
    return new DatabaseState(
        newSequence, current.then(writes), frozen, epoch, memory + added, frozenMemory, extents);
  }

  DatabaseState freeze() {
    return new DatabaseState(sequence, Layers.NONE, current, epoch, 0, memory, extents);
  }

  /** {@code changed} are the extents with {@code frozen}. */
  DatabaseState applied(Extents changed) {
    return new DatabaseState(sequence, current, Layers.NONE, epoch + 1, memory, 0, changed);
  }

  DatabaseState cut(Extents other) {
    return new DatabaseState(sequence, current, frozen, epoch, memory, frozenMemory, other);
  }

  /** How much of it is in files. */
  int runs() {
    return current.runs().size() + frozen.runs().size();
  }

  /** What can be seen of a store, uppermost first; false when what is below is hidden. */
  boolean collect(int store, List<StoreWrites> into) {
    return current.collect(store, into) && frozen.collect(store, into);
  }
}
