package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.heapgres.storage.Backup;
import org.heapgres.storage.Damage;
import org.heapgres.storage.Database;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heap of a local data directory:
 *
 * <pre>
 *   format        what made it
 *   lock          held while open
 *   databases     ids of the databases, one a line; see {@link CheckedText}
 *   checkpoint    see {@link Checkpoints}
 *   log/          see {@link SegmentedLog}
 *   db/ID/        see {@link XodusStore}
 * </pre>
 *
 * <p>A commit becomes visible and gets its place in the log at once, under the commit lock; a
 * thread of the heap's own moves durable commits from the overlays to the stores and makes
 * checkpoints.
 */
public final class LocalHeap implements Heap {
  private static final Logger logger = LoggerFactory.getLogger(LocalHeap.class);
  static final String FORMAT_FILE = "format";
  static final String DATABASES_FILE = "databases";
  static final String CHECKPOINT_FILE = "checkpoint";
  static final String LOG_DIRECTORY = "log";
  private static final String FORMAT = "heapgres 2";
  private static final long APPLY_INTERVAL_NANOS = 100_000_000;
  private static final long RECLAIM_NANOS = 50_000_000;

  private final Path directory;
  private final HeapOptions options;
  private final FileChannel lockFile;
  private final Checkpoints checkpoints;
  private final SegmentedLog log;
  private final RecordCache records;

  /** Backups under way; under the apply lock. */
  private int backups;

  private final Map<Integer, LocalDatabase> open = new ConcurrentHashMap<>();

  /** Ids of all databases; guarded by itself. */
  private final Set<Integer> known = new TreeSet<>();

  /** Guards the order of commits, the databases' states and what serializable ones must know. */
  private final ReentrantLock commitLock = new ReentrantLock();

  private final RecentCommits recent = new RecentCommits();

  /** Written under the commit lock. */
  private volatile long lastSequence;

  /** Held while commits are applied, and while databases come and go. */
  private final ReentrantLock applyLock = new ReentrantLock();

  private final CommitPacer pacer = new CommitPacer();
  private final Object roomMonitor = new Object();
  private final Thread applier;
  private final Signal applierSignal = new Signal();
  private volatile boolean applierIdle;
  private volatile boolean closed;
  private long checkpointWritten;
  private long checkpointNanos = System.nanoTime();

  public static Heap open(Path directory, HeapOptions options) {
    try {
      Files.createDirectories(directory);
      FileChannel lockFile = lock(directory);
      try {
        return new LocalHeap(directory.toAbsolutePath(), options, lockFile);
      } catch (IOException | RuntimeException | Error e) {
        lockFile.close();
        throw e;
      }
    } catch (IOException e) {
      throw DurableFiles.failure("open data directory", directory, e);
    }
  }

  /** Looks at all files of a directory that nobody has open. */
  public static void checkFiles(Path directory, Consumer<Damage> report) {
    try {
      if (!Files.exists(directory.resolve(FORMAT_FILE))) {
        throw new PgException(
            SqlState.UNDEFINED_FILE, "\"" + directory + "\" is not a data directory");
      }
      FileChannel lockFile = lock(directory);
      try {
        FileCheck.run(directory.toAbsolutePath(), report);
      } finally {
        lockFile.close();
      }
    } catch (IOException e) {
      throw DurableFiles.failure("read data directory", directory, e);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      String holder = Files.readString(file).strip();
      channel.close();
      throw new PgException(
              SqlState.LOCK_FILE_EXISTS, "lock file \"" + file + "\" is held by another process")
          .withHint(
              "Is another server (PID "
                  + holder
                  + ") running in data directory \""
                  + directory
                  + "\"?");
    }
    channel.truncate(0);
    channel.write(
        java.nio.ByteBuffer.wrap(
            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private LocalHeap(Path directory, HeapOptions options, FileChannel lockFile) throws IOException {
    this.directory = directory;
    this.options = options;
    this.lockFile = lockFile;
    this.records = new RecordCache(options.cacheBytes() / 2);
    if (Files.exists(directory.resolve(FORMAT_FILE))) {
      checkFormat(directory);
    } else {
      DurableFiles.replace(
          directory.resolve(FORMAT_FILE), (FORMAT + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    if (Files.exists(directory.resolve(DATABASES_FILE))) {
      known.addAll(parseDatabases(CheckedText.read(directory.resolve(DATABASES_FILE))));
    }
    checkpoints = new Checkpoints(directory.resolve(CHECKPOINT_FILE));
    try {
      log = recover();
    } catch (IOException | RuntimeException | Error e) {
      open.values().forEach(LocalDatabase::close);
      throw e;
    }
    applier = Thread.ofPlatform().name("heapgres-applier").daemon().unstarted(this::applyLoop);
    applier.start();
  }

  private SegmentedLog recover() throws IOException {
    LogArchive archive =
        options.archive().isEmpty() ? null : new LogArchive(options.archive().get());
    long started = System.nanoTime();
    long[] replayed = new long[1];
    SegmentedLog recovered =
        new SegmentedLog(
            directory.resolve(LOG_DIRECTORY),
            options.segmentBytes(),
            options.asyncCommitDelay().toNanos(),
            archive,
            checkpoints.older().sequence() + 1,
            (sequence, content) -> replayed[0] += replay(sequence, content) ? 1 : 0);
    lastSequence = recovered.durable();
    if (replayed[0] > 0) {
      logger.info(
          "recovered {} commits in {} ms", replayed[0], (System.nanoTime() - started) / 1_000_000);
    }
    try {
      if (lastSequence < checkpoints.last().sequence()) {
        throw new PgException(
                SqlState.DATA_CORRUPTED, "the log in \"" + directory + "\" is incomplete")
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

  static void checkFormat(Path directory) throws IOException {
    String found = Files.readString(directory.resolve(FORMAT_FILE));
    if (!found.equals(FORMAT + "\n")) {
      throw PgException.notSupported(
          "data directory \"" + directory + "\" of format \"" + found.strip() + "\"");
    }
  }

  static Set<Integer> parseDatabases(String lines) {
    return lines.lines().map(Integer::valueOf).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String lines(Set<Integer> databases) {
    return databases.stream().map(id -> id + "\n").collect(Collectors.joining());
  }

  private void writeDatabases() {
    Path file = directory.resolve(DATABASES_FILE);
    try {
      CheckedText.write(file, lines(known));
    } catch (IOException e) {
      throw DurableFiles.failure("write", file, e);
    }
  }

  static Path databasePath(Path directory, int databaseId) {
    return directory.resolve("db").resolve(Integer.toString(databaseId));
  }

  private Path path(int databaseId) {
    return databasePath(directory, databaseId);
  }

  private boolean replay(long sequence, byte[] content) {
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
    Writes writes = WriteRecord.decode(content, mark);
    database.replace(database.state().commit(sequence, writes, content.length));
    if (database.state().memory() > options.overlayBytes()) {
      apply(database);
    }
    return true;
  }

  /** The database as its store has it. */
  private LocalDatabase load(int id) {
    Path path = path(id);
    long expected = checkpoints.older().applied().getOrDefault(id, 0L);
    if (!Files.isDirectory(path)) {
      throw new PgException(
          SqlState.DATA_CORRUPTED, "directory \"" + path + "\" of database " + id + " is missing");
    }
    XodusStore store = new XodusStore(path, options.cacheBytes());
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
          DurableFiles.deleteTree(path(databaseId));
          DurableFiles.createDirectory(path(databaseId));
          XodusStore store = new XodusStore(path(databaseId), options.cacheBytes());
          // Commits in the log of an earlier database of this id are not its own.
          store.batch().finish(lastSequence);
          store.sync(false);
          LocalDatabase database =
              new LocalDatabase(this, databaseId, store, options.deadlockTimeout().toNanos());
          writeDatabases();
          open.put(databaseId, database);
          return database;
        } catch (IOException e) {
          known.remove(databaseId);
          throw DurableFiles.failure("create", path(databaseId), e);
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
        writeDatabases();
        if (database != null) {
          open.remove(databaseId);
          database.close();
          records.forget(databaseId, -1);
        }
        DurableFiles.deleteTree(path(databaseId));
      }
    } catch (IOException e) {
      throw DurableFiles.failure("remove", path(databaseId), e);
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
        return new LocalBackup(this, directory, label());
      } catch (IOException e) {
        backups--;
        throw DurableFiles.failure("read", directory, e);
      } catch (RuntimeException e) {
        backups--;
        throw e;
      }
    } finally {
      applyLock.unlock();
    }
  }

  /** Under the apply lock, just after a checkpoint: every store is as its manifest says. */
  private BackupLabel label() throws IOException {
    List<BackupLabel.Content> contents = new ArrayList<>();
    List<BackupLabel.Part> parts = new ArrayList<>();
    for (String name : List.of(FORMAT_FILE, DATABASES_FILE, CHECKPOINT_FILE)) {
      contents.add(new BackupLabel.Content(name, Files.readAllBytes(directory.resolve(name))));
    }
    for (int id : databases()) {
      Path store = path(id);
      Path relative = directory.relativize(store);
      contents.add(
          new BackupLabel.Content(
              relative.resolve(StoreManifest.FILE).toString(),
              Files.readAllBytes(store.resolve(StoreManifest.FILE))));
      for (StoreManifest.Part part : StoreManifest.read(store).parts()) {
        parts.add(
            new BackupLabel.Part(
                relative.resolve(part.name()).toString(), part.length(), part.checksum()));
      }
    }
    return new BackupLabel(contents, parts);
  }

  void backupEnded() {
    applyLock.lock();
    try {
      backups--;
    } finally {
      applyLock.unlock();
    }
  }

  List<Backup.LogFile> logFiles() {
    log.await(lastSequence);
    List<Long> lengths = new ArrayList<>();
    List<Path> files = log.durableFiles(lengths);
    List<Backup.LogFile> result = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      result.add(new Backup.LogFile(directory.relativize(files.get(i)).toString(), lengths.get(i)));
    }
    return result;
  }

  /** See {@link Heap#restore}. */
  public static void restore(
      Path backup, Path directory, Optional<Path> archive, Optional<Instant> until) {
    try {
      new Restore(backup, directory).run(archive, until);
    } catch (IOException e) {
      throw DurableFiles.failure("restore", directory, e);
    }
  }

  @Override
  public Set<Integer> databases() {
    synchronized (known) {
      return Set.copyOf(known);
    }
  }

  RecordCache records() {
    return records;
  }

  CommitLog log() {
    return log;
  }

  /** A place in the order of commits; those after it are kept for validation. */
  long enterSerializable() {
    commitLock.lock();
    try {
      recent.enter(lastSequence);
      return lastSequence;
    } finally {
      commitLock.unlock();
    }
  }

  void leaveSerializable(long since) {
    commitLock.lock();
    try {
      recent.leave(since);
    } finally {
      commitLock.unlock();
    }
  }

  /**
   * Puts a transaction's writes into the order of commits and makes them visible.
   *
   * @param reads null unless serializable
   * @param since the snapshot that {@code reads} were made with
   */
  long commit(
      LocalDatabase database,
      Writes writes,
      CommitMark mark,
      long memory,
      boolean synchronous,
      ReadSet reads,
      long since) {
    byte[] content = WriteRecord.encode(database.id(), writes);
    waitForRoom(database, memory);
    long sequence;
    commitLock.lock();
    try {
      if (reads != null) {
        refuseIfChanged(database, reads, since, "during commit attempt");
      }
      sequence = lastSequence + 1;
      mark.sequence = sequence;
      mark.synchronous = synchronous;
      lastSequence = sequence;
      log.append(new CommitLog.Entry(sequence, content));
      database.replace(database.state().commit(sequence, writes, memory));
      recent.add(sequence, database, writes, memory);
    } finally {
      commitLock.unlock();
    }
    if (!synchronous) {
      log.writeSoon();
    }
    wakeApplier();
    return sequence;
  }

  /** Validates what a serializable transaction has read, for the last time. */
  void prepareSerializable(LocalPrepared transaction, ReadSet reads, long since) {
    commitLock.lock();
    try {
      refuseIfChanged(transaction.database(), reads, since, "during prepare");
      recent.prepare(transaction);
    } finally {
      commitLock.unlock();
    }
  }

  /** One that was prepared before the heap was opened. */
  void restorePrepared(LocalPrepared transaction) {
    if (transaction.isSerializable()) {
      commitLock.lock();
      try {
        recent.prepare(transaction);
      } finally {
        commitLock.unlock();
      }
    }
  }

  void forgetPrepared(LocalPrepared transaction) {
    if (transaction.isSerializable()) {
      commitLock.lock();
      try {
        recent.forget(transaction);
      } finally {
        commitLock.unlock();
      }
    }
  }

  /** Under the commit lock. */
  private void refuseIfChanged(LocalDatabase database, ReadSet reads, long since, String when) {
    if (recent.conflict(database, reads, since)) {
      throw new PgException(
              SqlState.T_R_SERIALIZATION_FAILURE,
              "could not serialize access due to read/write dependencies among transactions")
          .withDetail(
              "Reason code: Canceled on conflict out to a committed transaction, " + when + ".")
          .withHint("The transaction might succeed if retried.");
    }
  }

  /**
   * Tells a serializable transaction that is about to write whether it could not commit anyway;
   * returns the commit up to which that was looked at.
   */
  long checkReads(LocalDatabase database, ReadSet reads, long since) {
    commitLock.lock();
    try {
      refuseIfChanged(database, reads, since, "during write");
      return lastSequence;
    } finally {
      commitLock.unlock();
    }
  }

  private void wakeApplier() {
    if (applierIdle) {
      applierIdle = false;
      applierSignal.raise();
    }
  }

  private void waitForRoom(LocalDatabase database, long memory) {
    DatabaseState state = database.state();
    long used = state.memory() + state.frozenMemory();
    if (used < options.overlayBytes()) {
      pacer.pace((double) used / options.overlayBytes(), memory);
      return;
    }
    boolean interrupted = false;
    synchronized (roomMonitor) {
      while (database.state().memory() + database.state().frozenMemory()
          >= options.overlayBytes()) {
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
    } catch (RuntimeException | Error e) {
      logger.error("PANIC: could not apply the log in \"{}\"", directory, e);
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
      long bytes = database.state().memory();
      boolean worked = apply(database);
      long applying = System.nanoTime() - start;
      worked |= database.store().reclaim(Math.max(applying, RECLAIM_NANOS));
      if (worked && backups == 0 && database.store().wantsSync()) {
        database.store().sync(false);
      }
      pacer.applied(bytes, System.nanoTime() - start);
      return worked;
    } finally {
      applyLock.unlock();
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
    write(database.store(), state);
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
    Writes writes = state.frozen();
    for (int i = 0; i < writes.storeCount(); i++) {
      int storeId = writes.store(i);
      if (writes.writes(i).cleared()) {
        records.forget(databaseId, storeId);
      }
      OrderedMap.Walk<Version> walk = writes.writes(i).versions().walk();
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

  private static void write(KeyValueStore store, DatabaseState state) {
    KeyValueStore.Batch batch = store.batch();
    try {
      Writes writes = state.frozen();
      for (int i = 0; i < writes.storeCount(); i++) {
        int storeId = writes.store(i);
        if (writes.writes(i).cleared()) {
          batch.clear(storeId);
        }
        OrderedMap.Walk<Version> walk = writes.writes(i).versions().walk();
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
      checkpointNanos = System.nanoTime();
      checkpointWritten = log.written();
      long sequence = lastSequence;
      Map<Integer, Long> applied = new HashMap<>(checkpoints.last().applied());
      applied.keySet().retainAll(databases());
      for (LocalDatabase database : List.copyOf(open.values())) {
        apply(database);
        if (applied.getOrDefault(database.id(), -1L) < database.store().applied()) {
          database.store().sync(backups > 0);
          applied.put(database.id(), database.store().applied());
        }
      }
      checkpoints.add(new Checkpoints.Checkpoint(sequence, applied));
      if (backups == 0) {
        log.forget(checkpoints.older().sequence());
      }
    } finally {
      applyLock.unlock();
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
    try {
      lockFile.close();
    } catch (IOException e) {
      throw DurableFiles.failure("close", directory.resolve("lock"), e);
    }
  }
}
