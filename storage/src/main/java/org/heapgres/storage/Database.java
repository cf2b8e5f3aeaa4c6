package org.heapgres.storage;

import java.util.List;
import java.util.function.Consumer;

/** One database of a heap: a set of ordered stores. Safe for use by many threads. */
public interface Database {
  int id();

  /** {@code readOnly} makes any write fail with 25006. */
  Transaction begin(IsolationLevel isolation, boolean readOnly);

  /** The transaction's locks are held in the session's group. */
  Transaction begin(IsolationLevel isolation, boolean readOnly, LockSession session);

  LockSession lockSession(int pid, LockLimits limits);

  /** All locks but those of single rows, which may be many: in their stead their transactions. */
  List<LockInfo> locks();

  /** Those that wait for their second phase. */
  List<PreparedTransaction> prepared();

  /**
   * Frees the locks of prepared transactions, for one who has the database alone and only reads.
   */
  void unlockPrepared();

  /** Approximate number of records, for statistics; costs nothing. */
  long approximateCount(int store);

  /** Reads all that is stored; for a database that nobody writes to. */
  void verify(Consumer<Damage> report);

  /**
   * Gives room on disk back that overwritten and deleted records take, as far as open snapshots let
   * it; the database may be used meanwhile.
   *
   * @param between is run from time to time, and may end it by throwing
   */
  void compact(Runnable between);

  /** Bytes on disk. */
  long diskSize();
}
