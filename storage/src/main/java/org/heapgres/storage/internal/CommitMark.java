package org.heapgres.storage.internal;

/**
 * What all versions written by one transaction share. Its fields are set once, before the versions
 * are published through the database's state.
 */
final class CommitMark {
  /** 0 until committed. */
  long sequence;

  /** Whether readers wait until the commit is durable. */
  boolean synchronous;
}
