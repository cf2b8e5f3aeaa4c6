package org.heapgres.storage.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.Cursor;

/** What a serializable transaction has read. For one thread at a time. */
final class ReadSet {
  /** How many keys and ranges of one store are told apart. */
  private static final int MAX_PARTS = 200_000;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Range(byte[] from, byte[] to) {}

  private static final class StoreReads {
    final List<byte[]> keys = new ArrayList<>();
    final List<Range> ranges = new ArrayList<>();
    final List<TrackedCursor> cursors = new ArrayList<>();
    boolean whole;

    /** So many parts count as the whole store. */
    void bound() {
      if (keys.size() + ranges.size() > MAX_PARTS) {
        whole = true;
        keys.clear();
        ranges.clear();
      }
    }
  }

  private final Map<Integer, StoreReads> stores = new HashMap<>();

  private StoreReads of(int store) {
    return stores.computeIfAbsent(store, id -> new StoreReads());
  }

  void add(int store, byte[] key) {
    StoreReads reads = of(store);
    if (!reads.whole) {
      reads.keys.add(key);
      reads.bound();
    }
  }

  Cursor track(int store, Cursor cursor, byte[] from, byte[] to, boolean reverse) {
    StoreReads reads = of(store);
    TrackedCursor tracked = new TrackedCursor(reads, cursor, from, to, reverse);
    reads.cursors.add(tracked);
    return tracked;
  }

  /** Whether something read was written. */
  boolean meets(Layers layers) {
    for (Writes writes : layers.list()) {
      for (int i = 0; i < writes.storeCount(); i++) {
        StoreReads reads = stores.get(writes.store(i));
        if (reads != null && meets(reads, writes.writes(i))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean meets(StoreReads reads, StoreWrites writes) {
    if (writes.cleared() || reads.whole) {
      return true;
    }
    for (byte[] key : reads.keys) {
      if (writes.versions().get(key) != null) {
        return true;
      }
    }
    for (Range range : reads.ranges) {
      if (writes.versions().walk(range.from, range.to, false).next()) {
        return true;
      }
    }
    for (TrackedCursor cursor : reads.cursors) {
      Range range = cursor.covered();
      if (range != null && writes.versions().walk(range.from, range.to, false).next()) {
        return true;
      }
    }
    return false;
  }

  /** Notes how far a cursor went, so that what lies beyond may change. */
  private static final class TrackedCursor implements Cursor {
    private final StoreReads reads;
    private final Cursor cursor;
    private final byte[] from;
    private final byte[] to;
    private final boolean reverse;
    private byte[] last;
    private boolean exhausted;
    private boolean closed;

    TrackedCursor(StoreReads reads, Cursor cursor, byte[] from, byte[] to, boolean reverse) {
      this.reads = reads;
      this.cursor = cursor;
      this.from = from;
      this.to = to;
      this.reverse = reverse;
    }

    @Override
    public boolean next() {
      boolean found = cursor.next();
      if (found) {
        last = cursor.key();
      } else {
        exhausted = true;
      }
      return found;
    }

    @Override
    public byte[] key() {
      return cursor.key();
    }

    @Override
    public byte[] value() {
      return cursor.value();
    }

    /** Null when nothing was looked at. */
    Range covered() {
      if (exhausted) {
        return new Range(from, to);
      }
      if (last == null) {
        return null;
      }
      return reverse
          ? new Range(last, to)
          : new Range(from, java.util.Arrays.copyOf(last, last.length + 1));
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        reads.cursors.remove(this);
        Range range = covered();
        if (range != null && !reads.whole) {
          reads.ranges.add(range);
          reads.bound();
        }
        cursor.close();
      }
    }
  }
}
