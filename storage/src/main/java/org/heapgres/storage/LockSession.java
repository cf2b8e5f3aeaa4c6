package org.heapgres.storage;

import java.util.List;

/**
 * The holder of locks that outlive a transaction (session-level advisory locks), and the group in
 * which a session's transactions hold theirs: members never block each other. One thread at a time,
 * except {@link #cancel}.
 */
public interface LockSession extends AutoCloseable {
  /** As in {@code pg_locks.pid}. */
  int pid();

  /**
   * Takes a lock once more; it is held until unlocked as often.
   *
   * @return false only under {@link LockWait#SKIP}
   * @throws PgException 55P03, 40P01, 57014
   */
  boolean lock(LockTag tag, LockMode mode, LockWait wait);

  /** False when this session did not hold it. */
  boolean unlock(LockTag tag, LockMode mode);

  /** {@code pg_advisory_unlock_all}. */
  void unlockAll();

  /**
   * Whether the session's members wait for locks from now on; if not, a lock that is not free ends
   * in {@link LockNotFree}.
   */
  void waiting(boolean allowed);

  /**
   * What runs, on any thread and soon, when the lock of the last {@link LockNotFree} can be had: at
   * most once for each. It is not kept for the session meanwhile.
   */
  void whenFree(Runnable action);

  /** Whether such a lock is awaited: not one that needs a wait with a time limit, for instance. */
  boolean isWatching();

  /** As {@link Transaction#cancel}, for waits of {@link #lock}. */
  void cancel(PgException reason);

  /** What the session waits for, or null. From any thread. */
  LockInfo waiting();

  /** The pids of those that stand in the way of what the session waits for. From any thread. */
  List<Integer> blockers();

  /** The pids of others that hold the lock in a mode that excludes {@code mode}. */
  List<Integer> holders(LockTag tag, LockMode mode);

  /** Frees everything. */
  @Override
  void close();
}
