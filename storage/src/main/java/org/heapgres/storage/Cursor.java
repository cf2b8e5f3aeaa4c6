package org.heapgres.storage;

/**
 * A walk over a range of one store in key order, positioned before the first record at first. For
 * one thread at a time; must be closed.
 */
public interface Cursor extends AutoCloseable {
  /** False at the end. */
  boolean next();

  /** Of the current record; must not be changed. */
  byte[] key();

  /** Of the current record; must not be changed. */
  byte[] value();

  @Override
  void close();
}
