package org.heapgres.planner.exec.table;

import java.util.List;
import java.util.function.UnaryOperator;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.Transaction;

/** Walks over stored rows. Used by one thread; to be closed. */
public interface RowFinder extends AutoCloseable {
  boolean next();

  byte[] key();

  byte[] value();

  @Override
  void close();

  /** All rows of a table, in key order or the opposite. */
  static RowFinder all(Transaction transaction, int store, boolean reverse) {
    return new CursorFinder(transaction.scan(store, null, null, reverse));
  }

  /** The rows in ranges of the table's own key. */
  static RowFinder byKey(
      Transaction transaction, int store, List<KeyCondition.Range> ranges, boolean reverse) {
    return new KeyFinder(transaction, store, reverse ? ranges.reversed() : ranges, reverse);
  }

  /** The rows whose entries are in ranges of an index. */
  static RowFinder byIndex(
      Transaction transaction,
      int store,
      IndexFormat index,
      List<KeyCondition.Range> ranges,
      boolean reverse) {
    return new IndexFinder(
        index,
        entries(transaction, index, reverse ? ranges.reversed() : ranges, reverse),
        key -> transaction.get(store, key));
  }

  /** The entries in ranges of an index, without their rows. */
  static RowFinder entries(
      Transaction transaction,
      IndexFormat index,
      List<KeyCondition.Range> ranges,
      boolean reverse) {
    return byKey(transaction, index.store(), index.searchable(ranges), reverse);
  }

  /** A single row, or none when {@code value} is null. */
  static RowFinder of(byte[] key, byte[] value) {
    return new RowFinder() {
      private boolean done = value == null;

      @Override
      public boolean next() {
        boolean result = !done;
        done = true;
        return result;
      }

      @Override
      public byte[] key() {
        return key;
      }

      @Override
      public byte[] value() {
        return value;
      }

      @Override
      public void close() {
        done = true;
      }
    };
  }

  /** Over one cursor. */
  record CursorFinder(Cursor cursor) implements RowFinder {
    @Override
    public boolean next() {
      return cursor.next();
    }

    @Override
    public byte[] key() {
      return cursor.key();
    }

    @Override
    public byte[] value() {
      return cursor.value();
    }

    @Override
    public void close() {
      cursor.close();
    }
  }

  /** Gets exact keys, and scans ranges of the others. */
  final class KeyFinder implements RowFinder {
    private final Transaction transaction;
    private final int store;
    private final List<KeyCondition.Range> ranges;
    private final boolean reverse;
    private int at;
    private Cursor cursor;
    private byte[] key;
    private byte[] value;

    private KeyFinder(
        Transaction transaction, int store, List<KeyCondition.Range> ranges, boolean reverse) {
      this.transaction = transaction;
      this.store = store;
      this.ranges = ranges;
      this.reverse = reverse;
    }

    @Override
    public boolean next() {
      while (true) {
        if (cursor != null) {
          if (cursor.next()) {
            key = cursor.key();
            value = cursor.value();
            return true;
          }
          cursor.close();
          cursor = null;
        }
        if (at == ranges.size()) {
          return false;
        }
        KeyCondition.Range range = ranges.get(at++);
        if (range.exact() == null) {
          cursor = transaction.scan(store, range.from(), range.to(), reverse);
        } else {
          key = range.exact();
          value = transaction.get(store, key);
          if (value != null) {
            return true;
          }
        }
      }
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return value;
    }

    @Override
    public void close() {
      at = ranges.size();
      if (cursor != null) {
        cursor.close();
        cursor = null;
      }
    }
  }

  /** Walks over index entries and looks for their rows, of which some may be gone. */
  final class IndexFinder implements RowFinder {
    private final IndexFormat index;
    private final RowFinder entries;
    private final UnaryOperator<byte[]> rows;
    private byte[] key;
    private byte[] value;

    /**
     * @param rows a row's value by its key, null when there is none
     */
    IndexFinder(IndexFormat index, RowFinder entries, UnaryOperator<byte[]> rows) {
      this.index = index;
      this.entries = entries;
      this.rows = rows;
    }

    @Override
    public boolean next() {
      while (entries.next()) {
        key = index.rowKey(entries.key(), entries.value());
        value = rows.apply(key);
        if (value != null) {
          return true;
        }
      }
      return false;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return value;
    }

    @Override
    public void close() {
      entries.close();
    }
  }
}
