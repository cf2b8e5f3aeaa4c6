package org.heapgres.planner.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * A persistent map: a changed one shares all that is as before. What it is filled with at first is
 * in a table of the JDK's, which takes a small part of the time and the memory of a tree; what has
 * changed since is in a tree on top. Filled by one thread, then read by many.
 */
final class SharedMap<K, V> {
  private final Map<K, V> first;
  private final PMap<K, Optional<V>> changes;
  private int size;
  private boolean filling;

  private SharedMap(Map<K, V> first, PMap<K, Optional<V>> changes, int size, boolean filling) {
    this.first = first;
    this.changes = changes;
    this.size = size;
    this.filling = filling;
  }

  /** An empty one, which is filled in place until {@link #filled} is called. */
  static <K, V> SharedMap<K, V> toBeFilled() {
    return new SharedMap<>(new HashMap<>(), HashTreePMap.empty(), 0, true);
  }

  SharedMap<K, V> filled() {
    filling = false;
    size = first.size();
    return this;
  }

  /** Null for none. */
  V get(K key) {
    Optional<V> changed = changes.isEmpty() ? null : changes.get(key);
    return changed == null ? first.get(key) : changed.orElse(null);
  }

  V getOrDefault(K key, V otherwise) {
    V value = get(key);
    return value == null ? otherwise : value;
  }

  boolean containsKey(K key) {
    return get(key) != null;
  }

  SharedMap<K, V> plus(K key, V value) {
    if (filling) {
      first.put(key, value);
      return this;
    }
    return new SharedMap<>(
        first, changes.plus(key, Optional.of(value)), containsKey(key) ? size : size + 1, false);
  }

  SharedMap<K, V> minus(K key) {
    if (filling) {
      first.remove(key);
      return this;
    }
    if (!containsKey(key)) {
      return this;
    }
    return new SharedMap<>(
        first,
        first.containsKey(key) ? changes.plus(key, Optional.empty()) : changes.minus(key),
        size - 1,
        false);
  }

  SharedMap<K, V> minusAll(Collection<K> keys) {
    SharedMap<K, V> result = this;
    for (K key : keys) {
      result = result.minus(key);
    }
    return result;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** In no order. */
  Collection<V> values() {
    if (changes.isEmpty()) {
      return Collections.unmodifiableCollection(first.values());
    }
    List<V> result = new ArrayList<>(size);
    first.forEach(
        (key, value) -> {
          if (!changes.containsKey(key)) {
            result.add(value);
          }
        });
    changes.values().forEach(value -> value.ifPresent(result::add));
    return result;
  }
}
