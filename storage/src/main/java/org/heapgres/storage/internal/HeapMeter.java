package org.heapgres.storage.internal;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.heapgres.storage.Durations;
import org.heapgres.storage.FlightEvents;
import org.heapgres.storage.HeapActivity;

/** Counts what a heap does, and tells the flight recorder of it. Thread-safe. */
final class HeapMeter {
  private final Durations lockWaits = new Durations();
  private final Durations commitWaits = new Durations();
  private final Durations applies = new Durations();
  private final Durations checkpoints = new Durations();
  private final Map<Integer, OfDatabase> databases = new ConcurrentHashMap<>();
  private volatile Instant lastCheckpoint;

  /** Of one database; stays when that is closed. */
  static final class OfDatabase {
    final LongAdder cachedReads = new LongAdder();
    final LongAdder storedReads = new LongAdder();
    final LongAdder deadlocks = new LongAdder();

    HeapActivity.OfDatabase snapshot() {
      return new HeapActivity.OfDatabase(cachedReads.sum(), storedReads.sum(), deadlocks.sum());
    }
  }

  OfDatabase database(int id) {
    return databases.computeIfAbsent(id, _ -> new OfDatabase());
  }

  void forget(int id) {
    databases.remove(id);
  }

  /** Somebody begins to wait for a commit to be on the disk; runs what is returned at the end. */
  Runnable waitForCommit(long sequence) {
    Runnable told = FlightEvents.wanted() ? HeapEvents.commitWait(sequence) : () -> {};
    long start = System.nanoTime();
    return () -> {
      commitWaits.add(System.nanoTime() - start);
      told.run();
    };
  }

  /** A session begins to wait for a lock; at the end it says whether it can have it. */
  Consumer<Boolean> waitForLock(LockOwner owner, int mode, LockEntry entry) {
    Consumer<Boolean> told =
        FlightEvents.wanted() ? HeapEvents.lockWait(owner, mode, entry) : _ -> {};
    long start = System.nanoTime();
    return granted -> {
      lockWaits.add(System.nanoTime() - start);
      told.accept(granted);
    };
  }

  /** Commits of that size together go to a store. */
  void apply(int database, long bytes, Runnable work) {
    Runnable told = FlightEvents.wanted() ? HeapEvents.apply(database, bytes) : () -> {};
    long start = System.nanoTime();
    work.run();
    applies.add(System.nanoTime() - start);
    told.run();
  }

  /** {@code logBytes} were written since the one before. */
  void checkpoint(long logBytes, Runnable work) {
    Runnable told = FlightEvents.wanted() ? HeapEvents.checkpoint(logBytes) : () -> {};
    long start = System.nanoTime();
    work.run();
    checkpoints.add(System.nanoTime() - start);
    lastCheckpoint = Instant.now();
    told.run();
  }

  HeapActivity activity(CommitLog log, long commits, long logBytesSinceCheckpoint, Memory memory) {
    return new HeapActivity(
        commits,
        log.written(),
        log.writes().snapshot(),
        commitWaits.snapshot(),
        lockWaits.snapshot(),
        applies.snapshot(),
        checkpoints.snapshot(),
        Optional.ofNullable(lastCheckpoint),
        logBytesSinceCheckpoint,
        memory.overlay,
        memory.transactions);
  }

  /** Bytes of commits that are not in the stores yet, and of what is not committed. */
  record Memory(long overlay, long transactions) {}
}
