package org.heapgres.storage.internal;

/**
 * How a commit in the log refers to a {@link Run}.
 *
 * @param size of the file
 */
record RunReference(String name, long size, long records) {}
