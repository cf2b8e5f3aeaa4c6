package org.heapgres.planner;

import java.util.Map;

/**
 * One table for a procedural language, inside the running statement's transaction. Writes take
 * SQL's own path: defaults, type modifiers, NOT NULL, CHECK, keys, foreign keys and indexes, with
 * SQL's errors, and each is visible to the reads that follow it. A write that fails leaves nothing
 * behind. Values are datums of their column's type. Used by the transaction's thread only.
 *
 * <p>A key is the primary key's datums in key order; a table without a primary key has the hidden
 * row id, one Long.
 */
public interface TableAccess {
  /** A row as it was when it was read. */
  interface Row {
    Object[] key();

    /** The datum of one of the table's visible columns, by its place among them. */
    Object value(int position);

    /** The datums of all of them. */
    Object[] values();
  }

  /** Rows in key order, or in an index's; to be closed. */
  interface Rows extends AutoCloseable {
    boolean next();

    /** The row that {@link #next} went to. */
    Row row();

    @Override
    void close();
  }

  /** Null when there is no such row. */
  Row find(Object... key);

  /**
   * In key order, or the opposite.
   *
   * @param from first key, or its leading columns; null for the beginning; included
   * @param to last key, or its leading columns (all keys that begin so are included); null for the
   *     end
   */
  Rows scan(Object[] from, Object[] to, boolean reverse);

  /** The rows whose {@code column} equals {@code value}; uses an index where there is one. */
  Rows where(String column, Object value);

  /** Columns left out get their default. The row as stored; null when a trigger left it out. */
  Row insert(Map<String, Object> values);

  /**
   * The row as stored, null when it is gone. Fails with 40001 when a column to be changed no longer
   * has the value it was read with, since the change may have been computed from it.
   */
  Row update(Row read, Map<String, Object> changes);

  /** Whether there was such a row. */
  boolean delete(Object... key);

  long count();
}
