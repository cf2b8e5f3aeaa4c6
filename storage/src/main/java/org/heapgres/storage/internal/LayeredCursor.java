package org.heapgres.storage.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heapgres.storage.Cursor;

/**
 * Merges a transaction's own writes, the overlay's layers and the store below: of equal keys the
 * uppermost layer's counts, and a deletion there hides those below.
 */
final class LayeredCursor implements Cursor {
  private final Base base;
  private final LocalTransaction reader;
  private final boolean reverse;

  /** Null when there are none. */
  private final Ordered.Walk<Version> layers;

  private final KeyValueStore.Scan below;

  /** Which of the two stand at the current key, and have to move on. */
  private boolean atLayers;

  private boolean atBelow;
  private boolean layersEnded;
  private boolean belowEnded;
  private byte[] key;
  private byte[] value;
  private boolean closed;

  LayeredCursor(
      Base base,
      Layers own,
      int store,
      byte[] from,
      byte[] to,
      boolean reverse,
      LocalTransaction reader) {
    this.base = base;
    this.reader = reader;
    this.reverse = reverse;
    List<StoreWrites> writes = new ArrayList<>(2);
    boolean open = own.collect(store, writes) && base.state.collect(store, writes);
    layers = Merge.of(writes, from, to, reverse);
    layersEnded = layers == null;
    atLayers = !layersEnded;
    below = open ? base.below().scan(store, from, to, reverse) : null;
    belowEnded = below == null;
    atBelow = !belowEnded;
  }

  @Override
  public boolean next() {
    if (layersEnded && !atLayers) {
      if (!belowEnded && below.next()) {
        key = below.key();
        value = null;
        return true;
      }
      belowEnded = true;
      return end();
    }
    do {
      advance();
      if (!atLayers && !atBelow) {
        return end();
      }
    } while (atLayers && isDeleted());
    return true;
  }

  private boolean end() {
    key = null;
    value = null;
    return false;
  }

  /** Moves on what stands at the current key, then finds out what stands at the next. */
  private void advance() {
    if (atLayers) {
      layersEnded = !layers.next();
    }
    if (atBelow) {
      belowEnded = !below.next();
    }
    atLayers = !layersEnded;
    atBelow = !belowEnded;
    if (atLayers && atBelow) {
      int order = Arrays.compareUnsigned(layers.key(), below.key());
      atLayers = order == 0 || (order < 0) != reverse;
      atBelow = order == 0 || !atLayers;
    }
    key = atLayers ? layers.key() : atBelow ? below.key() : null;
    value = null;
  }

  private boolean isDeleted() {
    Version version = layers.value();
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
