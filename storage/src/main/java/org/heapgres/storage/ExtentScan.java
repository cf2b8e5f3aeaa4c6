package org.heapgres.storage;

import java.util.List;

/**
 * A walk over a whole store in key order, extent by extent: an extent is a range of its keys, of
 * about as many records as the readers before have cut it to. For one thread at a time; must be
 * closed.
 */
public interface ExtentScan extends AutoCloseable {
  /** To the next extent; false at the end. */
  boolean next();

  /**
   * Names the extent's records: whoever comes upon the same stamp, in whatever transaction, sees
   * the same records, so what was derived from them may be kept under it. 0 when the view has
   * records of its own in the extent, or the extent is not known yet.
   */
  long stamp();

  /** The extent's records. */
  Cursor records();

  /**
   * Cuts the current extent in as many as there are {@code starts}; the first of them is where it
   * begins and is not looked at. A single one only says that the store, when it was not cut yet, is
   * one extent. For later walks.
   */
  void split(List<byte[]> starts);

  @Override
  void close();
}
