package org.heapgres.storage.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.heapgres.storage.Backup;
import org.heapgres.storage.ChecksumFailures;
import org.heapgres.storage.Database;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapActivity;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Databases that share one log, on a {@link HeapMedium}.
 *
 * <p>A commit becomes visible and gets its place in the log at once, under the commit lock; a
 * thread of the heap's own moves durable commits from the overlays to the stores and makes
 * checkpoints.
 */
public final class LocalHeap implements Heap {
  private static final Logger logger = LoggerFactory.getLogger(LocalHeap.class);

  /**
   * What changes often, a row or a page of a store, is written once for all commits in that time.
   */
  private static final long APPLY_INTERVAL_NANOS = 1_000_000_000;

  /** The part of the overlay that is applied at once when it is full. */
  private static final int APPLY_PART = 16;

  /** Between two looks whether Xodus has counted what is live. */
  private static final long COUNTING_NANOS = 100_000_000;

  /** With so many runs not yet in the store the next one waits. */
  private static final int MAX_RUNS = 8;

  /** As {@link #MAX_RUNS}, while nobody reads: each is an open file. */
  private static final int MAX_RECOVERED_RUNS = 64;

  private static final long RECLAIM_NANOS = 50_000_000;
  private static final long MAX_RECLAIM_NANOS = 1_000_000_000;

  private final HeapMedium medium;
  private final HeapOptions options;
  private final HeapMeter meter = new HeapMeter();
  private final CommitLog log;

  /** The last commit that recovery found. */
  private final long recovered;

  private final RecordCache records;
  private final Runs runs;

  /** Backups under way; under the apply lock. */
  private int backups;

  private final Map<Integer, LocalDatabase> open = new ConcurrentHashMap<>();

  /** Ids of all databases; guarded by itself. */
  private final Set<Integer> known = new TreeSet<>();

  /** Guards the order of commits, the databases' states and what serializable ones must know. */
  private final ReentrantLock commitLock = new ReentrantLock();

  /** Written under the commit lock. */
  private volatile long lastSequence;

  private final RecentCommits recent = new RecentCommits(commitLock, () -> lastSequence);

  /** Held while commits are applied, and while databases come and go. */
  private final ReentrantLock applyLock = new ReentrantLock();

  private final CommitPacer pacer = new CommitPacer();
  private final Object roomMonitor = new Object();

  /** Since the last checkpoint; under the apply lock. */
  private final Map<Integer, Long> appliedWhenClosed = new HashMap<>();

  private final Thread applier;
  private final Signal applierSignal = new Signal();
  private volatile boolean applierIdle;
  private volatile boolean closed;
  private volatile long checkpointWritten;
  private long checkpointNanos = System.nanoTime();

  public static Heap open(Path directory, HeapOptions options) {
    return open(HeapDirectory.open(directory, options), options);
  }

  static LocalHeap open(HeapMedium medium, HeapOptions options) {
    try {
      return new LocalHeap(medium, options);
    } catch (RuntimeException | Error e) {
      medium.close();
      throw e;
    }
  }

  private LocalHeap(HeapMedium medium, HeapOptions options) {
    this.medium = medium;
    this.options = options;
    this.records = new RecordCache(options.cacheBytes() / 2);
    this.runs = new Runs(medium.runFiles(), options.transactionBytes());
    known.addAll(medium.databases());
    try {
      log = recover();
      recovered = lastSequence;
    } catch (RuntimeException | Error e) {
      open.values().forEach(LocalDatabase::close);
      throw e;
    }
    applier = Thread.ofPlatform().name("heapgres-applier").daemon().unstarted(this::applyLoop);
    applier.start();
  }

  private CommitLog recover() {
    Checkpoints checkpoints = medium.checkpoints();
    long started = System.nanoTime();
    long[] replayed = new long[1];
    CommitLog recovered =
        medium.openLog(
            checkpoints.older().sequence() + 1,
            (sequence, content) -> replayed[0] += replay(sequence, content) ? 1 : 0);
    lastSequence = recovered.durable();
    runs.removeOthers();
    if (replayed[0] > 0) {
      logger.info(
          "recovered {} commits in {} ms", replayed[0], (System.nanoTime() - started) / 1_000_000);
    }
    try {
      if (lastSequence < checkpoints.last().sequence()) {
        throw new PgException(
                SqlState.DATA_CORRUPTED, "the log in \"" + medium + "\" is incomplete")
            .withDetail(
                "It ends at commit "
                    + lastSequence
                    + ", the last checkpoint was made after commit "
                    + checkpoints.last().sequence()
                    + ".");
      }
      open.values().forEach(this::refuseIfAhead);
      open.values().forEach(LocalDatabase::restorePrepared);
    } catch (PgException e) {
      recovered.close();
      throw e;
    }
    return recovered;
  }

  private boolean replay(long sequence, byte[] content) {
    runs.recovered(sequence, WriteRecord.runs(content));
    int id = WriteRecord.databaseId(content);
    if (!known.contains(id)) {
      return false;
    }
    LocalDatabase database = open.computeIfAbsent(id, this::load);
    if (sequence <= database.store().applied()) {
      return false;
    }
    CommitMark mark = new CommitMark();
    mark.sequence = sequence;
    Layers writes = WriteRecord.decode(content, mark, runs.files());
    database.replace(database.state().commit(sequence, writes, content.length));
    if (database.state().runs() > MAX_RECOVERED_RUNS
        || database.state().memory() > options.overlayBytes()) {
      apply(database);
    }
    return true;
  }

  /** The database as its store has it. */
  private LocalDatabase load(int id) {
    long expected = medium.checkpoints().older().applied().getOrDefault(id, 0L);
    KeyValueStore store = medium.openStore(id);
    if (store.applied() < expected) {
      store.close();
      throw new PgException(SqlState.DATA_CORRUPTED, "database " + id + " is older than the log")
          .withDetail(
              "It holds commits up to "
                  + store.applied()
                  + ", the log has only those after "
                  + expected
                  + ".")
          .withHint("Restore a backup.");
    }
    return new LocalDatabase(this, id, store, options.deadlockTimeout().toNanos());
  }

  /** A store holds durable commits only, so it cannot be ahead of a whole log. */
  private void refuseIfAhead(LocalDatabase database) {
    if (database.store().applied() > lastSequence) {
      throw new PgException(
              SqlState.DATA_CORRUPTED, "database " + database.id() + " is newer than the log")
          .withDetail(
              "It holds commits up to "
                  + database.store().applied()
                  + ", the log ends at "
                  + lastSequence
                  + ".");
    }
  }

  @Override
  public Database create(int databaseId) {
    applyLock.lock();
    try {
      refuseDuringBackup();
      synchronized (known) {
        if (!known.add(databaseId)) {
          throw new PgException(
              SqlState.DUPLICATE_DATABASE, "database " + databaseId + " already exists");
        }
        try {
          KeyValueStore store = medium.createStore(databaseId);
          // Commits in the log of an earlier database of this id are not its own.
          store.batch().finish(lastSequence);
          store.sync(false);
          LocalDatabase database =
              new LocalDatabase(this, databaseId, store, options.deadlockTimeout().toNanos());
          medium.databases(known);
          open.put(databaseId, database);
          return database;
        } catch (RuntimeException e) {
          known.remove(databaseId);
          throw e;
        }
      }
    } finally {
      applyLock.unlock();
    }
  }

  @Override
  public Database open(int databaseId) {
    LocalDatabase database = open.get(databaseId);
    if (database != null) {
      return database;
    }
    applyLock.lock();
    try {
      synchronized (known) {
        if (!known.contains(databaseId)) {
          throw new PgException(
              SqlState.INVALID_CATALOG_NAME, "database " + databaseId + " does not exist");
        }
      }
      return open.computeIfAbsent(
          databaseId,
          id -> {
            LocalDatabase loaded = load(id);
            refuseIfAhead(loaded);
            loaded.restorePrepared();
            return loaded;
          });
    } finally {
      applyLock.unlock();
    }
  }

  @Override
  public boolean close(int databaseId) {
    applyLock.lock();
    try {
      LocalDatabase database = open.get(databaseId);
      if (database == null) {
        return true;
      }
      if (backups > 0 || database.isUsed()) {
        return false;
      }
      apply(database);
      database.store().sync(false);
      appliedWhenClosed.put(databaseId, database.store().applied());
      open.remove(databaseId);
      database.close();
      records.forget(databaseId, -1);
      return true;
    } finally {
      applyLock.unlock();
    }
  }

  @Override
  public Set<Integer> openDatabases() {
    return Set.copyOf(open.keySet());
  }

  @Override
  public void drop(int databaseId) {
    applyLock.lock();
    try {
      refuseDuringBackup();
      synchronized (known) {
        if (!known.contains(databaseId)) {
          throw new PgException(
              SqlState.INVALID_CATALOG_NAME, "database " + databaseId + " does not exist");
        }
        LocalDatabase database = open.get(databaseId);
        if (database != null && database.isUsed()) {
          throw new PgException(
              SqlState.OBJECT_IN_USE,
              "database " + databaseId + " is being accessed by other users");
        }
        known.remove(databaseId);
        medium.databases(known);
        if (database != null) {
          open.remove(databaseId);
          database.close();
          records.forget(databaseId, -1);
        }
        medium.removeStore(databaseId);
        meter.forget(databaseId);
      }
    } finally {
      applyLock.unlock();
    }
  }

  private void refuseDuringBackup() {
    if (backups > 0) {
      throw new PgException(
          SqlState.OBJECT_IN_USE, "a database cannot be made or dropped while a backup is made");
    }
  }

  @Override
  public Backup startBackup() {
    applyLock.lock();
    try {
      checkpoint();
      backups++;
      try {
        return medium.backup(() -> log.await(lastSequence), this::backupEnded);
      } catch (RuntimeException e) {
        backups--;
        throw e;
      }
    } finally {
      applyLock.unlock();
    }
  }

  private void backupEnded() {
    applyLock.lock();
    try {
      backups--;
    } finally {
      applyLock.unlock();
    }
  }

  @Override
  public Set<Integer> databases() {
    synchronized (known) {
      return Set.copyOf(known);
    }
  }

  @Override
  public Optional<ChecksumFailures> checksumFailures(int databaseId) {
    return medium.checksumFailures(databaseId);
  }

  @Override
  public HeapActivity activity() {
    long overlay = 0;
    for (LocalDatabase database : open.values()) {
      DatabaseState state = database.state();
      overlay += state.memory() + state.frozenMemory();
    }
    return meter.activity(
        log,
        lastSequence - recovered,
        log.written() - checkpointWritten,
        new HeapMeter.Memory(overlay, runs.used()));
  }

  @Override
  public HeapActivity.OfDatabase activity(int databaseId) {
    return meter.database(databaseId).snapshot();
  }

  HeapMeter meter() {
    return meter;
  }

  RecordCache records() {
    return records;
  }

  Runs runs() {
    return runs;
  }

  CommitLog log() {
    return log;
  }

  /** What serializable transactions have to know of each other. */
  RecentCommits recent() {
    return recent;
  }

  /**
   * Puts a transaction's writes into the order of commits and makes them visible.
   *
   * @param reads null unless serializable
   * @param since the snapshot that {@code reads} were made with
   */
  long commit(
      LocalDatabase database,
      Layers writes,
      CommitMark mark,
      long memory,
      boolean synchronous,
      ReadSet reads,
      long since) {
    byte[] content = WriteRecord.encode(database.id(), writes);
    Runs.sync(writes);
    waitForRoom(database, memory, writes.hasRuns());
    long sequence;
    commitLock.lock();
    try {
      if (reads != null) {
        recent.refuseIfChanged(database, reads, since, "during commit attempt");
      }
      sequence = lastSequence + 1;
      mark.sequence = sequence;
      mark.synchronous = synchronous;
      lastSequence = sequence;
      log.append(new CommitLog.Entry(sequence, content));
      database.replace(database.state().commit(sequence, writes, memory));
      recent.add(sequence, database, writes, memory);
      runs.committed(sequence, writes.runs().stream().map(Run::file).toList());
    } finally {
      commitLock.unlock();
    }
    if (!synchronous) {
      log.writeSoon();
    }
    wakeApplier(database.state().memory());
    return sequence;
  }

  private void wakeApplier(long waiting) {
    if (applierIdle || waiting > options.overlayBytes() / APPLY_PART) {
      applierIdle = false;
      applierSignal.raise();
    }
  }

  /** One whose writes are in runs waits until most of earlier ones are in the store. */
  private void waitForRoom(LocalDatabase database, long memory, boolean inRuns) {
    if (hasRoom(database, inRuns)) {
      DatabaseState state = database.state();
      long used = state.memory() + state.frozenMemory();
      pacer.pace((double) used / options.overlayBytes(), memory);
      return;
    }
    boolean interrupted = false;
    synchronized (roomMonitor) {
      while (!hasRoom(database, inRuns)) {
        applierSignal.raise();
        try {
          roomMonitor.wait(10);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasRoom(LocalDatabase database, boolean inRuns) {
    DatabaseState state = database.state();
    return state.memory() + state.frozenMemory() < options.overlayBytes()
        && !(inRuns && state.runs() >= MAX_RUNS);
  }

  private void applyLoop() {
    try {
      while (!closed) {
        boolean worked = false;
        for (LocalDatabase database : open.values()) {
          worked |= applyAndReclaim(database);
        }
        checkpointIfDue();
        if (worked) {
          applierSignal.await(APPLY_INTERVAL_NANOS);
        } else {
          applierIdle = true;
          if (!hasWork()) {
            applierSignal.await(options.checkpointInterval().toNanos());
          }
          applierIdle = false;
        }
      }
    } catch (Throwable e) { // Xodus throws checked exceptions that it does not declare
      logger.error("PANIC: could not apply the log in \"{}\"", medium, e);
      Runtime.getRuntime().halt(1);
    }
  }

  /** False when there was nothing to do. */
  private boolean applyAndReclaim(LocalDatabase database) {
    applyLock.lock();
    try {
      if (open.get(database.id()) != database) {
        return false;
      }
      long start = System.nanoTime();
      long bytes = database.state().runs() > 0 ? 0 : database.state().memory();
      boolean worked = apply(database);
      long applying = System.nanoTime() - start;
      worked |= database.store().reclaim(Math.clamp(applying, RECLAIM_NANOS, MAX_RECLAIM_NANOS));
      if (worked && backups == 0 && database.store().wantsSync()) {
        database.store().sync(false);
      }
      pacer.applied(bytes, System.nanoTime() - start);
      return worked;
    } finally {
      applyLock.unlock();
    }
  }

  /** See {@link org.heapgres.storage.Database#compact}. */
  void compact(LocalDatabase database, Runnable between) {
    long end = -1;
    boolean more = true;
    while (more) {
      between.run();
      applyLock.lock();
      try {
        if (open.get(database.id()) != database) {
          return;
        }
        apply(database);
        database.closePooled();
        if (end < 0) {
          end = database.store().end();
        } else {
          more = database.store().compact(end);
          if (backups == 0) {
            database.store().sync(false);
          }
        }
      } finally {
        applyLock.unlock();
      }
      if (end < 0) {
        LockSupport.parkNanos(COUNTING_NANOS);
      }
    }
  }

  private boolean hasWork() {
    return open.values().stream().anyMatch(database -> !database.state().current().isEmpty());
  }

  /** Moves what is committed so far to the store; false when there was nothing. */
  private boolean apply(LocalDatabase database) {
    DatabaseState state;
    commitLock.lock();
    try {
      if (database.state().current().isEmpty()) {
        return false;
      }
      state = database.state().freeze();
      database.replace(state);
    } finally {
      commitLock.unlock();
    }
    if (log != null) {
      log.await(state.sequence());
    }
    meter.apply(database.id(), state.frozenMemory(), () -> write(database.store(), state));
    changeCached(database.id(), state);
    Extents before = database.state().extents();
    Extents after = before.after(state.frozen());
    commitLock.lock();
    try {
      Extents now = database.state().extents();
      database.replace(
          database.state().applied(now.equals(before) ? after : now.after(state.frozen())));
    } finally {
      commitLock.unlock();
    }
    database.closePooled();
    synchronized (roomMonitor) {
      roomMonitor.notifyAll();
    }
    return true;
  }

  /** See {@link Extents#split}. */
  void splitExtent(LocalDatabase database, int store, long stamp, List<byte[]> starts) {
    commitLock.lock();
    try {
      DatabaseState state = database.state();
      database.replace(state.cut(state.extents().split(store, stamp, starts)));
    } finally {
      commitLock.unlock();
    }
  }

  /** Before the epoch of these writes begins. */
  private void changeCached(int databaseId, DatabaseState state) {
    Layers writes = state.frozen();
    for (int storeId : writes.stores()) {
      if (writes.hasRuns() || writes.clears(storeId)) {
        records.forget(databaseId, storeId);
      }
      if (!writes.hasRuns()) {
        Ordered.Walk<Version> walk = writes.walk(storeId);
        while (walk.next()) {
          Version version = walk.value();
          records.change(
              databaseId,
              storeId,
              walk.key(),
              version.value(),
              version.commit().sequence,
              state.epoch() + 1);
        }
      }
    }
  }

  private static void write(KeyValueStore store, DatabaseState state) {
    KeyValueStore.Batch batch = store.batch();
    try {
      Layers writes = state.frozen();
      for (int storeId : writes.stores()) {
        if (writes.clears(storeId)) {
          batch.clear(storeId);
        }
        Ordered.Walk<Version> walk = writes.walk(storeId);
        while (walk.next()) {
          Version version = walk.value();
          if (version.value() == null) {
            batch.delete(storeId, walk.key());
          } else {
            batch.put(storeId, walk.key(), version.value(), version.commit().sequence);
          }
        }
      }
      batch.finish(state.sequence());
    } finally {
      batch.abandon();
    }
  }

  private void checkpointIfDue() {
    long waited = System.nanoTime() - checkpointNanos;
    long bytes = log.written() - checkpointWritten;
    if (bytes > options.checkpointBytes()
        || (bytes > 0 && waited > options.checkpointInterval().toNanos())) {
      checkpoint();
    }
  }

  @Override
  public void checkpoint() {
    applyLock.lock();
    try {
      meter.checkpoint(log.written() - checkpointWritten, this::makeCheckpoint);
    } finally {
      applyLock.unlock();
    }
  }

  /** Under the apply lock. */
  private void makeCheckpoint() {
    checkpointNanos = System.nanoTime();
    checkpointWritten = log.written();
    long sequence = lastSequence;
    Map<Integer, Long> applied = new HashMap<>(medium.checkpoints().last().applied());
    applied.putAll(appliedWhenClosed);
    appliedWhenClosed.clear();
    applied.keySet().retainAll(databases());
    for (LocalDatabase database : List.copyOf(open.values())) {
      apply(database);
      if (applied.getOrDefault(database.id(), -1L) < database.store().applied()) {
        database.store().sync(backups > 0);
        applied.put(database.id(), database.store().applied());
      }
    }
    medium.checkpoints(medium.checkpoints().with(new Checkpoints.Checkpoint(sequence, applied)));
    if (backups == 0) {
      log.forget(runs.retire(medium.checkpoints().older().sequence()));
    }
  }

  @Override
  public void close() {
    applyLock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      applyLock.unlock();
    }
    applierSignal.raise();
    try {
      applier.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Twice, so that the older one that recovery starts from is this one too.
    checkpoint();
    checkpoint();
    log.close();
    open.values().forEach(LocalDatabase::close);
    medium.close();
  }
}
