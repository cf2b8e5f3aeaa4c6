package org.heapgres.storage.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Locks that were too many for memory: they are in runs, whose records say in which modes a row is
 * locked, and when it was.
 */
final class SpilledLocks implements BulkLocks {
  private static final int RECORD = 1 + Integer.BYTES;

  /**
   * One run.
   *
   * @param first the smallest place of a lock in it
   * @param limit locks with this place or a later one are not held any more
   */
  private record Part(Run run, int first, int limit) {}

  private final LockOwner owner;
  private List<Part> parts = new ArrayList<>();
  private final List<Revived> revived = new ArrayList<>();

  SpilledLocks(LockOwner owner) {
    this.owner = owner;
  }

  @Override
  public LockOwner owner() {
    return owner;
  }

  /** Writes the owner's locks of rows; they are held twice then. */
  void add(RunFiles files) {
    TreeMap<Integer, OrderedMap<Version>> stores = new TreeMap<>();
    CommitMark mark = new CommitMark();
    int first = Integer.MAX_VALUE;
    for (int i = 0; i < owner.count(); i++) {
      LockEntry entry = owner.entry(i);
      if (entry.tag == null) {
        OrderedMap<Version> locks =
            stores.computeIfAbsent(entry.store, store -> new OrderedMap<>());
        Version present = locks.get(entry.key);
        int at = present == null ? 0 : present.value().length;
        byte[] value =
            present == null ? new byte[RECORD] : Arrays.copyOf(present.value(), at + RECORD);
        value[at] = (byte) owner.mode(i);
        Binary.INT.set(value, at + 1, owner.place(i));
        locks.put(entry.key, new Version(value, mark));
        first = Math.min(first, owner.place(i));
      }
    }
    Writes writes = Writes.NONE;
    for (var store : stores.entrySet()) {
      writes = writes.with(store.getKey(), new StoreWrites(false, store.getValue()));
    }
    Run run = RunWriter.write(files, mark, Layers.of(writes));
    synchronized (this) {
      parts.add(new Part(run, first, Integer.MAX_VALUE));
    }
  }

  /** Calls {@code each} for the locks of a row. */
  private void locks(int store, byte[] key, Each each) {
    for (Part part : parts) {
      StoreWrites writes = part.run.writes().of(store);
      Version locks = writes == null ? null : writes.versions().get(key);
      if (locks != null) {
        for (int at = 0; at < locks.value().length; at += RECORD) {
          int place = (int) Binary.INT.get(locks.value(), at + 1);
          if (place < part.limit) {
            each.lock(locks.value()[at], place);
          }
        }
      }
    }
  }

  private interface Each {
    void lock(int mode, int place);
  }

  @Override
  public synchronized boolean holds(int store, byte[] key, int mode) {
    boolean[] found = new boolean[1];
    locks(store, key, (held, place) -> found[0] |= held == mode);
    return found[0];
  }

  @Override
  public synchronized boolean excludes(int store, byte[] key, int mode) {
    boolean[] found = new boolean[1];
    int conflicts = LockKind.conflicts(mode);
    locks(store, key, (held, place) -> found[0] |= (conflicts & 1 << held) != 0);
    return found[0];
  }

  @Override
  public synchronized void revive(LockEntry entry) {
    locks(
        entry.store,
        entry.key,
        (mode, place) -> {
          if ((entry.heldBy(owner) & 1 << mode) == 0) {
            entry.grant(owner, mode);
            revived.add(new Revived(entry, mode, place));
          }
        });
  }

  @Override
  public synchronized List<Revived> releaseFrom(int place) {
    List<Part> kept = new ArrayList<>();
    for (Part part : parts) {
      if (part.first < place) {
        kept.add(new Part(part.run, part.first, Math.min(part.limit, place)));
      } else {
        part.run.file().discard();
      }
    }
    parts = kept;
    List<Revived> released = revived.stream().filter(lock -> lock.place() >= place).toList();
    revived.removeIf(lock -> lock.place() >= place);
    return released;
  }
}
