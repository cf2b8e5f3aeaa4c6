package org.heapgres.storage.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.heapgres.storage.Backup;
import org.heapgres.storage.ChecksumFailures;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A medium in memory: the second implementation of the interfaces that a heap rests on. It knows
 * what was synced, so it can lose the rest, at any moment, as a power loss does.
 */
public final class MemoryMedium implements HeapMedium {
  /** Whoever holds its monitor finds everything as of one moment. */
  private final Object power = new Object();

  private Set<Integer> databases;
  private Checkpoints checkpoints;
  private final Map<Integer, MemoryStore> stores = new HashMap<>();
  private List<CommitLog.Entry> entries;
  private MemoryLog log;
  private MemoryRunFiles runFiles = new MemoryRunFiles(power);
  private long asyncDelayNanos;

  public MemoryMedium() {
    this(Set.of(), Checkpoints.NONE, List.of());
  }

  private MemoryMedium(
      Set<Integer> databases, Checkpoints checkpoints, List<CommitLog.Entry> entries) {
    this.databases = databases;
    this.checkpoints = checkpoints;
    this.entries = entries;
  }

  /** When a heap that was opened before is closed, or is not used any more after a crash. */
  public Heap open(HeapOptions options) {
    asyncDelayNanos = options.asyncCommitDelay().toNanos();
    return LocalHeap.open(this, options);
  }

  /**
   * What a loss of power now leaves: everything synced; of the log's entries that are not, the
   * first few; of each store either what was synced last or what it holds.
   */
  public MemoryMedium afterPowerLoss(Random random) {
    synchronized (power) {
      List<CommitLog.Entry> left = new ArrayList<>(log.durableEntries());
      List<CommitLog.Entry> queued = log.queuedEntries();
      left.addAll(queued.subList(0, random.nextInt(queued.size() + 1)));
      MemoryMedium medium = new MemoryMedium(databases, checkpoints, left);
      medium.runFiles = runFiles.synced(medium.power);
      stores.forEach(
          (id, store) ->
              medium.stores.put(
                  id,
                  new MemoryStore(
                      medium.power, random.nextBoolean() ? store.synced() : store.current())));
      return medium;
    }
  }

  @Override
  public Set<Integer> databases() {
    synchronized (power) {
      return databases;
    }
  }

  @Override
  public void databases(Set<Integer> ids) {
    synchronized (power) {
      databases = Set.copyOf(ids);
    }
  }

  @Override
  public KeyValueStore createStore(int databaseId) {
    synchronized (power) {
      MemoryStore store = new MemoryStore(power, MemoryStore.State.EMPTY);
      stores.put(databaseId, store);
      return store;
    }
  }

  @Override
  public KeyValueStore openStore(int databaseId) {
    synchronized (power) {
      MemoryStore store = stores.get(databaseId);
      if (store == null) {
        throw new PgException(
            SqlState.DATA_CORRUPTED, "the store of database " + databaseId + " is missing");
      }
      return store;
    }
  }

  @Override
  public void removeStore(int databaseId) {
    synchronized (power) {
      stores.remove(databaseId);
    }
  }

  @Override
  public RunFiles runFiles() {
    return runFiles;
  }

  @Override
  public CommitLog openLog(long firstSequence, CommitLog.Replay replay) {
    log = new MemoryLog(power, asyncDelayNanos, entries, firstSequence, replay);
    return log;
  }

  @Override
  public Checkpoints checkpoints() {
    synchronized (power) {
      return checkpoints;
    }
  }

  @Override
  public void checkpoints(Checkpoints replacement) {
    synchronized (power) {
      checkpoints = replacement;
    }
  }

  @Override
  public Backup backup(Runnable durable, Runnable ended) {
    throw PgException.notSupported("backup of a heap in memory");
  }

  @Override
  public Optional<ChecksumFailures> checksumFailures(int databaseId) {
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "memory";
  }

  @Override
  public void close() {
    synchronized (power) {
      entries = log == null ? entries : log.durableEntries();
    }
  }
}
