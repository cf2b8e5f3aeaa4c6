package org.heapgres.storage.internal;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.ExodusException;
import jetbrains.exodus.core.execution.Job;
import jetbrains.exodus.core.execution.JobProcessor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;
import org.heapgres.storage.Damage;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Xodus environment. Store {@code n} is the B-tree {@code s<n>} (patricia trees walk wrongly
 * backwards when one key is a prefix of another), and {@code c<n>} for the chunks of long values.
 *
 * @see XodusTrees
 */
final class XodusStore implements KeyValueStore {
  private static final Logger logger = LoggerFactory.getLogger(XodusStore.class);
  private static final int FILE_BYTES = 32 << 20;
  private static final String MARKS = "marks";
  private static final ArrayByteIterable APPLIED = new ArrayByteIterable(new byte[] {1});
  private static final int MAX_GIVEN_UP = 4;

  private final Path directory;
  private final XodusEnvironment environment;
  private final XodusCleaner cleaner;
  private final Store marks;
  private volatile Map<Integer, XodusTrees> trees;
  private volatile long applied;

  /** What is on disk; for the thread that syncs, and those that look. */
  private volatile StoreManifest manifest;

  /** Opens the store as it was when it was last synced; makes one when the directory is empty. */
  XodusStore(Path directory, long cacheBytes) {
    this(directory, cacheBytes, FILE_BYTES);
  }

  /** With files of another size. */
  XodusStore(Path directory, long cacheBytes, int fileBytes) {
    this.directory = directory;
    manifest = cutBack(directory);
    try {
      environment = XodusEnvironment.open(directory.toFile(), config(cacheBytes, fileBytes));
      environment.suspendGC();
      environment.getGC().getCleanerJobProcessor().setExceptionHandler(XodusStore::stop);
      cleaner = new XodusCleaner(environment);
      Map<Integer, XodusTrees> found = new HashMap<>();
      Store[] marksFound = new Store[1];
      environment.executeInExclusiveTransaction(
          transaction -> {
            marksFound[0] =
                environment.openStore(MARKS, StoreConfig.WITHOUT_DUPLICATES, transaction);
            ByteIterable mark = marksFound[0].get(transaction, APPLIED);
            applied = mark == null ? 0 : ByteBuffer.wrap(XodusTrees.bytes(mark)).getLong();
            findTrees(environment, transaction, found);
          });
      marks = marksFound[0];
      trees = Map.copyOf(found);
    } catch (ExodusException e) {
      throw damaged(e);
    }
    if (manifest == null) {
      sync(false);
    }
  }

  /** Xodus would log that it could not sync and go on, and what the disk has is not known then. */
  private static void stop(JobProcessor processor, Job job, Throwable cause) {
    logger.error("PANIC: could not give up files of a database", cause);
    Runtime.getRuntime().halt(1);
  }

  private static StoreManifest cutBack(Path directory) {
    try {
      StoreManifest found = StoreManifest.read(directory);
      if (found != null) {
        found.restore(directory);
      } else if (!StoreManifest.files(directory).isEmpty()) {
        throw new PgException(
            SqlState.DATA_CORRUPTED,
            "file \"" + directory.resolve(StoreManifest.FILE) + "\" is missing");
      }
      return found;
    } catch (IOException e) {
      throw DurableFiles.failure("read", directory, e);
    }
  }

  private static EnvironmentConfig config(long cacheBytes, int fileBytes) {
    EnvironmentConfig config = new EnvironmentConfig();
    config.setMemoryUsage(cacheBytes);
    config.setManagementEnabled(false);
    config.setEnvCloseForcedly(true);
    config.setEnvMonitorTxnsTimeout(0);
    config.setEnvMonitorTxnsExpirationTimeout(0);
    config.setLogDurableWrite(false);
    config.setLogSyncPeriod(3_600_000);
    config.setLogFileSize(fileBytes >> 10);
    config.setLogCachePageSize(64 << 10);
    config.setTreeMaxPageSize(64);
    config.setGcStartIn(1_000);
    config.setGcTransactionTimeout(50);
    config.setGcRenameFiles(true);
    config.setGcFilesDeletionDelay(0);
    config.setEnvGatherStatistics(false);
    return config;
  }

  private static void findTrees(
      Environment environment, Transaction transaction, Map<Integer, XodusTrees> found) {
    for (String name : environment.getAllStoreNames(transaction)) {
      if (name.startsWith("s")) {
        int store = Integer.parseInt(name.substring(1));
        String chunks = "c" + store;
        found.put(
            store,
            new XodusTrees(
                environment.openStore(name, StoreConfig.USE_EXISTING, transaction),
                environment.storeExists(chunks, transaction)
                    ? environment.openStore(chunks, StoreConfig.USE_EXISTING, transaction)
                    : null));
      }
    }
  }

  PgException damaged(Exception cause) {
    return new PgException(
        SqlState.DATA_CORRUPTED, "could not read the database in \"" + directory + "\"", cause);
  }

  @Override
  public long applied() {
    return applied;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the map is replaced, never changed
  public Snapshot snapshot() {
    while (true) {
      Map<Integer, XodusTrees> before = trees;
      Transaction transaction = environment.beginReadonlyTransaction();
      if (Objects.equals(before, trees)) {
        return new XodusSnapshot(this, transaction, before);
      }
      transaction.abort();
    }
  }

  /** Writes within a batch's last transaction how far the log is in the store then. */
  void mark(Transaction transaction, long mark) {
    byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(mark).array();
    marks.put(transaction, APPLIED, new ArrayByteIterable(value));
  }

  /** That transaction has been committed. */
  void applied(long mark, Map<Integer, XodusTrees> changed) {
    trees = Map.copyOf(changed);
    applied = mark;
  }

  @Override
  public Batch batch() {
    return new XodusBatch(this, environment, trees);
  }

  /**
   * Files present before the flush may hold what the flushed state needs; those given up before it
   * do not, since what moved out of them was written earlier.
   */
  @Override
  public void sync(boolean keepGivenUp) {
    try {
      Set<String> obsolete = StoreManifest.givenUp(directory);
      Set<String> names = StoreManifest.files(directory);
      environment.flushAndSync();
      names.addAll(StoreManifest.files(directory));
      writeManifest(names);
      if (!keepGivenUp) {
        for (String name : obsolete) {
          StoreManifest.remove(directory.resolve(name));
        }
      }
    } catch (IOException e) {
      throw DurableFiles.failure("sync", directory, e);
    }
  }

  @Override
  public boolean reclaim(long nanos) {
    return cleaner.clean(nanos);
  }

  @Override
  public boolean compact(long end) {
    return cleaner.cleanOne(end);
  }

  @Override
  public long end() {
    return cleaner.isReady() ? environment.getLog().getHighAddress() : -1;
  }

  @Override
  public boolean wantsSync() {
    try {
      return StoreManifest.givenUp(directory).size() >= MAX_GIVEN_UP;
    } catch (IOException e) {
      throw DurableFiles.failure("list", directory, e);
    }
  }

  private void writeManifest(Set<String> names) throws IOException {
    StoreManifest written = StoreManifest.of(directory, applied, names, manifest);
    written.write(directory);
    manifest = written;
  }

  /** As of the last sync. */
  StoreManifest manifest() {
    return manifest;
  }

  Path directory() {
    return directory;
  }

  @Override
  public void verify(Consumer<Damage> report) {
    try (Snapshot snapshot = snapshot()) {
      trees
          .keySet()
          .forEach(
              store -> {
                try {
                  verify(snapshot, store);
                } catch (PgException | ExodusException e) {
                  report.accept(
                      new Damage("store " + store + " in \"" + directory + "\"", e.getMessage()));
                }
              });
    }
  }

  private void verify(Snapshot snapshot, int store) {
    long count = 0;
    byte[] before = null;
    try (Scan scan = snapshot.scan(store, null, null, false)) {
      while (scan.next()) {
        byte[] key = scan.key();
        if (before != null && Arrays.compareUnsigned(before, key) >= 0) {
          throw new PgException(SqlState.DATA_CORRUPTED, "keys are out of order");
        }
        if (!Arrays.equals(scan.value(), snapshot.get(store, key))) {
          throw new PgException(SqlState.DATA_CORRUPTED, "a record is not found by its key");
        }
        before = key;
        count++;
      }
    }
    if (count != snapshot.count(store)) {
      throw new PgException(
          SqlState.DATA_CORRUPTED,
          count + " records are found in place of " + snapshot.count(store));
    }
  }

  @Override
  public long diskSize() {
    File[] files = directory.toFile().listFiles();
    return files == null ? 0 : Arrays.stream(files).mapToLong(File::length).sum();
  }

  /** What Xodus writes when it is closed is kept. */
  @Override
  public void close() {
    environment.close();
    try {
      writeManifest(StoreManifest.files(directory));
    } catch (IOException e) {
      throw DurableFiles.failure("close", directory, e);
    }
  }
}
