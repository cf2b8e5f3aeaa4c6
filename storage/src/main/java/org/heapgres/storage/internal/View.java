package org.heapgres.storage.internal;

import org.heapgres.storage.StatementView;

/** A committed state and, on top, what its transaction had written. For one thread at a time. */
final class View implements StatementView {
  final Base base;
  final Writes own;
  boolean kept;
  private boolean closed;

  View(Base base, Writes own) {
    this.base = base;
    this.own = own;
  }

  byte[] get(int store, byte[] key, LocalTransaction reader) {
    StoreWrites written = own.of(store);
    if (written != null) {
      Version version = written.versions().get(key);
      if (version != null) {
        return version.value();
      }
      if (written.cleared()) {
        return null;
      }
    }
    return base.find(store, key, reader);
  }

  LayeredCursor scan(int store, byte[] from, byte[] to, boolean reverse, LocalTransaction reader) {
    return new LayeredCursor(base.retain(), own.of(store), store, from, to, reverse, reader);
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
