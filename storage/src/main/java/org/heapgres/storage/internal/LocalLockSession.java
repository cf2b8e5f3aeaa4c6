package org.heapgres.storage.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.LockInfo;
import org.heapgres.storage.LockLimits;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockSession;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;

/** A session's own locks, counted per lock. */
final class LocalLockSession implements LockSession {
  private record Held(LockTag tag, LockMode mode) {}

  private final LockManager locks;
  private final LockGroup group;
  private final LockOwner owner;
  private final Map<Held, Integer> counts = new HashMap<>();

  LocalLockSession(LockManager locks, int pid, LockLimits limits) {
    this.locks = locks;
    this.group = new LockGroup(pid, limits);
    this.owner = new LockOwner(group);
  }

  LockGroup group() {
    return group;
  }

  @Override
  public int pid() {
    return group.pid;
  }

  @Override
  public boolean lock(LockTag tag, LockMode mode, LockWait wait) {
    if (!locks.lock(owner, tag, LockKind.of(mode), wait)) {
      return false;
    }
    counts.merge(new Held(tag, mode), 1, Integer::sum);
    return true;
  }

  @Override
  public boolean unlock(LockTag tag, LockMode mode) {
    Held held = new Held(tag, mode);
    Integer count = counts.get(held);
    if (count == null) {
      return false;
    }
    if (count > 1) {
      counts.put(held, count - 1);
      return true;
    }
    counts.remove(held);
    return locks.unlock(owner, tag, LockKind.of(mode));
  }

  @Override
  public void unlockAll() {
    counts.clear();
    locks.releaseAfter(owner, 0);
  }

  @Override
  public void waiting(boolean allowed) {
    owner.group.mustNotWait = !allowed;
  }

  @Override
  public void whenFree(Runnable action) {
    group.whenFree = action;
  }

  @Override
  public boolean isWatching() {
    return group.watch != null;
  }

  @Override
  public void cancel(PgException reason) {
    group.cancel(reason);
  }

  @Override
  public LockInfo waiting() {
    return locks.waiting(group);
  }

  @Override
  public List<Integer> blockers() {
    return locks.blockers(group);
  }

  @Override
  public List<Integer> holders(LockTag tag, LockMode mode) {
    return locks.holders(group, tag, LockKind.of(mode));
  }

  @Override
  public void close() {
    locks.unwatch(group);
    unlockAll();
  }
}
