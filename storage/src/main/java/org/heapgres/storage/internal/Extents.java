package org.heapgres.storage.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How the stores below a database's overlay are cut to extents, each with a stamp that is replaced
 * when a batch changes one of its records. It belongs to a {@link DatabaseState}, so a stamp fits
 * to the snapshots of the state's epoch: of what is being applied they may show something, but the
 * state's overlay has it too, and extents in which it has something are not looked up by their
 * stamp. Immutable.
 */
final class Extents {
  static final Extents NONE = new Extents(Map.of());

  private static final AtomicLong STAMPS = new AtomicLong();

  /**
   * One store's.
   *
   * @param starts first keys, ascending; the first extent begins before all keys, whatever its is
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfStore(byte[][] starts, long[] stamps) {
    int size() {
      return stamps.length;
    }

    /** Null for the first one's. */
    byte[] from(int index) {
      return index == 0 ? null : starts[index];
    }

    /** Null for the last one's. */
    byte[] to(int index) {
      return index + 1 < starts.length ? starts[index + 1] : null;
    }

    private int indexOf(byte[] key) {
      int low = 1;
      int high = starts.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (Arrays.compareUnsigned(starts[middle], key) <= 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low - 1;
    }

    private OfStore after(Ordered<Version> changes) {
      long[] changed = stamps.clone();
      int last = -1;
      Ordered.Walk<Version> walk = changes.walk();
      while (walk.next()) {
        int index = indexOf(walk.key());
        if (index != last) {
          changed[index] = STAMPS.incrementAndGet();
          last = index;
        }
      }
      return new OfStore(starts, changed);
    }

    private OfStore split(int index, List<byte[]> at) {
      int added = at.size() - 1;
      byte[][] newStarts = new byte[starts.length + added][];
      long[] newStamps = new long[newStarts.length];
      System.arraycopy(starts, 0, newStarts, 0, index + 1);
      System.arraycopy(stamps, 0, newStamps, 0, index);
      for (int i = 0; i <= added; i++) {
        newStamps[index + i] = STAMPS.incrementAndGet();
        if (i > 0) {
          newStarts[index + i] = at.get(i);
        }
      }
      int rest = stamps.length - index - 1;
      System.arraycopy(starts, index + 1, newStarts, index + 1 + added, rest);
      System.arraycopy(stamps, index + 1, newStamps, index + 1 + added, rest);
      return new OfStore(newStarts, newStamps);
    }
  }

  private final Map<Integer, OfStore> stores;

  private Extents(Map<Integer, OfStore> stores) {
    this.stores = stores;
  }

  /** Null when the store was not cut yet. */
  OfStore of(int store) {
    return stores.get(store);
  }

  /** When {@code layers} have become part of the stores; what comes from files is cut anew. */
  Extents after(Layers layers) {
    Map<Integer, OfStore> changed = null;
    for (Writes writes : layers.list().reversed()) {
      for (int i = 0; i < writes.storeCount(); i++) {
        int store = writes.store(i);
        OfStore known = (changed == null ? stores : changed).get(store);
        if (known == null) {
          continue;
        }
        if (changed == null) {
          changed = new HashMap<>(stores);
        }
        if (writes.writes(i).cleared() || writes.run() != null) {
          changed.remove(store);
        } else {
          changed.put(store, known.after(writes.writes(i).versions()));
        }
      }
    }
    return changed == null ? this : new Extents(changed);
  }

  /**
   * With the extent that has {@code stamp} cut; the whole store, when it was not cut yet, for 0.
   */
  Extents split(int store, long stamp, List<byte[]> starts) {
    OfStore known = stores.get(store);
    int index = 0;
    if (known == null) {
      if (stamp != 0) {
        return this;
      }
      known = new OfStore(new byte[1][], new long[1]);
    } else {
      while (index < known.size() && known.stamps()[index] != stamp) {
        index++;
      }
      if (index == known.size()) {
        return this;
      }
    }
    Map<Integer, OfStore> changed = new HashMap<>(stores);
    changed.put(store, known.split(index, starts));
    return new Extents(changed);
  }
}
