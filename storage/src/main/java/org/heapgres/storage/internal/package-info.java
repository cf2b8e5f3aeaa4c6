/** How the heap is kept: the log, the overlay, the store below, transactions and locks. */
package org.heapgres.storage.internal;
