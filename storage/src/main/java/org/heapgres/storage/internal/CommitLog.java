package org.heapgres.storage.internal;

import org.heapgres.storage.Durations;

/**
 * The order of all commits of a heap, made durable in batches. Records are appended by one caller
 * at a time in ascending sequence; the rest is safe for many threads.
 *
 * <p>A log that cannot be written stops the process: what was enqueued has been promised.
 */
interface CommitLog extends AutoCloseable {
  /** One commit. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(long sequence, byte[] content) {}

  /** Receives what a log held when it was opened. */
  interface Replay {
    void entry(long sequence, byte[] content);
  }

  /** Enqueues; not durable yet. */
  void append(Entry entry);

  /** The last durable sequence. */
  long durable();

  /** Waits, or writes for all who wait. Not ended by an interrupt. */
  void await(long sequence);

  /** Runs the action now or, once durable, on the log's thread. */
  void whenDurable(long sequence, Runnable action);

  /** Lets what is enqueued become durable within the asynchronous commit delay. */
  void writeSoon();

  /** Bytes made durable since the log was opened. */
  long written();

  /** How long each batch took to write, its sync included. */
  Durations writes();

  /** Entries up to {@code sequence} are not needed any more. */
  void forget(long sequence);

  @Override
  void close();
}
