package org.heapgres.storage.internal;

import java.util.function.Consumer;

/**
 * One who could not wait for a lock and is told when it can be had. It has no place in the queue:
 * whoever asks first gets the lock. Guarded by the monitor of the lock's {@link LockTable}.
 */
final class LockWatch {
  final LockOwner owner;
  final int mode;
  final LockEntry entry;

  /** To be told, whether the lock could be had. */
  final Consumer<Boolean> ended;

  LockWatch(LockOwner owner, int mode, LockEntry entry, Consumer<Boolean> ended) {
    this.owner = owner;
    this.mode = mode;
    this.entry = entry;
    this.ended = ended;
  }
}
