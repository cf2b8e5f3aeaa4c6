package org.heapgres.storage;

import java.nio.ByteBuffer;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A database as {@link Transaction} describes it, in the plainest way: for each key the list of its
 * committed versions, a table of locks, a list of commits. For one thread.
 */
@SuppressWarnings({"NonApiType", "EnumOrdinal", "ArrayRecordComponent"})
final class HeapModel {
  /** Content after the commit of that number; a null value means gone. */
  private record Version(long commit, byte[] value) {}

  /** What a transaction has written to one store. */
  static final class Delta {
    boolean cleared;
    final TreeMap<byte[], byte[]> writes = new TreeMap<>(Arrays::compareUnsigned);

    Delta copy() {
      Delta copy = new Delta();
      copy.cleared = cleared;
      copy.writes.putAll(writes);
      return copy;
    }
  }

  /** Something lockable, in a mode; modes of the one kind exclude those of the other by number. */
  record Lock(Object what, int mode) {
    static Lock row(int store, byte[] key, RowLockMode mode) {
      return new Lock(new Row(store, ByteBuffer.wrap(key)), mode.ordinal());
    }

    static Lock of(LockTag tag, LockMode mode) {
      return new Lock(tag, mode.ordinal());
    }

    private boolean excludes(Lock other) {
      if (what instanceof Row) {
        return mode + other.mode >= RowLockMode.UPDATE.ordinal();
      }
      return switch (LockMode.values()[mode]) {
        case ROW_EXCLUSIVE -> other.mode >= LockMode.SHARE.ordinal();
        case SHARE -> other.mode != LockMode.SHARE.ordinal();
        case ACCESS_EXCLUSIVE -> true;
        default -> throw new AssertionError(this);
      };
    }
  }

  private record Row(int store, ByteBuffer key) {}

  /** Who holds locks; oldest first. */
  static final class Owner {
    final List<Lock> locks = new ArrayList<>();
  }

  /** Between PREPARE TRANSACTION and its end. */
  record Prepared(Map<Integer, Delta> writes, Owner owner) {}

  private final List<TreeMap<byte[], List<Version>>> versions = new ArrayList<>();
  private final Map<Object, Map<Owner, List<Lock>>> locks = new HashMap<>();
  private final Map<String, Prepared> prepared = new LinkedHashMap<>();
  private long commit;

  HeapModel(int stores) {
    for (int i = 0; i < stores; i++) {
      versions.add(new TreeMap<>(Arrays::compareUnsigned));
    }
  }

  /** The number of the last commit. */
  long commit() {
    return commit;
  }

  Map<String, Prepared> prepared() {
    return prepared;
  }

  private static byte[] at(List<Version> history, long snapshot) {
    if (history != null) {
      for (Version version : history.reversed()) {
        if (version.commit <= snapshot) {
          return version.value;
        }
      }
    }
    return null;
  }

  /** Null when absent. */
  byte[] get(int store, byte[] key, long snapshot) {
    return at(versions.get(store).get(key), snapshot);
  }

  /** The commit that last changed the key; 0 when none did. */
  long changed(int store, byte[] key) {
    List<Version> history = versions.get(store).get(key);
    return history == null ? 0 : history.getLast().commit;
  }

  static <V> NavigableMap<byte[], V> bounded(
      NavigableMap<byte[], V> map, byte[] from, byte[] to, boolean reverse) {
    NavigableMap<byte[], V> range = map;
    if (from != null) {
      range = range.tailMap(from, true);
    }
    if (to != null) {
      range = range.headMap(to, false);
    }
    return reverse ? range.descendingMap() : range;
  }

  /** The records of a range as of {@code snapshot} with {@code own} on top, one after the other. */
  Iterator<Map.Entry<byte[], byte[]>> scan(
      int store, byte[] from, byte[] to, boolean reverse, long snapshot, Delta own) {
    var below =
        bounded(
                own.cleared ? new TreeMap<>(Arrays::compareUnsigned) : versions.get(store),
                from,
                to,
                reverse)
            .entrySet()
            .iterator();
    var above = bounded(own.writes, from, to, reverse).entrySet().iterator();
    return new Iterator<>() {
      private Map.Entry<byte[], List<Version>> low = below.hasNext() ? below.next() : null;
      private Map.Entry<byte[], byte[]> high = above.hasNext() ? above.next() : null;
      private Map.Entry<byte[], byte[]> found = advance();

      private Map.Entry<byte[], byte[]> advance() {
        while (low != null || high != null) {
          int order =
              low == null
                  ? 1
                  : high == null
                      ? -1
                      : Arrays.compareUnsigned(low.getKey(), high.getKey()) * (reverse ? -1 : 1);
          byte[] key = order < 0 ? low.getKey() : high.getKey();
          byte[] value = order < 0 ? at(low.getValue(), snapshot) : high.getValue();
          if (order <= 0) {
            low = below.hasNext() ? below.next() : null;
          }
          if (order >= 0) {
            high = above.hasNext() ? above.next() : null;
          }
          if (value != null) {
            return new AbstractMap.SimpleImmutableEntry<>(key, value);
          }
        }
        return null;
      }

      @Override
      public boolean hasNext() {
        return found != null;
      }

      @Override
      public Map.Entry<byte[], byte[]> next() {
        Map.Entry<byte[], byte[]> result = found;
        found = advance();
        return result;
      }
    };
  }

  void commit(Map<Integer, Delta> writes) {
    commit++;
    writes.forEach(
        (store, delta) -> {
          TreeMap<byte[], List<Version>> target = versions.get(store);
          if (delta.cleared) {
            target
                .values()
                .forEach(
                    history -> {
                      if (history.getLast().value != null) {
                        history.add(new Version(commit, null));
                      }
                    });
          }
          delta.writes.forEach(
              (key, value) ->
                  target
                      .computeIfAbsent(key, k -> new ArrayList<>(1))
                      .add(new Version(commit, value)));
        });
  }

  /** Whether the latest commits have left a range as it was in {@code snapshot}. */
  boolean isUnchanged(int store, byte[] from, byte[] to, long snapshot) {
    return bounded(versions.get(store), from, to, false).values().stream()
        .allMatch(
            history ->
                history.getLast().commit <= snapshot
                    || Arrays.equals(at(history, snapshot), history.getLast().value));
  }

  /** Forgets who holds locks, except prepared transactions, and commits after {@code last}. */
  void crash(long last) {
    locks.clear();
    prepared.values().forEach(each -> each.owner.locks.forEach(lock -> grant(each.owner, lock)));
    for (TreeMap<byte[], List<Version>> store : versions) {
      store.values().forEach(history -> history.removeIf(version -> version.commit > last));
      store.values().removeIf(List::isEmpty);
    }
    commit = last;
    forgetOldVersions();
  }

  /** When no snapshot is held. */
  void forgetOldVersions() {
    for (TreeMap<byte[], List<Version>> store : versions) {
      store.values().forEach(history -> history.subList(0, history.size() - 1).clear());
      store.values().removeIf(history -> history.getLast().value == null);
    }
  }

  private void grant(Owner owner, Lock lock) {
    locks
        .computeIfAbsent(lock.what, w -> new LinkedHashMap<>())
        .computeIfAbsent(owner, o -> new ArrayList<>(1))
        .add(lock);
  }

  /** False when another is in the way. */
  boolean lock(Owner owner, Lock wanted) {
    for (Map.Entry<Owner, List<Lock>> held : locks.getOrDefault(wanted.what, Map.of()).entrySet()) {
      if (held.getKey() == owner && held.getValue().contains(wanted)) {
        return true;
      }
      if (held.getKey() != owner && held.getValue().stream().anyMatch(wanted::excludes)) {
        return false;
      }
    }
    grant(owner, wanted);
    owner.locks.add(wanted);
    return true;
  }

  boolean holds(Owner owner, Object what) {
    return locks.getOrDefault(what, Map.of()).containsKey(owner);
  }

  /** Frees what was taken after the first {@code mark} locks. */
  void releaseAfter(Owner owner, int mark) {
    List<Lock> released = owner.locks.subList(mark, owner.locks.size());
    for (Lock lock : released) {
      Map<Owner, List<Lock>> holders = locks.get(lock.what);
      List<Lock> modes = holders.get(owner);
      modes.remove(lock);
      if (modes.isEmpty()) {
        holders.remove(owner);
        if (holders.isEmpty()) {
          locks.remove(lock.what);
        }
      }
    }
    released.clear();
  }

  void prepare(String gid, Map<Integer, Delta> writes, Owner owner) {
    prepared.put(gid, new Prepared(writes, owner));
  }

  void finish(String gid, boolean commits) {
    Prepared ended = prepared.remove(gid);
    if (commits) {
      commit(ended.writes);
    }
    releaseAfter(ended.owner, 0);
  }
}
