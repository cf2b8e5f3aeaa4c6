package org.heapgres.storage;

/**
 * A lock held or awaited, for {@code pg_locks}. A row lock that is awaited is shown as PostgreSQL
 * does: as a wait for the transaction that holds it.
 *
 * @param mode as in {@code pg_locks.mode}
 * @param waitingSince microseconds since 2000-01-01 UTC; 0 when granted
 */
public record LockInfo(int pid, LockTag tag, String mode, boolean granted, long waitingSince) {}
