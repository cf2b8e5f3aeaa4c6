package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Runs in the log's directory. What is synced is part of the log: it is archived and backed up with
 * it. A channel is closed when nobody refers to it any more, by the JDK.
 */
final class LocalRunFiles implements RunFiles {
  static final String SUFFIX = ".run";

  private final Path directory;
  private final LogArchive archive;

  /** Names are times, so that those of an earlier start are not used again. */
  private final AtomicLong next =
      new AtomicLong(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));

  /** Those that commits refer to, with their sizes; guarded by itself. */
  private final Map<Path, Long> committed = new TreeMap<>();

  /** {@code archive} null for none. */
  LocalRunFiles(Path directory, LogArchive archive) throws IOException {
    this.directory = directory;
    this.archive = archive;
    Files.createDirectories(directory);
  }

  /** All in a directory. */
  static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> listing = Files.list(directory)) {
      return listing.filter(path -> path.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /** Reads a whole file, as {@link Run#open} would. */
  static void verify(Path directory, RunReference reference) throws IOException {
    var files = new LocalRunFiles(directory, null);
    LocalRunFile file = files.open(reference.name());
    try {
      var _ = Run.open(file, reference, new CommitMark());
    } finally {
      file.channel.close();
    }
  }

  /** Adds those that commits in the log refer to. */
  void addCommitted(List<Path> paths, List<Long> sizes) {
    synchronized (committed) {
      paths.addAll(committed.keySet());
      sizes.addAll(committed.values());
    }
  }

  @Override
  public LocalRunFile create() {
    Path path = directory.resolve("%016x%s".formatted(next.getAndIncrement(), SUFFIX));
    try {
      return new LocalRunFile(
          path,
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE),
          0);
    } catch (IOException e) {
      throw failure("create", path, e);
    }
  }

  @Override
  public LocalRunFile open(String name) {
    Path path = directory.resolve(name);
    if (!exists(name)) {
      throw new PgException(
          SqlState.DATA_CORRUPTED, "\"" + path + "\", which belongs to the log, is missing");
    }
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      LocalRunFile file = new LocalRunFile(path, channel, channel.size());
      file.commit();
      return file;
    } catch (IOException e) {
      throw failure("open", path, e);
    }
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(directory.resolve(name));
  }

  @Override
  public void retain(Set<String> names) {
    try {
      for (Path path : files(directory)) {
        if (!names.contains(path.getFileName().toString())) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw failure("clean up", directory, e);
    }
  }

  private static PgException failure(String doing, Path path, IOException cause) {
    boolean full = String.valueOf(cause.getMessage()).contains("No space left");
    return full
        ? new PgException(
            SqlState.DISK_FULL, "could not " + doing + " \"" + path + "\": " + cause.getMessage())
        : DurableFiles.failure(doing, path, cause);
  }

  final class LocalRunFile implements RunFile {
    private final Path path;
    private final FileChannel channel;
    private long size;

    private LocalRunFile(Path path, FileChannel channel, long size) {
      this.path = path;
      this.channel = LogSegment.uninterruptible(channel);
      this.size = size;
    }

    @Override
    public String name() {
      return path.getFileName().toString();
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void append(ByteBuffer bytes) {
      try {
        while (bytes.hasRemaining()) {
          size += channel.write(bytes, size);
        }
      } catch (IOException e) {
        throw failure("write to", path, e);
      }
    }

    @Override
    public void read(long at, ByteBuffer into) {
      try {
        long from = at;
        while (into.hasRemaining()) {
          int count = channel.read(into, from);
          if (count < 0) {
            throw new PgException(SqlState.DATA_CORRUPTED, "\"" + path + "\" is too short");
          }
          from += count;
        }
      } catch (IOException e) {
        throw failure("read", path, e);
      }
    }

    @Override
    public void sync() {
      try {
        channel.force(true);
        DurableFiles.syncDirectory(directory);
      } catch (IOException e) {
        throw failure("sync", path, e);
      }
      commit();
      if (archive != null) {
        archive.add(path, size);
      }
    }

    private void commit() {
      synchronized (committed) {
        committed.put(path, size);
      }
    }

    @Override
    public boolean remove() {
      if (archive != null) {
        archive.add(path, size);
        if (!archive.has(path)) {
          return false;
        }
      }
      synchronized (committed) {
        committed.remove(path);
      }
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw failure("remove", path, e);
      }
      return true;
    }

    @Override
    public void discard() {
      synchronized (committed) {
        committed.remove(path);
      }
      try {
        Files.deleteIfExists(path);
        channel.close();
      } catch (IOException e) {
        throw failure("remove", path, e);
      }
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }
}
