package org.heapgres.storage.internal;

import org.heapgres.storage.Savepoint;

/**
 * @param depth how many savepoints were set before it
 * @param lockCount how many locks had been taken
 * @param moves how many rows had been moved
 */
record LocalSavepoint(
    LocalTransaction transaction, OwnWrites.Mark writes, int lockCount, long moves, int depth)
    implements Savepoint {}
