package org.heapgres.storage;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.heapgres.storage.internal.HeapDirectory;
import org.heapgres.storage.internal.LocalHeap;

/**
 * A data directory: databases that share one log. Safe for use by many threads; open in one process
 * at a time.
 */
public interface Heap extends AutoCloseable {
  /**
   * Opens a directory, which is made if absent, and recovers what the log holds.
   *
   * @throws PgException F0001 when another process has it open, XX001 when it is damaged, 0A000
   *     when its format is of another version
   */
  static Heap open(Path directory, HeapOptions options) {
    return LocalHeap.open(directory, options);
  }

  /**
   * Compares all files of a directory with their checksums and changes none. What is in them is
   * looked at by {@link Database#verify}, once the heap is open.
   *
   * @throws PgException F0001 when a process has it open
   */
  static void checkFiles(Path directory, Consumer<Damage> report) {
    HeapDirectory.checkFiles(directory, report);
  }

  /**
   * Makes a data directory from a backup: a directory with the files of a {@link Backup} under
   * their paths, and its label with {@code file} lines for the log's files too. Opening the heap
   * then recovers it.
   *
   * @param directory absent or empty
   * @param archive see {@link HeapOptions#archive}: goes on from the backup with what is there
   * @param until leaves out what was written later
   * @throws PgException XX001 when the backup is damaged
   */
  static void restore(
      Path backup, Path directory, Optional<Path> archive, Optional<Instant> until) {
    HeapDirectory.restore(backup, directory, archive, until);
  }

  /** Begins a backup of all databases, with a checkpoint. */
  Backup startBackup();

  /** Makes an empty database; durable when it returns. */
  Database create(int databaseId);

  /** The same object for the same database. */
  Database open(int databaseId);

  /**
   * Gives up what an open database takes of memory and files, until it is opened again. For one who
   * lets nobody use the object that stood for it.
   *
   * @return false when it has to stay open: for a transaction, a prepared one too, or a backup
   */
  boolean close(int databaseId);

  /** Those of {@link #databases} that are open. */
  Set<Integer> openDatabases();

  /** Removes a database that no transaction uses; durable when it returns. */
  void drop(int databaseId);

  Set<Integer> databases();

  /**
   * What the look at all files that goes on while the heap is open has found; empty for nothing.
   */
  Optional<ChecksumFailures> checksumFailures(int databaseId);

  /** What it has done so far, and has in memory. */
  HeapActivity activity();

  /** The same of one database. */
  HeapActivity.OfDatabase activity(int databaseId);

  /** Makes recovery short and lets log segments be used again; done by itself from time to time. */
  void checkpoint();

  /** Waits for transactions that are committing, then checkpoints. */
  @Override
  void close();
}
