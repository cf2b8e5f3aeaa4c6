package org.heapgres.storage.internal;

import java.util.Optional;
import java.util.Set;
import org.heapgres.storage.Backup;
import org.heapgres.storage.ChecksumFailures;

/**
 * What a heap rests on: an ordered store for each database, one log, and the few facts that must be
 * there before both. The heap calls the methods that change something one at a time.
 */
interface HeapMedium extends AutoCloseable {
  /** Ids of the databases there are. */
  Set<Integer> databases();

  /** Replaces {@link #databases}; durable when it returns. */
  void databases(Set<Integer> ids);

  /** An empty store in place of whatever had that id before. */
  KeyValueStore createStore(int databaseId);

  /** The store as it was when it was last synced, or later. */
  KeyValueStore openStore(int databaseId);

  /** Removes a store that is closed. */
  void removeStore(int databaseId);

  /** Where runs go. */
  RunFiles runFiles();

  /** See {@link SegmentedLog}'s constructor; once. */
  CommitLog openLog(long firstSequence, CommitLog.Replay replay);

  Checkpoints checkpoints();

  /** Replaces {@link #checkpoints}; durable when it returns. */
  void checkpoints(Checkpoints replacement);

  /**
   * Begins a backup of what the last checkpoint has left.
   *
   * @param durable makes all commits up to now durable
   * @param ended is run when the backup is over
   */
  Backup backup(Runnable durable, Runnable ended);

  /** What was found damaged since the heap was opened. */
  Optional<ChecksumFailures> checksumFailures(int databaseId);

  /** Named in messages. */
  @Override
  String toString();

  @Override
  void close();
}
