/** The heap: databases, stores, snapshots, transactions, locks, the log, recovery. */
package org.heapgres.storage;
