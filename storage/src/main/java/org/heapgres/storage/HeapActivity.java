package org.heapgres.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * What a heap has done since it was opened, and what it has in memory now.
 *
 * @param commits that wrote something
 * @param logBytes written to the log
 * @param logWrites of batches of commits to the log, each with its sync
 * @param commitWaits of those who could not go on before a commit was on the disk
 * @param lockWaits that ended with the lock or with an error
 * @param applies of commits to the stores
 * @param checkpoints how long each took
 * @param lastCheckpoint the latest of them
 * @param logBytesSinceCheckpoint about what recovery would have to read
 * @param overlayBytes of commits that are not in the stores yet
 * @param transactionBytes of what transactions have written and not committed
 */
public record HeapActivity(
    long commits,
    long logBytes,
    Durations.Snapshot logWrites,
    Durations.Snapshot commitWaits,
    Durations.Snapshot lockWaits,
    Durations.Snapshot applies,
    Durations.Snapshot checkpoints,
    Optional<Instant> lastCheckpoint,
    long logBytesSinceCheckpoint,
    long overlayBytes,
    long transactionBytes) {

  /**
   * Of one database, whether it is open or not.
   *
   * @param cachedReads of single records, without a look into the store
   * @param storedReads of single records in the store
   */
  public record OfDatabase(long cachedReads, long storedReads, long deadlocks) {}
}
