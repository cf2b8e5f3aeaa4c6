package org.heapgres.storage;

import java.util.List;

/**
 * A backup of an open heap under way: until it is closed nothing that it lists goes away, and no
 * database is made or dropped. Safe for use by many threads.
 *
 * <p>To be copied, in this order: the files of the label, then {@link #log}. Together they hold
 * every commit that was acknowledged before {@code log} was called. {@link Heap#restore} says how a
 * copy is laid out.
 */
public interface Backup extends AutoCloseable {
  /** The name of the label in a copy. */
  String LABEL = "backup_label";

  /** A part of the log: the first {@code length} bytes of a file that is still written to. */
  record LogFile(String path, long length) {}

  /** What there is to be copied but the log, in the format of {@code docs/storage.md}. */
  String label();

  /** The log's files up to now, everything acknowledged before being in them. */
  List<LogFile> log();

  /**
   * Bytes of a file; fewer than {@code length} only at its end. Null when there is no such file.
   *
   * @param path relative to the data directory, within which it must be
   */
  byte[] read(String path, long offset, int length);

  @Override
  void close();
}
