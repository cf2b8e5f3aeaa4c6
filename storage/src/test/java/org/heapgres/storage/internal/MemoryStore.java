package org.heapgres.storage.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.heapgres.storage.Damage;

/**
 * An ordered store that is as simple as can be: a state is immutable sorted maps, a batch copies
 * those that it changes. What it is like after a loss of power is for {@link MemoryMedium} to say.
 */
@SuppressWarnings("NonApiType") // sorted maps are what it consists of
final class MemoryStore implements KeyValueStore {
  /** A record's content and the commit that wrote it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Content(byte[] value, long sequence) {}

  /** Everything there is after a batch. */
  record State(long applied, Map<Integer, TreeMap<byte[], Content>> stores) {
    static final State EMPTY = new State(0, Map.of());
  }

  /** Guards the states, of this store and all others of its medium. */
  private final Object power;

  private State current;
  private State synced;

  MemoryStore(Object power, State state) {
    this.power = power;
    current = state;
    synced = state;
  }

  State current() {
    synchronized (power) {
      return current;
    }
  }

  State synced() {
    synchronized (power) {
      return synced;
    }
  }

  @Override
  public long applied() {
    return current().applied();
  }

  @Override
  public Snapshot snapshot() {
    return new MemorySnapshot(current());
  }

  @Override
  public Batch batch() {
    return new MemoryBatch(current());
  }

  @Override
  public void sync(boolean keepGivenUp) {
    synchronized (power) {
      synced = current;
    }
  }

  @Override
  public boolean reclaim(long nanos) {
    return false;
  }

  @Override
  public boolean compact(long end) {
    return false;
  }

  @Override
  public long end() {
    return 0;
  }

  @Override
  public boolean wantsSync() {
    return false;
  }

  /** Nothing can be damaged. */
  @Override
  public void verify(Consumer<Damage> report) {}

  @Override
  public long diskSize() {
    return 0;
  }

  @Override
  public void close() {
    sync(false);
  }

  private static final class MemorySnapshot implements Snapshot {
    private final State state;
    private long sequence;

    MemorySnapshot(State state) {
      this.state = state;
    }

    @Override
    public byte[] get(int store, byte[] key) {
      TreeMap<byte[], Content> records = state.stores().get(store);
      Content found = records == null ? null : records.get(key);
      if (found == null) {
        return null;
      }
      sequence = found.sequence();
      return found.value();
    }

    @Override
    public boolean isBeyond(int store, byte[] key) {
      TreeMap<byte[], Content> records = state.stores().get(store);
      return records == null || records.ceilingKey(key) == null;
    }

    @Override
    public long sequence() {
      return sequence;
    }

    @Override
    public Scan scan(int store, byte[] from, byte[] to, boolean reverse) {
      NavigableMap<byte[], Content> range = state.stores().get(store);
      if (range == null) {
        return null;
      }
      if (from != null) {
        range = range.tailMap(from, true);
      }
      if (to != null) {
        range = range.headMap(to, false);
      }
      return new MemoryScan((reverse ? range.descendingMap() : range).entrySet().iterator());
    }

    @Override
    public long count(int store) {
      TreeMap<byte[], Content> records = state.stores().get(store);
      return records == null ? 0 : records.size();
    }

    @Override
    public void close() {}
  }

  private static final class MemoryScan implements Scan {
    private final Iterator<Map.Entry<byte[], Content>> entries;
    private Map.Entry<byte[], Content> entry;

    MemoryScan(Iterator<Map.Entry<byte[], Content>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean next() {
      entry = entries.hasNext() ? entries.next() : null;
      return entry != null;
    }

    @Override
    public byte[] key() {
      return entry.getKey();
    }

    @Override
    public byte[] value() {
      return entry.getValue().value();
    }

    @Override
    public void close() {}
  }

  private final class MemoryBatch implements Batch {
    private final Map<Integer, TreeMap<byte[], Content>> stores;
    private final Map<Integer, TreeMap<byte[], Content>> changed = new HashMap<>();

    MemoryBatch(State state) {
      stores = new HashMap<>(state.stores());
    }

    private TreeMap<byte[], Content> changed(int store) {
      return changed.computeIfAbsent(
          store,
          id -> {
            TreeMap<byte[], Content> present = stores.get(id);
            return present == null
                ? new TreeMap<>(Arrays::compareUnsigned)
                : new TreeMap<>(present);
          });
    }

    @Override
    public void clear(int store) {
      changed.remove(store);
      stores.remove(store);
    }

    @Override
    public void put(int store, byte[] key, byte[] value, long sequence) {
      changed(store).put(key, new Content(value, sequence));
    }

    @Override
    public void delete(int store, byte[] key) {
      changed(store).remove(key);
    }

    @Override
    public void finish(long applied) {
      stores.putAll(changed);
      synchronized (power) {
        current = new State(applied, Map.copyOf(stores));
      }
    }

    @Override
    public void abandon() {}
  }
}
