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
import java.util.zip.CRC32C;
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
 * backwards when one key is a prefix of another). Values carry their own checksum, since Xodus has
 * none, and are cut to chunks above {@link #CHUNK}, since a value must fit in a Xodus file.
 *
 * <p>A value is: CRC32C of the rest and of the key (4 bytes), commit sequence (8 bytes, the top bit
 * set when chunked), then the content, or its length (4 bytes) when chunked. The chunks are in the
 * tree {@code c<n>} under (length of key, key, number of chunk).
 */
final class XodusStore implements KeyValueStore {
  private static final Logger logger = LoggerFactory.getLogger(XodusStore.class);
  private static final int FILE_BYTES = 32 << 20;
  private static final int CHUNK = 256 << 10;
  private static final int HEADER = 12;
  private static final long CHUNKED = Long.MIN_VALUE;
  private static final int OPERATIONS_PER_TRANSACTION = 20_000;
  private static final long BYTES_PER_TRANSACTION = 16L << 20;
  private static final byte[] NO_KEY = {};
  private static final String MARKS = "marks";
  private static final ArrayByteIterable APPLIED = new ArrayByteIterable(new byte[] {1});
  private static final ThreadLocal<CRC32C> CHECKSUM = ThreadLocal.withInitial(CRC32C::new);

  private static final int MAX_GIVEN_UP = 4;

  private final Path directory;
  private final XodusEnvironment environment;
  private final XodusCleaner cleaner;
  private final Store marks;
  private volatile Map<Integer, Trees> trees;
  private volatile long applied;

  /** What is on disk; for the thread that syncs, and those that look. */
  private volatile StoreManifest manifest;

  /** The trees of one store; chunks is null while no value was cut. */
  private record Trees(Store records, Store chunks) {}

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
      Map<Integer, Trees> found = new HashMap<>();
      Store[] marksFound = new Store[1];
      environment.executeInExclusiveTransaction(
          transaction -> {
            marksFound[0] =
                environment.openStore(MARKS, StoreConfig.WITHOUT_DUPLICATES, transaction);
            ByteIterable mark = marksFound[0].get(transaction, APPLIED);
            applied = mark == null ? 0 : ByteBuffer.wrap(bytes(mark)).getLong();
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
      Environment environment, Transaction transaction, Map<Integer, Trees> found) {
    for (String name : environment.getAllStoreNames(transaction)) {
      if (name.startsWith("s")) {
        int store = Integer.parseInt(name.substring(1));
        String chunks = "c" + store;
        found.put(
            store,
            new Trees(
                environment.openStore(name, StoreConfig.USE_EXISTING, transaction),
                environment.storeExists(chunks, transaction)
                    ? environment.openStore(chunks, StoreConfig.USE_EXISTING, transaction)
                    : null));
      }
    }
  }

  private PgException damaged(Exception cause) {
    return new PgException(
        SqlState.DATA_CORRUPTED, "could not read the database in \"" + directory + "\"", cause);
  }

  private static byte[] bytes(ByteIterable iterable) {
    byte[] bytes = iterable.getBytesUnsafe();
    int length = iterable.getLength();
    return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** Null when there is no record. */
  private static byte[] lastKey(Trees trees, Transaction transaction) {
    try (jetbrains.exodus.env.Cursor cursor = trees.records.openCursor(transaction)) {
      return cursor.getLast() ? bytes(cursor.getKey()) : null;
    }
  }

  private static int checksum(byte[] key, byte[] value, int from) {
    CRC32C crc = CHECKSUM.get();
    crc.reset();
    crc.update(key, 0, key.length);
    crc.update(value, from, value.length - from);
    return (int) crc.getValue();
  }

  private static byte[] chunkKey(byte[] key, int chunk) {
    return ByteBuffer.allocate(8 + key.length).putInt(key.length).put(key).putInt(chunk).array();
  }

  @Override
  public long applied() {
    return applied;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the map is replaced, never changed
  public Snapshot snapshot() {
    while (true) {
      Map<Integer, Trees> before = trees;
      Transaction transaction = environment.beginReadonlyTransaction();
      if (Objects.equals(before, trees)) {
        return new XodusSnapshot(transaction, before);
      }
      transaction.abort();
    }
  }

  @Override
  public Batch batch() {
    return new XodusBatch();
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

  private final class XodusSnapshot implements Snapshot {
    private final Transaction transaction;
    private final Map<Integer, Trees> trees;
    private int lastStore = -1;
    private Trees lastTrees;
    private long sequence;
    private final LastKeys lastKeys = new LastKeys();

    XodusSnapshot(Transaction transaction, Map<Integer, Trees> trees) {
      this.transaction = transaction;
      this.trees = trees;
    }

    private Trees trees(int store) {
      if (store != lastStore) {
        lastTrees = trees.get(store);
        lastStore = store;
      }
      return lastTrees;
    }

    @Override
    public byte[] get(int store, byte[] key) {
      Trees found = trees(store);
      try {
        ByteIterable stored =
            found == null ? null : found.records.get(transaction, new ArrayByteIterable(key));
        if (stored != null) {
          return content(found, key, bytes(stored));
        }
        if (lastKeys.wants(store)) {
          lastKeys.learn(store, found == null ? null : lastKey(found, transaction));
        }
        return null;
      } catch (ExodusException e) {
        throw damaged(e);
      }
    }

    @Override
    public boolean isBeyond(int store, byte[] key) {
      return lastKeys.isBeyond(store, key);
    }

    private byte[] content(Trees found, byte[] key, byte[] stored) {
      if (stored.length < HEADER || (int) Binary.INT.get(stored, 0) != checksum(key, stored, 4)) {
        throw badChecksum();
      }
      long header = (long) Binary.LONG.get(stored, 4);
      sequence = header & ~CHUNKED;
      if (header < 0) {
        return chunked(found, key, (int) Binary.INT.get(stored, HEADER));
      }
      return Arrays.copyOfRange(stored, HEADER, stored.length);
    }

    private byte[] chunked(Trees found, byte[] key, int length) {
      byte[] content = new byte[length];
      for (int chunk = 0, at = 0; at < length; chunk++) {
        byte[] chunkKey = chunkKey(key, chunk);
        ByteIterable stored = found.chunks.get(transaction, new ArrayByteIterable(chunkKey));
        if (stored == null) {
          throw badChecksum();
        }
        byte[] part = bytes(stored);
        int size = Math.min(CHUNK, length - at);
        if (part.length != size + 4
            || (int) Binary.INT.get(part, 0) != checksum(chunkKey, part, 4)) {
          throw badChecksum();
        }
        System.arraycopy(part, 4, content, at, size);
        at += size;
      }
      return content;
    }

    private PgException badChecksum() {
      return new PgException(
          SqlState.DATA_CORRUPTED,
          "invalid checksum of a record in the database in \"" + directory + "\"");
    }

    @Override
    public long sequence() {
      return sequence;
    }

    @Override
    public Scan scan(int store, byte[] from, byte[] to, boolean reverse) {
      Trees found = trees(store);
      return found == null ? null : new XodusScan(this, found, from, to, reverse);
    }

    @Override
    public long count(int store) {
      Trees found = trees(store);
      return found == null ? 0 : found.records.count(transaction);
    }

    @Override
    public void close() {
      if (!transaction.isFinished()) {
        transaction.abort();
      }
    }
  }

  private final class XodusScan implements Scan {
    private final XodusSnapshot snapshot;
    private final Trees trees;
    private final byte[] from;
    private final byte[] to;
    private final boolean reverse;
    private final jetbrains.exodus.env.Cursor cursor;
    private boolean started;
    private byte[] key;

    XodusScan(XodusSnapshot snapshot, Trees trees, byte[] from, byte[] to, boolean reverse) {
      this.snapshot = snapshot;
      this.trees = trees;
      this.from = from;
      this.to = to;
      this.reverse = reverse;
      this.cursor = trees.records.openCursor(snapshot.transaction);
    }

    @Override
    public boolean next() {
      try {
        boolean found = started ? step() : start();
        started = true;
        key = found ? bytes(cursor.getKey()) : null;
        if (found && isPast()) {
          key = null;
        }
      } catch (ExodusException e) {
        throw damaged(e);
      }
      return key != null;
    }

    private boolean step() {
      return reverse ? cursor.getPrev() : cursor.getNext();
    }

    private boolean start() {
      byte[] start = reverse ? to : from;
      if (start == null) {
        return reverse ? cursor.getLast() : cursor.getNext();
      }
      boolean found = cursor.getSearchKeyRange(new ArrayByteIterable(start)) != null;
      if (!reverse) {
        return found;
      }
      return found ? cursor.getPrev() : cursor.getLast();
    }

    private boolean isPast() {
      return reverse
          ? from != null && Arrays.compareUnsigned(key, from) < 0
          : to != null && Arrays.compareUnsigned(key, to) >= 0;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return snapshot.content(trees, key, bytes(cursor.getValue()));
    }

    @Override
    public void close() {
      cursor.close();
    }
  }

  /** Written in several Xodus transactions when large; only the last one moves the mark. */
  private final class XodusBatch implements Batch {
    private final Map<Integer, Trees> changed = new HashMap<>(trees);

    /** By store that was put to: no key in it is greater; empty for none. */
    private final Map<Integer, byte[]> greatest = new HashMap<>();

    private Transaction transaction = environment.beginExclusiveTransaction();
    private int operations;
    private long size;

    private Trees trees(int store) {
      Trees found = changed.get(store);
      if (found == null) {
        found =
            new Trees(
                environment.openStore("s" + store, StoreConfig.WITHOUT_DUPLICATES, transaction),
                null);
        changed.put(store, found);
      }
      return found;
    }

    private Trees withChunks(int store) {
      Trees found = trees(store);
      if (found.chunks == null) {
        found =
            new Trees(
                found.records,
                environment.openStore("c" + store, StoreConfig.WITHOUT_DUPLICATES, transaction));
        changed.put(store, found);
      }
      return found;
    }

    @Override
    public void clear(int store) {
      Trees found = changed.remove(store);
      greatest.remove(store);
      if (found != null) {
        environment.removeStore("s" + store, transaction);
        if (found.chunks != null) {
          environment.removeStore("c" + store, transaction);
        }
        nextTransaction();
      }
    }

    @Override
    public void put(int store, byte[] key, byte[] value, long sequence) {
      count(key.length + (long) Math.min(value.length, CHUNK));
      Trees found = value.length > CHUNK ? withChunks(store) : trees(store);
      removeChunks(found, key);
      byte[] stored;
      if (value.length > CHUNK) {
        stored = new byte[HEADER + 4];
        Binary.LONG.set(stored, 4, sequence | CHUNKED);
        Binary.INT.set(stored, HEADER, value.length);
        for (int chunk = 0, at = 0; at < value.length; chunk++, at += CHUNK) {
          int length = Math.min(CHUNK, value.length - at);
          count(length);
          byte[] part = new byte[4 + length];
          System.arraycopy(value, at, part, 4, length);
          byte[] chunkKey = chunkKey(key, chunk);
          Binary.INT.set(part, 0, checksum(chunkKey, part, 4));
          found.chunks.put(
              transaction, new ArrayByteIterable(chunkKey), new ArrayByteIterable(part));
        }
      } else {
        stored = new byte[HEADER + value.length];
        Binary.LONG.set(stored, 4, sequence);
        System.arraycopy(value, 0, stored, HEADER, value.length);
      }
      Binary.INT.set(stored, 0, checksum(key, stored, 4));
      ArrayByteIterable record = new ArrayByteIterable(stored);
      if (isNext(store, found, key)) {
        found.records.putRight(transaction, new ArrayByteIterable(key), record);
      } else {
        found.records.put(transaction, new ArrayByteIterable(key), record);
      }
    }

    /** Whether the key is behind all of the store's, so that its place need not be looked for. */
    private boolean isNext(int store, Trees found, byte[] key) {
      byte[] last = greatest.get(store);
      if (last == null) {
        last = Objects.requireNonNullElse(lastKey(found, transaction), NO_KEY);
        greatest.put(store, last);
      }
      boolean next = Arrays.compareUnsigned(key, last) > 0;
      if (next) {
        greatest.put(store, key);
      }
      return next;
    }

    @Override
    public void delete(int store, byte[] key) {
      Trees found = changed.get(store);
      if (found != null) {
        count(key.length);
        removeChunks(found, key);
        found.records.delete(transaction, new ArrayByteIterable(key));
      }
    }

    private void removeChunks(Trees found, byte[] key) {
      if (found.chunks != null) {
        int chunk = 0;
        while (found.chunks.delete(transaction, new ArrayByteIterable(chunkKey(key, chunk)))) {
          chunk++;
        }
      }
    }

    private void count(long bytes) {
      size += bytes;
      if (++operations > OPERATIONS_PER_TRANSACTION || size > BYTES_PER_TRANSACTION) {
        nextTransaction();
      }
    }

    private void nextTransaction() {
      commit();
      transaction = environment.beginExclusiveTransaction();
      operations = 0;
      size = 0;
    }

    private void commit() {
      if (!transaction.commit()) {
        throw new PgException(
            SqlState.IO_ERROR, "could not write the database in \"" + directory + "\"");
      }
    }

    @Override
    public void finish(long mark) {
      marks.put(
          transaction,
          APPLIED,
          new ArrayByteIterable(ByteBuffer.allocate(8).putLong(mark).array()));
      commit();
      trees = Map.copyOf(changed);
      applied = mark;
    }

    @Override
    public void abandon() {
      if (!transaction.isFinished()) {
        transaction.abort();
      }
    }
  }
}
