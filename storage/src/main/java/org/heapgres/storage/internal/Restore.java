package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.heapgres.storage.Backup;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Makes a data directory from a backup and, if wanted, archived log segments; opening it does the
 * rest, which is ordinary recovery.
 */
final class Restore {
  private final Path backup;
  private final Path directory;
  private final Path log;

  Restore(Path backup, Path directory) {
    this.backup = backup;
    this.directory = directory.toAbsolutePath();
    this.log = this.directory.resolve(HeapDirectory.LOG_DIRECTORY);
  }

  void run(Optional<Path> archive, Optional<Instant> until) throws IOException {
    if (!Files.exists(backup.resolve(Backup.LABEL))) {
      throw new PgException(SqlState.UNDEFINED_FILE, "\"" + backup + "\" is not a backup");
    }
    BackupLabel label = BackupLabel.parse(backup.resolve(Backup.LABEL));
    if (Files.exists(directory) && !isEmpty(directory)) {
      throw new PgException(
          SqlState.DUPLICATE_FILE, "directory \"" + directory + "\" exists but is not empty");
    }
    Files.createDirectories(log);
    for (BackupLabel.Part part : label.parts()) {
      BackupLabel.copy(backup.resolve(part.path()), directory.resolve(part.path()), part);
    }
    for (BackupLabel.Content content : label.contents()) {
      Path file = directory.resolve(content.path());
      Files.createDirectories(file.getParent());
      DurableFiles.replace(file, content.bytes());
    }
    if (archive.isPresent()) {
      addSegments(archive.get());
      addRuns(archive.get());
    }
    if (until.isPresent()) {
      cut(until.get());
    }
    syncDirectories();
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  /** The archive has more of the backup's last segment than the backup itself, and what follows. */
  private void addSegments(Path archive) throws IOException {
    Map<String, Path> own = byName(SegmentedLog.files(log));
    String first = own.isEmpty() ? "" : ((TreeMap<String, Path>) own).firstKey();
    for (Map.Entry<String, Path> segment : byName(SegmentedLog.files(archive)).entrySet()) {
      Path copied = own.get(segment.getKey());
      boolean more = copied == null || Files.size(copied) < Files.size(segment.getValue());
      if (more && segment.getKey().compareTo(first) >= 0) {
        Path file = log.resolve(segment.getKey());
        Files.copy(segment.getValue(), file, StandardCopyOption.REPLACE_EXISTING);
        sync(file);
      }
    }
  }

  /** Those that no commit refers to are removed when the heap is opened. */
  private void addRuns(Path archive) throws IOException {
    for (Path run : LocalRunFiles.files(archive)) {
      Path file = log.resolve(run.getFileName());
      if (!Files.exists(file)) {
        Files.copy(run, file);
        sync(file);
      }
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static Map<String, Path> byName(List<Path> files) {
    Map<String, Path> result = new TreeMap<>();
    files.forEach(file -> result.put(file.getFileName().toString(), file));
    return result;
  }

  /** Leaves what was written up to then. */
  private void cut(Instant until) throws IOException {
    boolean past = false;
    for (Path file : SegmentedLog.files(log)) {
      if (past) {
        Files.delete(file);
        continue;
      }
      long end;
      long size;
      try (LogSegment segment = LogSegment.open(file)) {
        if (segment == null) {
          continue;
        }
        size = segment.size();
        end = segment.positionAfter(until);
      }
      if (end < size) {
        past = true;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(end);
          channel.force(true);
        }
      }
    }
  }

  private void syncDirectories() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path path : files.filter(Files::isDirectory).toList()) {
        DurableFiles.syncDirectory(path);
      }
    }
    DurableFiles.syncDirectory(directory.getParent());
  }
}
