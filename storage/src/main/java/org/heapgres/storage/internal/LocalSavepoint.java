package org.heapgres.storage.internal;

import org.heapgres.storage.Savepoint;

/**
 * @param depth how many savepoints were set before it
 * @param lockCount how many locks had been taken
 */
record LocalSavepoint(LocalTransaction transaction, Writes writes, int lockCount, int depth)
    implements Savepoint {}
