package org.heapgres.planner;

import java.util.List;

/**
 * A query's rows, read as they are wanted. Ends with the transaction, or with the subtransaction
 * that it was opened in when that is undone. Used by the session's thread.
 */
public interface LanguageCursor {
  RowDescription description();

  /** Up to {@code count} rows; fewer at the end. */
  List<Object[]> fetch(long count);

  /** Whether it may be read; not after it, or what it was opened in, has ended. */
  boolean isOpen();

  void close();
}
