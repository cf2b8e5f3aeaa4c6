package org.heapgres.storage;

import java.time.Instant;

/**
 * What was found damaged in a database that is in use.
 *
 * @param files how many files
 * @param last when the last of them was found
 */
public record ChecksumFailures(int files, Instant last) {}
