package org.heapgres.storage.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Writes on top of writes: what is in memory is one layer, each {@link Run} is one of its own. Most
 * often there is one or none. Immutable.
 */
final class Layers {
  static final Layers NONE = new Layers(new Writes[0]);

  /** Uppermost first. */
  private final Writes[] layers;

  private Layers(Writes... layers) {
    this.layers = layers;
  }

  static Layers of(Writes writes) {
    return writes.isEmpty() ? NONE : new Layers(writes);
  }

  boolean isEmpty() {
    return layers.length == 0;
  }

  /** Uppermost first. */
  List<Writes> list() {
    return List.of(layers);
  }

  /** Uppermost first. */
  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (Writes layer : layers) {
      if (layer.run() != null) {
        runs.add(layer.run());
      }
    }
    return runs;
  }

  boolean hasRuns() {
    for (Writes layer : layers) {
      if (layer.run() != null) {
        return true;
      }
    }
    return false;
  }

  /** Everything when all of it is in memory. */
  Writes inMemory() {
    if (layers.length > 1 || hasRuns()) {
      throw new IllegalStateException("not in memory");
    }
    return isEmpty() ? Writes.NONE : layers[0];
  }

  /** Number of records; those of the same key in different layers count as often. */
  long size() {
    long size = 0;
    for (Writes layer : layers) {
      for (int i = 0; i < layer.storeCount(); i++) {
        size += layer.writes(i).versions().size();
      }
    }
    return size;
  }

  /**
   * Null when the record was not written; {@link Version#HIDDEN} when its store was cleared since.
   */
  Version find(int store, byte[] key) {
    for (Writes layer : layers) {
      StoreWrites writes = layer.of(store);
      if (writes != null) {
        Version version = writes.versions().get(key);
        if (version != null) {
          return version;
        }
        if (writes.cleared()) {
          return Version.HIDDEN;
        }
      }
    }
    return null;
  }

  /** Adds what can be seen of the store, uppermost first; false when what lies below is hidden. */
  boolean collect(int store, List<StoreWrites> into) {
    for (Writes layer : layers) {
      StoreWrites writes = layer.of(store);
      if (writes != null) {
        into.add(writes);
        if (writes.cleared()) {
          return false;
        }
      }
    }
    return true;
  }

  boolean clears(int store) {
    return !collect(store, new ArrayList<>());
  }

  /** All records of a store, deletions too. */
  Ordered.Walk<Version> walk(int store) {
    List<StoreWrites> writes = new ArrayList<>();
    collect(store, writes);
    Ordered.Walk<Version> walk = Merge.of(writes, null, null, false);
    return walk == null ? new OrderedMap<Version>().walk() : walk;
  }

  /** In ascending order. */
  List<Integer> stores() {
    TreeSet<Integer> stores = new TreeSet<>();
    for (Writes layer : layers) {
      for (int i = 0; i < layer.storeCount(); i++) {
        stores.add(layer.store(i));
      }
    }
    return List.copyOf(stores);
  }

  /** These, then {@code later} ones. */
  Layers then(Layers later) {
    if (isEmpty()) {
      return later;
    }
    Layers result = this;
    for (int i = later.layers.length - 1; i >= 0; i--) {
      result = result.then(later.layers[i]);
    }
    return result;
  }

  /** What is in memory becomes one layer with what is in memory already. */
  Layers then(Writes later) {
    if (later.isEmpty()) {
      return this;
    }
    boolean joins = !isEmpty() && later.run() == null && layers[0].run() == null;
    Writes[] result = new Writes[layers.length + (joins ? 0 : 1)];
    System.arraycopy(layers, 0, result, result.length - layers.length, layers.length);
    result[0] = joins ? layers[0].merge(later) : later;
    return new Layers(result);
  }

  /** The uppermost {@code count} layers replaced by one. */
  Layers withTop(int count, Writes replacement) {
    Writes[] result = new Writes[layers.length - count + 1];
    result[0] = replacement;
    System.arraycopy(layers, count, result, 1, layers.length - count);
    return new Layers(result);
  }

  /** The uppermost {@code count} layers alone. */
  Layers top(int count) {
    return new Layers(java.util.Arrays.copyOf(layers, count));
  }
}
