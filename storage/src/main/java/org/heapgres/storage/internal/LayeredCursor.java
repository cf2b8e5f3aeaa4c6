package org.heapgres.storage.internal;

import java.util.Arrays;
import org.heapgres.storage.Cursor;

/**
 * Merges a transaction's own writes, the overlay's two layers and the store below: of equal keys
 * the uppermost layer's counts, and a deletion there hides those below.
 */
final class LayeredCursor implements Cursor {
  private final Base base;
  private final LocalTransaction reader;
  private final boolean reverse;

  /** Uppermost first. */
  private final OrderedMap.Walk<Version>[] layers;

  private final boolean[] ended;
  private final KeyValueStore.Scan below;
  private boolean started;
  private boolean belowEnded;

  /** The layer of the current record; the number of layers for the store below. */
  private int source;

  private byte[] key;
  private byte[] value;
  private boolean closed;

  @SuppressWarnings({"unchecked", "rawtypes"})
  LayeredCursor(
      Base base,
      StoreWrites own,
      int store,
      byte[] from,
      byte[] to,
      boolean reverse,
      LocalTransaction reader) {
    this.base = base;
    this.reader = reader;
    this.reverse = reverse;
    StoreWrites[] writes = {own, base.state.current().of(store), base.state.frozen().of(store)};
    OrderedMap.Walk[] walks = new OrderedMap.Walk[writes.length];
    int count = 0;
    boolean hidden = false;
    for (StoreWrites layer : writes) {
      if (layer != null && !hidden) {
        if (!layer.versions().isEmpty()) {
          walks[count++] = layer.versions().walk(from, to, reverse);
        }
        hidden = layer.cleared();
      }
    }
    layers = Arrays.copyOf(walks, count);
    ended = new boolean[count];
    below = hidden ? null : base.below().scan(store, from, to, reverse);
    belowEnded = below == null;
  }

  @Override
  public boolean next() {
    if (layers.length == 0) {
      if (!belowEnded && below.next()) {
        key = below.key();
        value = null;
        source = 0;
        return true;
      }
      belowEnded = true;
      return end();
    }
    do {
      advance();
      if (!choose()) {
        return end();
      }
    } while (source < layers.length && isDeleted());
    return true;
  }

  private boolean end() {
    key = null;
    value = null;
    return false;
  }

  /** Moves every layer on that stands at the current key; all of them at first. */
  private void advance() {
    for (int i = 0; i < layers.length; i++) {
      if (!ended[i] && (!started || Arrays.equals(layers[i].key(), key))) {
        ended[i] = !layers[i].next();
      }
    }
    if (!belowEnded && (!started || Arrays.equals(below.key(), key))) {
      belowEnded = !below.next();
    }
    started = true;
  }

  private boolean choose() {
    byte[] best = null;
    for (int i = 0; i < layers.length; i++) {
      if (!ended[i] && (best == null || isBefore(layers[i].key(), best))) {
        best = layers[i].key();
        source = i;
      }
    }
    if (!belowEnded && (best == null || isBefore(below.key(), best))) {
      best = below.key();
      source = layers.length;
    }
    key = best;
    value = null;
    return best != null;
  }

  private boolean isBefore(byte[] left, byte[] right) {
    int order = Arrays.compareUnsigned(left, right);
    return reverse ? order > 0 : order < 0;
  }

  private boolean isDeleted() {
    Version version = layers[source].value();
    reader.observe(version.commit());
    value = version.value();
    return value == null;
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public byte[] value() {
    if (value == null) {
      value = below.value();
    }
    return value;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (below != null) {
        below.close();
      }
      base.release();
    }
  }
}
