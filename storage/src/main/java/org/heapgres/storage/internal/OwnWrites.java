package org.heapgres.storage.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * What a transaction has written so far: the newest in memory, on top of {@link Runs} when there
 * was too much. For one thread at a time.
 */
final class OwnWrites {
  /** So many runs of a kind become one of the next. */
  private static final int FAN_IN = 12;

  private static final class Target {
    final int store;
    boolean cleared;
    OrderedMap<Version> versions;

    Target(int store, boolean cleared, OrderedMap<Version> versions) {
      this.store = store;
      this.cleared = cleared;
      this.versions = versions;
    }
  }

  /**
   * What had been written at some time.
   *
   * @param memory of the uppermost layer
   */
  record Mark(Layers layers, long memory) {}

  private final Runs runs;
  private final CommitMark mark = new CommitMark();
  private final List<Target> targets = new ArrayList<>(4);
  private Target last;

  /** Below the targets. */
  private Layers spilled = Layers.NONE;

  /** All that were written, whether they are of use still or not. */
  private final List<Run> made = new ArrayList<>(0);

  private Layers snapshot = Layers.NONE;
  private boolean dirty;
  private long memory;
  private boolean committed;

  OwnWrites(Runs runs) {
    this.runs = runs;
  }

  CommitMark mark() {
    return mark;
  }

  boolean isEmpty() {
    return targets.isEmpty() && spilled.isEmpty();
  }

  boolean isSpilled() {
    return !spilled.isEmpty();
  }

  /** What is in memory. */
  long memory() {
    return memory;
  }

  private void use(long bytes) {
    memory += bytes;
    runs.use(bytes);
  }

  private Target target(int store) {
    Target target = find(store);
    if (target == null) {
      target = new Target(store, false, new OrderedMap<>());
      targets.add(target);
      last = target;
    }
    return target;
  }

  private Target find(int store) {
    if (last != null && last.store == store) {
      return last;
    }
    for (Target target : targets) {
      if (target.store == store) {
        last = target;
        return target;
      }
    }
    return null;
  }

  /** A null value deletes. */
  void put(int store, byte[] key, byte[] value) {
    target(store).versions.put(key, new Version(value, mark));
    dirty = true;
    use(Version.memory(key, value));
    if (runs.isTooMuch(memory)) {
      spill();
    }
  }

  void clear(int store) {
    Target target = target(store);
    target.cleared = true;
    target.versions = new OrderedMap<>();
    dirty = true;
  }

  /** See {@link Layers#find}. */
  Version find(int store, byte[] key) {
    Target target = find(store);
    if (target != null) {
      Version version = target.versions.get(key);
      if (version != null) {
        return version;
      }
      if (target.cleared) {
        return Version.HIDDEN;
      }
    }
    return spilled.find(store, key);
  }

  /** What was written until now; the same object while nothing is. */
  Layers snapshot() {
    if (dirty) {
      snapshot = spilled.then(inMemory());
      dirty = false;
    }
    return snapshot;
  }

  private Writes inMemory() {
    Writes writes = Writes.NONE;
    for (Target target : targets) {
      writes =
          writes.with(target.store, new StoreWrites(target.cleared, target.versions.snapshot()));
    }
    return writes;
  }

  Mark save() {
    return new Mark(snapshot(), memory);
  }

  void restore(Mark earlier) {
    targets.clear();
    last = null;
    spilled = Layers.NONE;
    for (Writes layer : earlier.layers.list().reversed()) {
      if (layer.run() != null) {
        spilled = spilled.then(layer);
      } else {
        for (int i = 0; i < layer.storeCount(); i++) {
          StoreWrites writes = layer.writes(i);
          OrderedMap<Version> versions = ((OrderedMap<Version>) writes.versions()).snapshot();
          targets.add(new Target(layer.store(i), writes.cleared(), versions));
        }
      }
    }
    snapshot = earlier.layers;
    dirty = false;
    use(earlier.memory - memory);
  }

  private void spill() {
    spilled = spilled.then(written(Layers.of(inMemory())));
    targets.clear();
    last = null;
    dirty = true;
    use(-memory);
    int count = similar();
    while (count >= FAN_IN) {
      spilled = spilled.withTop(count, written(spilled.top(count)));
      count = similar();
    }
  }

  private Writes written(Layers layers) {
    Run run = RunWriter.write(runs.files(), mark, layers);
    made.add(run);
    return run.writes();
  }

  /** How many of the newest runs are none much larger than the one before. */
  private int similar() {
    int count = 0;
    long largest = 0;
    for (Run run : spilled.runs()) {
      if (count > 0 && run.file().size() > largest * FAN_IN / 2) {
        break;
      }
      largest = Math.max(largest, run.file().size());
      count++;
    }
    return count;
  }

  /** The files of what {@link #snapshot} says are the log's from now on. */
  void committed() {
    committed = true;
  }

  /** Gives up what is of no use. */
  void end() {
    use(-memory);
    if (!made.isEmpty()) {
      List<Run> kept = committed ? spilled.runs() : List.of();
      made.stream().filter(run -> !kept.contains(run)).forEach(run -> run.file().discard());
      made.clear();
    }
  }
}
