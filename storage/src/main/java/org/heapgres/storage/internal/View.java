package org.heapgres.storage.internal;

import org.heapgres.storage.StatementView;

/** A committed state and, on top, what its transaction had written. For one thread at a time. */
final class View implements StatementView {
  final Base base;
  final Layers own;
  boolean kept;
  private boolean closed;

  View(Base base, Layers own) {
    this.base = base;
    this.own = own;
  }

  byte[] get(int store, byte[] key, LocalTransaction reader) {
    Version version = own.find(store, key);
    if (version != null) {
      return version.value();
    }
    return base.find(store, key, reader);
  }

  LayeredCursor scan(int store, byte[] from, byte[] to, boolean reverse, LocalTransaction reader) {
    return new LayeredCursor(base.retain(), own, store, from, to, reverse, reader);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      base.release();
    }
  }
}
