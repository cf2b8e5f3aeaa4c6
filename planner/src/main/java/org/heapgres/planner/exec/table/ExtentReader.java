package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorCache;
import org.heapgres.storage.Cursor;
import org.heapgres.storage.ExtentScan;

/**
 * Reads a table wholly, extent by extent: columns that were decoded before come from the {@link
 * VectorCache}, the others are decoded and offered to it. Extents that have grown are cut for those
 * who come later. Used by one thread; to be closed.
 */
public final class ExtentReader implements AutoCloseable {
  private static final Vector[] NO_COLUMNS = new Vector[0];
  private static final int MAX_EXTENT = 2 * Batch.TARGET_SIZE;

  private final Execution run;
  private final RowDecoder decoder;
  private final VectorCache cache;
  private final ExtentScan extents;

  /** Of an extent that is read in pieces. */
  private Cursor rows;

  private List<byte[]> starts;
  private long rowsRead;
  private long stamp;

  public ExtentReader(Execution run, TableFormat format, RowDecoder decoder) {
    this.run = run;
    this.decoder = decoder;
    this.cache = run.context().vectors();
    this.extents = run.transaction().extents(format.table().store());
  }

  /** The next rows; null at the end. */
  public Batch next() {
    while (true) {
      run.checkCancel();
      if (rows == null) {
        if (!extents.next()) {
          return null;
        }
        stamp = extents.stamp();
        Batch known = known();
        if (known != null) {
          if (known.size() > 0) {
            return known;
          }
          continue;
        }
        rows = extents.records();
        starts = new ArrayList<>();
        rowsRead = 0;
      }
      Batch piece = piece();
      if (piece != null) {
        return piece;
      }
    }
  }

  /** The extent, when all that is asked for is known. */
  private Batch known() {
    if (stamp == 0) {
      return null;
    }
    long now = System.nanoTime();
    if (decoder.width() == 0) {
      return cache.find(decoder.rowsKey(stamp), now) instanceof Vector.Longs count
          ? new Batch(NO_COLUMNS, (int) count.values()[0])
          : null;
    }
    Vector[] columns = new Vector[decoder.width()];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = cache.find(decoder.key(stamp, c), now);
      if (columns[c] == null) {
        return null;
      }
    }
    return new Batch(columns, columns[0].size());
  }

  /** A part of the extent, or all of it; null when it has no more rows. */
  private Batch piece() {
    int wanted = stamp == 0 ? Batch.TARGET_SIZE : MAX_EXTENT;
    byte[][] values = new byte[Batch.TARGET_SIZE][];
    int count = 0;
    while (count < wanted && rows.next()) {
      if (count % Batch.TARGET_SIZE == 0) {
        starts.add(rows.key());
      }
      if (count == values.length) {
        values = Arrays.copyOf(values, wanted);
      }
      values[count++] = rows.value();
    }
    boolean ended = count < wanted;
    boolean whole = ended && rowsRead == 0;
    rowsRead += count;
    if (ended) {
      endOfExtent();
    }
    long now = System.nanoTime();
    if (whole && stamp != 0 && decoder.width() == 0) {
      cache.offer(decoder.rowsKey(stamp), new Vector.Longs(new long[] {count}, null), now);
    }
    if (count == 0) {
      return null;
    }
    Vector[] columns = new Vector[decoder.width()];
    Map<Object, Object> shared = new HashMap<>();
    for (int c = 0; c < columns.length; c++) {
      VectorCache.Key key = whole && stamp != 0 ? decoder.key(stamp, c) : null;
      columns[c] = key == null ? null : cache.find(key, now);
      if (columns[c] == null) {
        columns[c] = decoder.column(values, count, c);
        if (key != null) {
          columns[c] = shared(columns[c], shared);
          cache.offer(key, columns[c], now);
        }
      }
    }
    return new Batch(columns, count);
  }

  /** With equal strings as one object. */
  private static Vector shared(Vector vector, Map<Object, Object> known) {
    if (!(vector instanceof Vector.Objects objects)) {
      return vector;
    }
    Object[] values = objects.values();
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof String text) {
        Object before = known.putIfAbsent(text, text);
        values[i] = before == null ? text : before;
      }
    }
    return vector;
  }

  private void endOfExtent() {
    rows.close();
    rows = null;
    boolean first = stamp == 0 && rowsRead > 0;
    if (first || rowsRead >= MAX_EXTENT) {
      extents.split(starts);
    }
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
      rows = null;
    }
    extents.close();
  }
}
