package org.heapgres.storage;

/**
 * A lock held or awaited, for {@code pg_locks}.
 *
 * @param tag null for a row lock
 * @param store of a row lock
 */
public record LockInfo(int pid, LockTag tag, int store, String mode, boolean granted) {}
