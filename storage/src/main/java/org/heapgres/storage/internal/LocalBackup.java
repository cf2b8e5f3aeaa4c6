package org.heapgres.storage.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.heapgres.storage.Backup;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** A backup of a data directory that is in use. */
final class LocalBackup implements Backup {
  private final HeapDirectory files;
  private final Path directory;
  private final String label;
  private final Runnable durable;
  private final Runnable ended;
  private boolean closed;

  /** See {@link HeapMedium#backup}. */
  LocalBackup(
      HeapDirectory files, Path directory, BackupLabel label, Runnable durable, Runnable ended) {
    this.files = files;
    this.directory = directory;
    this.label = label.encode();
    this.durable = durable;
    this.ended = ended;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public List<LogFile> log() {
    durable.run();
    return files.logFiles();
  }

  @Override
  public byte[] read(String path, long offset, int length) {
    Path file = directory.resolve(path).normalize();
    if (!file.startsWith(directory)) {
      throw new PgException(
          SqlState.INSUFFICIENT_PRIVILEGE, "path must be in or below the data directory");
    }
    if (StoreManifest.isStoreFile(file)) {
      file = StoreManifest.locate(file.getParent(), file.getFileName().toString());
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int size = Math.clamp(channel.size() - offset, 0, length);
      ByteBuffer bytes = ByteBuffer.allocate(size);
      int count;
      do {
        count = channel.read(bytes, offset + bytes.position());
      } while (count >= 0 && bytes.hasRemaining());
      return bytes.array();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw DurableFiles.failure("read", file, e);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      ended.run();
    }
  }
}
