package org.heapgres.storage.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Set;
import org.heapgres.storage.LockInfo;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;

/** One who waits for a lock. Guarded by the monitor of the lock's {@link LockTable}. */
final class LockWaiter {
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  final LockOwner owner;
  final int mode;
  final LockEntry entry;

  /** Those whose locks are awaited, for one that wants none itself; else null. */
  final Set<LockOwner> holders;

  final Thread thread = Thread.currentThread();

  /** Whether another one waits for what this one holds of the same lock: surely a deadlock. */
  boolean crossed;

  final Instant since = Instant.now();
  volatile boolean granted;

  LockWaiter(LockOwner owner, int mode, LockEntry entry, Set<LockOwner> holders) {
    this.owner = owner;
    this.mode = mode;
    this.entry = entry;
    this.holders = holders;
  }

  /** Whether others that want {@code otherMode} have to queue behind it. */
  boolean precedes(int otherMode) {
    return holders == null && (LockKind.conflicts(otherMode) & 1 << mode) != 0;
  }

  private LockOwner firstBlocker() {
    Iterator<LockOwner> blockers = blockers().iterator();
    return blockers.hasNext() ? blockers.next() : null;
  }

  /**
   * Those that hold what the waiter cannot have beside them, then those ahead of it that want it.
   */
  Set<LockOwner> blockers() {
    Set<LockOwner> blockers = entry.holders(owner.group, mode);
    if (holders != null) {
      blockers.retainAll(holders);
      return blockers;
    }
    if (entry.waiters != null) {
      for (LockWaiter ahead : entry.waiters) {
        if (ahead == this) {
          break;
        }
        if (ahead.precedes(mode)) {
          blockers.add(ahead.owner);
        }
      }
    }
    blockers.removeIf(blocker -> blocker.group == owner.group);
    return blockers;
  }

  /** As pg_locks shows it. */
  LockInfo info() {
    LockTag tag = entry.tag;
    String shown = LockKind.name(mode);
    if (tag == null || holders != null) {
      LockOwner blocker = firstBlocker();
      tag = new LockTag.OfTransaction(blocker == null ? 0 : blocker.transactionId);
      shown = LockMode.SHARE.pgName();
    }
    return new LockInfo(owner.group.pid, tag, shown, false, EPOCH.until(since, ChronoUnit.MICROS));
  }
}
