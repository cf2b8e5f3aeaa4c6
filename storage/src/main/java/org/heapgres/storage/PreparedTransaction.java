package org.heapgres.storage;

/**
 * A transaction that has done its work and waits, with its locks, for the word to commit or not:
 * the first phase of two. It survives the end of the process. Finished by one thread, once.
 */
public interface PreparedTransaction {
  /** The global name that it was given. */
  String gid();

  /** See {@link Transaction#id}. */
  long id();

  /** What {@link Transaction#prepare} was given. Must not be changed. */
  byte[] note();

  /** Makes its writes visible and frees its locks. Cannot fail. */
  Commit commit();

  /** Undoes it and frees its locks. Cannot fail. */
  Commit rollback();
}
