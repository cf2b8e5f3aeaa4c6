package org.heapgres.storage.internal;

import java.util.List;

/**
 * Locks of rows that are kept in another way than as a {@link LockEntry} each, since one owner has
 * so many of them. Who comes upon a row that it must not lock beside the owner makes an entry of it
 * again, and waits for that. Thread-safe; who has the monitor of a stripe may call it, not the
 * other way round.
 */
interface BulkLocks {
  /** A lock that is an entry again. */
  record Revived(LockEntry entry, int mode, int place) {}

  LockOwner owner();

  /** Whether the row is locked in that very mode. */
  boolean holds(int store, byte[] key, int mode);

  /** Whether the row is locked in a mode that excludes {@code mode}. */
  boolean excludes(int store, byte[] key, int mode);

  /** Makes the row's locks part of its entry, whose stripe the caller has. */
  void revive(LockEntry entry);

  /** Forgets the locks from that place on; those that are entries are left to the caller. */
  List<Revived> releaseFrom(int place);
}
