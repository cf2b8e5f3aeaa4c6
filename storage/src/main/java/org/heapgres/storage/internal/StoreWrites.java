package org.heapgres.storage.internal;

/**
 * Writes to one store. Immutable: nobody writes to the map.
 *
 * @param cleared whether what lies below is hidden: all records were removed first
 */
record StoreWrites(boolean cleared, Ordered<Version> versions) {}
