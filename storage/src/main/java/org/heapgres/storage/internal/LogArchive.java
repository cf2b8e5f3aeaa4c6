package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that gets a copy of every log segment once it is full. A segment that cannot be
 * copied is kept in the log and tried again, so a broken archive costs space, never commits.
 */
final class LogArchive {
  private static final Logger logger = LoggerFactory.getLogger(LogArchive.class);

  private final Path directory;
  private final Set<Path> added = new HashSet<>();

  LogArchive(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
  }

  synchronized boolean has(Path segment) {
    return added.contains(segment.getFileName());
  }

  /** Copies the first {@code length} bytes, unless that has been done. */
  synchronized void add(Path segment, long length) {
    if (has(segment)) {
      return;
    }
    Path target = directory.resolve(segment.getFileName());
    try {
      if (Files.exists(target) && !isPart(target, segment)) {
        logger.error("could not archive \"{}\": \"{}\" is of another history", segment, target);
        return;
      }
      if (!Files.exists(target) || Files.size(target) < length) {
        copy(segment, length, target);
      }
      added.add(segment.getFileName());
    } catch (IOException e) {
      logger.error("could not archive \"{}\"", segment, e);
    }
  }

  /** Whether the archive has an earlier state of the same segment. */
  private static boolean isPart(Path archived, Path segment) throws IOException {
    long differs = Files.mismatch(archived, segment);
    return differs < 0 || differs >= Math.min(Files.size(archived), Files.size(segment));
  }

  private void copy(Path segment, long length, Path target) throws IOException {
    Path partial = directory.resolve(segment.getFileName() + ".partial");
    try (FileChannel in = FileChannel.open(segment, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long at = 0; at < length; ) {
        at += in.transferTo(at, length - at, out);
      }
      out.force(true);
    }
    Files.move(
        partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    DurableFiles.syncDirectory(directory);
  }
}
