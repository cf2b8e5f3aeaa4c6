package org.heapgres.planner.command;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.RowStore;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A query's rows in their order, with a place among them: before the first one, on one, or after
 * the last. Rows are read from the query when they are first moved over. Used by the session's
 * thread.
 */
public final class CursorRows implements AutoCloseable {
  /** How rows behind the place can be had again. */
  public enum Scroll {
    /** Not at all. */
    NONE,
    /** By running the query again, which is done when, and only if, somebody wants to go back. */
    AGAIN,
    /** They are all kept. */
    KEPT
  }

  /** No limit. */
  public static final long ALL = Long.MAX_VALUE;

  private final Supplier<Outcome.RowSource> query;
  private final Supplier<RowStore> store;
  private final Scroll scroll;
  private Outcome.RowSource source;

  /** Where batches are kept, by the number of their first row. */
  private final TreeMap<Long, Integer> places = new TreeMap<>();

  /** What has been read; null while only the last batch read is there. */
  private RowStore kept;

  private Batch batch;

  /** Number of {@link #batch}'s first row; rows are counted from 1. */
  private long first = 1;

  private long read;
  private boolean exhausted;
  private boolean failed;

  /** Number of the row it is on; 0 before the first one, one more than there are after the last. */
  private long place;

  /**
   * @param opened the query's rows from the first one
   * @param query runs it again
   * @param store makes a place to keep rows
   */
  public CursorRows(
      Outcome.RowSource opened,
      Supplier<Outcome.RowSource> query,
      Supplier<RowStore> store,
      Scroll scroll) {
    source = opened;
    this.query = query;
    this.store = store;
    this.scroll = scroll;
    if (scroll == Scroll.KEPT) {
      kept = store.get();
    }
  }

  public boolean scrollable() {
    return scroll != Scroll.NONE;
  }

  /** Whether reading it has failed: it gives no more rows. */
  public boolean failed() {
    return failed;
  }

  long place() {
    return place;
  }

  boolean onRow() {
    return place > 0 && !(exhausted && place > read);
  }

  /** A value of the row it is on. */
  Object value(int column) {
    find(place);
    return batch.datum(column, (int) (place - first));
  }

  /**
   * Moves over the next rows.
   *
   * @return some of them, at most {@code limit}; null when there are none, the place then being
   *     after the last
   */
  public Batch forward(long limit) {
    long next = place + 1;
    while (next > read) {
      if (!pull()) {
        place = read + 1;
        return null;
      }
    }
    find(next);
    int from = (int) (next - first);
    int to = (int) Math.min(batch.size(), from + Math.min(limit, batch.size()));
    place += to - from;
    return batch.slice(from, to);
  }

  /**
   * Moves over the rows before, the nearest first.
   *
   * @return as {@link #forward}; null when the place is before the first row
   */
  Batch backward(long limit) {
    requireScroll();
    long previous = place - 1;
    if (previous < 1) {
      place = 0;
      return null;
    }
    if (kept == null) {
      keepFromStart();
    }
    while (read < previous && pull()) {
      // up to where it was before the query ran again
    }
    find(previous);
    int from = (int) (previous - first);
    int count = (int) Math.min(limit, from + 1);
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = batch.row(from - i);
    }
    place -= count;
    return batch.select(rows, count);
  }

  /** To before the first row. */
  void rewind() {
    if (place > 0) {
      requireScroll();
      if (kept == null) {
        keepFromStart();
      }
      place = 0;
    }
  }

  /** Moves forward without looking; how many rows it moved over. */
  long skip(long count) {
    long moved = 0;
    while (moved < count) {
      Batch passed = forward(count - moved);
      if (passed == null) {
        break;
      }
      moved += passed.size();
    }
    return moved;
  }

  /** Moves backward without looking; how many rows it moved over. */
  long skipBack(long count) {
    long moved = 0;
    while (moved < count) {
      Batch passed = backward(count - moved);
      if (passed == null) {
        break;
      }
      moved += passed.size();
    }
    return moved;
  }

  /** Reads all that may still be asked for, so that the query is not needed any more. */
  public void detach() {
    if (scroll == Scroll.AGAIN && kept == null) {
      keepFromStart();
    } else if (kept == null) {
      kept = store.get();
      if (batch != null) {
        places.put(first, kept.add(batch));
      }
    }
    while (pull()) {
      // keeps it
    }
  }

  private void requireScroll() {
    if (scroll == Scroll.NONE) {
      throw new PgException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "cursor can only scan forward")
          .withHint("Declare it with SCROLL option to enable backward scan.");
    }
  }

  private void keepFromStart() {
    kept = store.get();
    places.clear();
    closeSource();
    source = query.get();
    read = 0;
    exhausted = false;
    batch = null;
    while (read < place && pull()) {
      // as far as it has been read
    }
  }

  private boolean pull() {
    if (exhausted) {
      return false;
    }
    Batch next;
    try {
      next = source.next();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      failed = true;
      close();
      throw e;
    }
    if (next == null) {
      exhausted = true;
      closeSource();
      return false;
    }
    if (next.size() > 0) {
      batch = next;
      first = read + 1;
      read += next.size();
      if (kept != null) {
        places.put(first, kept.add(next));
      }
    }
    return true;
  }

  /** Makes {@link #batch} the one with a row that has been read. */
  private void find(long row) {
    if (kept != null && (row < first || row >= first + batch.size())) {
      Map.Entry<Long, Integer> found = places.floorEntry(row);
      first = found.getKey();
      batch = kept.batch(found.getValue());
    }
  }

  private void closeSource() {
    if (source != null) {
      source.close();
      source = null;
    }
  }

  @Override
  public void close() {
    exhausted = true;
    closeSource();
    batch = null;
    if (kept != null) {
      kept.close();
      kept = null;
    }
  }
}
