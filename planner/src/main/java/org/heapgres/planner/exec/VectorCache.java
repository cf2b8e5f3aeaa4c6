package org.heapgres.planner.exec;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.heapgres.storage.row.ValueType;

/**
 * Decoded columns of extents of tables, so that a table which does not change is decoded once. What
 * an extent's stamp names never changes, so nothing here is ever out of date; what nobody asks for
 * any more goes when room is needed.
 *
 * <p>When there is no room, only what was not asked for in the last {@link #IDLE_NANOS} makes room:
 * of a table that is larger than the cache, and read again and again, a part then stays, where the
 * least recently used one would always be the one that is needed next. Thread-safe.
 */
public final class VectorCache {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int OBJECT_BYTES = 24;

  /**
   * One column of the records of one extent.
   *
   * @param column the column's id in the rows' layouts
   * @param missing what rows without the column have in its place
   */
  public record Key(long stamp, int column, ValueType type, Object missing) {}

  private static final class Entry {
    private final Vector vector;
    private final long bytes;
    private volatile long used;

    Entry(Vector vector, long bytes, long used) {
      this.vector = vector;
      this.bytes = bytes;
      this.used = used;
    }
  }

  private final long capacity;
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong nextSweep = new AtomicLong(Long.MIN_VALUE);

  public VectorCache(long capacity) {
    this.capacity = capacity;
  }

  /** Null when it is not here; {@code now} as {@link System#nanoTime} has it. */
  public Vector find(Key key, long now) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    entry.used = now;
    return entry.vector;
  }

  /** Keeps a vector, if there is room. */
  public void offer(Key key, Vector vector, long now) {
    long bytes = bytes(vector);
    if (size.get() + bytes > capacity && !sweep(bytes, now)) {
      return;
    }
    if (entries.putIfAbsent(key, new Entry(vector, bytes, now)) == null) {
      size.addAndGet(bytes);
    }
  }

  private boolean sweep(long wanted, long now) {
    long due = nextSweep.get();
    if (due != Long.MIN_VALUE && now - due < 0) {
      return false;
    }
    if (!nextSweep.compareAndSet(due, now + SWEEP_NANOS)) {
      return false;
    }
    Iterator<Entry> all = entries.values().iterator();
    while (all.hasNext()) {
      Entry entry = all.next();
      if (now - entry.used > IDLE_NANOS) {
        all.remove();
        size.addAndGet(-entry.bytes);
      }
    }
    return size.get() + wanted <= capacity;
  }

  /** What is kept. */
  public long bytes() {
    return size.get();
  }

  private static long bytes(Vector vector) {
    int rows = vector.size();
    return switch (vector) {
      case Vector.Booleans _ -> rows;
      case Vector.Ints _ -> 4L * rows;
      case Vector.Longs _, Vector.Doubles _, Vector.Decimals _ -> 8L * rows;
      case Vector.Objects objects -> bytes(objects.values());
    };
  }

  /** Equal neighbours are taken for the same object. */
  private static long bytes(Object[] values) {
    long bytes = 4L * values.length;
    Object before = null;
    for (Object value : values) {
      if (value != before && value != null) {
        bytes += OBJECT_BYTES + contents(value);
      }
      before = value;
    }
    return bytes;
  }

  private static int contents(Object value) {
    return switch (value) {
      case String text -> OBJECT_BYTES + text.length();
      case byte[] content -> content.length;
      default -> 2 * OBJECT_BYTES;
    };
  }
}
