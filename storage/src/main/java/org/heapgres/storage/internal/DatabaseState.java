package org.heapgres.storage.internal;

/**
 * A database's commits that are not in the store below. Immutable.
 *
 * @param sequence of the last commit
 * @param current commits that nobody applies yet
 * @param frozen commits that are being applied; below {@code current}
 * @param epoch counts how often frozen commits became part of the store
 * @param memory rough size of {@code current}
 * @param frozenMemory rough size of {@code frozen}
 */
record DatabaseState(
    long sequence, Writes current, Writes frozen, long epoch, long memory, long frozenMemory) {

  DatabaseState commit(long newSequence, Writes writes, long added) {
    return new DatabaseState(
        newSequence, current.merge(writes), frozen, epoch, memory + added, frozenMemory);
  }

  DatabaseState freeze() {
    return new DatabaseState(sequence, Writes.NONE, current, epoch, 0, memory);
  }

  DatabaseState applied() {
    return new DatabaseState(sequence, current, Writes.NONE, epoch + 1, memory, 0);
  }
}
