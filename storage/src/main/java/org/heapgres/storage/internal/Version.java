package org.heapgres.storage.internal;

/**
 * One version of a record, not yet in the store below.
 *
 * @param value null when the record was deleted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Version(byte[] value, CommitMark commit) {
  /** Stands for whatever lies below a store that was cleared. */
  static final Version HIDDEN = new Version(null, new CommitMark());

  /** Rough memory beside key and value. */
  static final int OVERHEAD = 64;

  static long memory(byte[] key, byte[] value) {
    return (long) OVERHEAD + key.length + (value == null ? 0 : value.length);
  }
}
