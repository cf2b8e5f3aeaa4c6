package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.heapgres.storage.Backup;
import org.heapgres.storage.ChecksumFailures;
import org.heapgres.storage.Damage;
import org.heapgres.storage.HeapOptions;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A local data directory:
 *
 * <pre>
 *   format        what made it
 *   lock          held while open
 *   databases     ids of the databases, one a line; see {@link CheckedText}
 *   checkpoint    see {@link Checkpoints}
 *   log/          see {@link SegmentedLog} and {@link LocalRunFiles}
 *   db/ID/        see {@link XodusStore}
 * </pre>
 */
public final class HeapDirectory implements HeapMedium {
  static final String FORMAT_FILE = "format";
  static final String DATABASES_FILE = "databases";
  static final String CHECKPOINT_FILE = "checkpoint";
  static final String LOG_DIRECTORY = "log";
  private static final String FORMAT = "heapgres 4";

  private final Path directory;
  private final HeapOptions options;
  private final FileChannel lockFile;
  private final LogArchive archive;
  private final LocalRunFiles runFiles;
  private volatile Checkpoints checkpoints;
  private volatile Set<Integer> databases = Set.of();
  private volatile SegmentedLog log;
  private volatile Scrub scrub;

  private HeapDirectory(Path directory, HeapOptions options, FileChannel lockFile)
      throws IOException {
    this.directory = directory;
    this.options = options;
    this.lockFile = lockFile;
    if (Files.exists(directory.resolve(FORMAT_FILE))) {
      checkFormat(directory);
    } else {
      DurableFiles.replace(
          directory.resolve(FORMAT_FILE), (FORMAT + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    if (Files.exists(directory.resolve(DATABASES_FILE))) {
      databases = parseDatabases(CheckedText.read(directory.resolve(DATABASES_FILE)));
    }
    checkpoints = Checkpoints.read(directory.resolve(CHECKPOINT_FILE));
    archive = options.archive().map(HeapDirectory::archive).orElse(null);
    runFiles = new LocalRunFiles(directory.resolve(LOG_DIRECTORY), archive);
  }

  private static LogArchive archive(Path path) {
    try {
      return new LogArchive(path);
    } catch (IOException e) {
      throw DurableFiles.failure("open archive", path, e);
    }
  }

  /** Makes the directory if it is absent. */
  static HeapDirectory open(Path directory, HeapOptions options) {
    try {
      Files.createDirectories(directory);
      FileChannel lockFile = lock(directory);
      try {
        return new HeapDirectory(directory.toAbsolutePath(), options, lockFile);
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

  /** See {@link org.heapgres.storage.Heap#restore}. */
  public static void restore(
      Path backup, Path directory, Optional<Path> archive, Optional<Instant> until) {
    try {
      new Restore(backup, directory).run(archive, until);
    } catch (IOException e) {
      throw DurableFiles.failure("restore", directory, e);
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
        ByteBuffer.wrap(
            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  static void checkFormat(Path directory) throws IOException {
    String found = Files.readString(directory.resolve(FORMAT_FILE));
    if (!found.equals(FORMAT + "\n")) {
      throw PgException.notSupported(
          "data directory \"" + directory + "\" of format \"" + found.strip() + "\"");
    }
  }

  static Set<Integer> parseDatabases(String lines) {
    return lines.lines().map(Integer::valueOf).collect(Collectors.toUnmodifiableSet());
  }

  static Path databasePath(Path directory, int databaseId) {
    return directory.resolve("db").resolve(Integer.toString(databaseId));
  }

  private Path path(int databaseId) {
    return databasePath(directory, databaseId);
  }

  @Override
  public Set<Integer> databases() {
    return databases;
  }

  @Override
  public void databases(Set<Integer> ids) {
    Path file = directory.resolve(DATABASES_FILE);
    try {
      CheckedText.write(
          file, new TreeSet<>(ids).stream().map(id -> id + "\n").collect(Collectors.joining()));
    } catch (IOException e) {
      throw DurableFiles.failure("write", file, e);
    }
    databases = Set.copyOf(ids);
  }

  @Override
  public KeyValueStore createStore(int databaseId) {
    try {
      DurableFiles.deleteTree(path(databaseId));
      DurableFiles.createDirectory(path(databaseId));
    } catch (IOException e) {
      throw DurableFiles.failure("create", path(databaseId), e);
    }
    return new XodusStore(path(databaseId), options.cacheBytes());
  }

  @Override
  public KeyValueStore openStore(int databaseId) {
    Path path = path(databaseId);
    if (!Files.isDirectory(path)) {
      throw new PgException(
          SqlState.DATA_CORRUPTED,
          "directory \"" + path + "\" of database " + databaseId + " is missing");
    }
    return new XodusStore(path, options.cacheBytes());
  }

  @Override
  public void removeStore(int databaseId) {
    try {
      DurableFiles.deleteTree(path(databaseId));
    } catch (IOException e) {
      throw DurableFiles.failure("remove", path(databaseId), e);
    }
  }

  @Override
  public RunFiles runFiles() {
    return runFiles;
  }

  @Override
  public CommitLog openLog(long firstSequence, CommitLog.Replay replay) {
    log =
        new SegmentedLog(
            directory.resolve(LOG_DIRECTORY),
            options.segmentBytes(),
            options.asyncCommitDelay().toNanos(),
            archive,
            firstSequence,
            replay);
    scrub = new Scrub(directory, this::databases, options.scrubInterval());
    return log;
  }

  @Override
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  @Override
  public void checkpoints(Checkpoints replacement) {
    replacement.write(directory.resolve(CHECKPOINT_FILE));
    checkpoints = replacement;
  }

  @Override
  public Backup backup(Runnable durable, Runnable ended) {
    try {
      return new LocalBackup(this, directory, label(), durable, ended);
    } catch (IOException e) {
      throw DurableFiles.failure("read", directory, e);
    }
  }

  /** Just after a checkpoint: every store is as its manifest says. */
  private BackupLabel label() throws IOException {
    List<BackupLabel.Content> contents = new ArrayList<>();
    List<BackupLabel.Part> parts = new ArrayList<>();
    for (String name : List.of(FORMAT_FILE, DATABASES_FILE, CHECKPOINT_FILE)) {
      contents.add(new BackupLabel.Content(name, Files.readAllBytes(directory.resolve(name))));
    }
    for (int id : databases) {
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

  /** How much of the log's files is durable, oldest first. */
  List<Backup.LogFile> logFiles() {
    List<Long> lengths = new ArrayList<>();
    List<Path> files = log.durableFiles(lengths);
    runFiles.addCommitted(files, lengths);
    List<Backup.LogFile> result = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      result.add(new Backup.LogFile(directory.relativize(files.get(i)).toString(), lengths.get(i)));
    }
    return result;
  }

  @Override
  public Optional<ChecksumFailures> checksumFailures(int databaseId) {
    return scrub.failures(databaseId);
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  @Override
  public void close() {
    if (scrub != null) {
      scrub.close();
    }
    try {
      lockFile.close();
    } catch (IOException e) {
      throw DurableFiles.failure("close", directory.resolve("lock"), e);
    }
  }
}
