package org.heapgres.storage.internal;

import java.util.Arrays;
import java.util.Map;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.ExodusException;
import jetbrains.exodus.env.Transaction;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** A Xodus store as it was at a moment. Not thread-safe. */
final class XodusSnapshot implements KeyValueStore.Snapshot {
  private final XodusStore owner;
  private final Transaction transaction;
  private final Map<Integer, XodusTrees> trees;
  private int lastStore = -1;
  private XodusTrees lastTrees;
  private long sequence;
  private final LastKeys lastKeys = new LastKeys();

  XodusSnapshot(XodusStore owner, Transaction transaction, Map<Integer, XodusTrees> trees) {
    this.owner = owner;
    this.transaction = transaction;
    this.trees = trees;
  }

  private XodusTrees trees(int store) {
    if (store != lastStore) {
      lastTrees = trees.get(store);
      lastStore = store;
    }
    return lastTrees;
  }

  @Override
  public byte[] get(int store, byte[] key) {
    XodusTrees found = trees(store);
    try {
      ByteIterable stored =
          found == null ? null : found.records().get(transaction, new ArrayByteIterable(key));
      if (stored != null) {
        return content(found, key, XodusTrees.bytes(stored));
      }
      if (lastKeys.wants(store)) {
        lastKeys.learn(store, found == null ? null : found.lastKey(transaction));
      }
      return null;
    } catch (ExodusException e) {
      throw owner.damaged(e);
    }
  }

  @Override
  public boolean isBeyond(int store, byte[] key) {
    return lastKeys.isBeyond(store, key);
  }

  private byte[] content(XodusTrees found, byte[] key, byte[] stored) {
    byte[] content = found.content(transaction, key, stored);
    if (content == null) {
      throw new PgException(
          SqlState.DATA_CORRUPTED,
          "invalid checksum of a record in the database in \"" + owner.directory() + "\"");
    }
    sequence = XodusTrees.sequence(stored);
    return content;
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public KeyValueStore.Scan scan(int store, byte[] from, byte[] to, boolean reverse) {
    XodusTrees found = trees(store);
    return found == null ? null : new XodusScan(this, found, from, to, reverse);
  }

  @Override
  public long count(int store) {
    XodusTrees found = trees(store);
    return found == null ? 0 : found.records().count(transaction);
  }

  @Override
  public void close() {
    if (!transaction.isFinished()) {
      transaction.abort();
    }
  }

  private static final class XodusScan implements KeyValueStore.Scan {
    private final XodusSnapshot snapshot;
    private final XodusTrees trees;
    private final byte[] from;
    private final byte[] to;
    private final boolean reverse;
    private final jetbrains.exodus.env.Cursor cursor;
    private boolean started;
    private byte[] key;

    XodusScan(XodusSnapshot snapshot, XodusTrees trees, byte[] from, byte[] to, boolean reverse) {
      this.snapshot = snapshot;
      this.trees = trees;
      this.from = from;
      this.to = to;
      this.reverse = reverse;
      this.cursor = trees.records().openCursor(snapshot.transaction);
    }

    @Override
    public boolean next() {
      try {
        boolean found = started ? step() : start();
        started = true;
        key = found ? XodusTrees.bytes(cursor.getKey()) : null;
        if (found && isPast()) {
          key = null;
        }
      } catch (ExodusException e) {
        throw snapshot.owner.damaged(e);
      }
      return key != null;
    }

    private boolean step() {
      return reverse ? cursor.getPrev() : cursor.getNext();
    }

    private boolean start() {
      byte[] start = reverse ? to : from;
      if (start == null) {
        return reverse ? cursor.getLast() : cursor.getNext();
      }
      boolean found = cursor.getSearchKeyRange(new ArrayByteIterable(start)) != null;
      if (!reverse) {
        return found;
      }
      return found ? cursor.getPrev() : cursor.getLast();
    }

    private boolean isPast() {
      return reverse
          ? from != null && Arrays.compareUnsigned(key, from) < 0
          : to != null && Arrays.compareUnsigned(key, to) >= 0;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return snapshot.content(trees, key, XodusTrees.bytes(cursor.getValue()));
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
