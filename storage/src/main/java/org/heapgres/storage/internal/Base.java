package org.heapgres.storage.internal;

/**
 * A consistent state of a database: its overlay and a snapshot of the store below that fits to it.
 * Counted by its users; for one thread at a time.
 */
final class Base {
  final DatabaseState state;
  private final LocalDatabase database;
  private KeyValueStore.Snapshot below;
  private int users = 1;

  /** What the last {@link #find} came upon; 0 when nothing. */
  private long foundSequence;

  Base(LocalDatabase database, DatabaseState state, KeyValueStore.Snapshot below) {
    this.database = database;
    this.state = state;
    this.below = below;
  }

  KeyValueStore.Snapshot below() {
    KeyValueStore.Snapshot snapshot = below;
    if (snapshot == null) {
      throw new IllegalStateException("the snapshot is closed");
    }
    return snapshot;
  }

  Base retain() {
    users++;
    return this;
  }

  void release() {
    if (--users == 0) {
      KeyValueStore.Snapshot snapshot = below;
      below = null;
      database.giveBack(snapshot, state.epoch());
    }
  }

  /** The committed value, or null; {@code reader} is told of versions that may not be durable. */
  byte[] find(int store, byte[] key, LocalTransaction reader) {
    return find(state, store, key, reader);
  }

  /** As of {@code now}, a state of the same epoch. */
  byte[] find(DatabaseState now, int store, byte[] key, LocalTransaction reader) {
    Version version = now.current().find(store, key);
    if (version == null) {
      version = now.frozen().find(store, key);
    }
    return version == null ? findBelow(store, key) : found(version, reader);
  }

  private byte[] found(Version version, LocalTransaction reader) {
    CommitMark commit = version.commit();
    foundSequence = commit.sequence;
    reader.observe(commit);
    return version.value();
  }

  private byte[] nothing() {
    foundSequence = 0;
    return null;
  }

  private byte[] findBelow(int store, byte[] key) {
    if (below().isBeyond(store, key)) {
      return nothing();
    }
    RecordCache.Entry cached = database.cached(store, key, state.epoch());
    if (cached != null) {
      foundSequence = cached.sequence;
      return cached.value;
    }
    byte[] value = below().get(store, key);
    if (value == null) {
      return nothing();
    }
    foundSequence = below().sequence();
    database.cache(store, key, value, foundSequence, state.epoch());
    return value;
  }

  /** The commit of what {@link #find} last returned. */
  long foundSequence() {
    return foundSequence;
  }
}
