package org.heapgres.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a heap is opened.
 *
 * @param cacheBytes memory for pages of all databases; half as much again goes to single records
 * @param segmentBytes size of a log segment
 * @param checkpointBytes log written between two checkpoints
 * @param checkpointInterval time between two checkpoints when there is something to write
 * @param overlayBytes committed but unapplied data above which commits wait for the applier
 * @param deadlockTimeout how long a lock wait lasts before deadlocks are looked for
 * @param asyncCommitDelay the longest a commit that nobody waits for stays off the disk
 * @param archive a directory that gets a copy of every log segment before it is used again
 * @param scrubInterval time between two looks at all files of the stores
 * @param transactionBytes what all transactions keep in memory of what they have written and not
 *     committed; what is more goes to files
 */
public record HeapOptions(
    long cacheBytes,
    int segmentBytes,
    long checkpointBytes,
    Duration checkpointInterval,
    long overlayBytes,
    Duration deadlockTimeout,
    Duration asyncCommitDelay,
    Optional<Path> archive,
    Duration scrubInterval,
    long transactionBytes) {

  public static HeapOptions defaults() {
    return new HeapOptions(
        Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4),
        64 << 20,
        128L << 20,
        Duration.ofMinutes(5),
        Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 16),
        Duration.ofSeconds(1),
        Duration.ofMillis(200),
        Optional.empty(),
        Duration.ofDays(1),
        Math.clamp(Runtime.getRuntime().maxMemory() / 8, 32L << 20, 512L << 20));
  }

  public HeapOptions withCacheBytes(long bytes) {
    return change(draft -> draft.cacheBytes = bytes);
  }

  public HeapOptions withLog(int segmentBytes, long checkpointBytes) {
    return change(
        draft -> {
          draft.segmentBytes = segmentBytes;
          draft.checkpointBytes = checkpointBytes;
        });
  }

  public HeapOptions withOverlayBytes(long bytes) {
    return change(draft -> draft.overlayBytes = bytes);
  }

  public HeapOptions withDeadlockTimeout(Duration timeout) {
    return change(draft -> draft.deadlockTimeout = timeout);
  }

  public HeapOptions withArchive(Path directory) {
    return change(draft -> draft.archive = Optional.of(directory));
  }

  public HeapOptions withScrubInterval(Duration interval) {
    return change(draft -> draft.scrubInterval = interval);
  }

  public HeapOptions withTransactionBytes(long bytes) {
    return change(draft -> draft.transactionBytes = bytes);
  }

  private HeapOptions change(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.build();
  }

  /** Options on their way to others. */
  private static final class Draft {
    private long cacheBytes;
    private int segmentBytes;
    private long checkpointBytes;
    private Duration checkpointInterval;
    private long overlayBytes;
    private Duration deadlockTimeout;
    private Duration asyncCommitDelay;
    private Optional<Path> archive;
    private Duration scrubInterval;
    private long transactionBytes;

    Draft(HeapOptions from) {
      cacheBytes = from.cacheBytes;
      segmentBytes = from.segmentBytes;
      checkpointBytes = from.checkpointBytes;
      checkpointInterval = from.checkpointInterval;
      overlayBytes = from.overlayBytes;
      deadlockTimeout = from.deadlockTimeout;
      asyncCommitDelay = from.asyncCommitDelay;
      archive = from.archive;
      scrubInterval = from.scrubInterval;
      transactionBytes = from.transactionBytes;
    }

    HeapOptions build() {
      return new HeapOptions(
          cacheBytes,
          segmentBytes,
          checkpointBytes,
          checkpointInterval,
          overlayBytes,
          deadlockTimeout,
          asyncCommitDelay,
          archive,
          scrubInterval,
          transactionBytes);
    }
  }
}
