package org.heapgres.storage.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** Written in several Xodus transactions when large; only the last one moves the mark. */
final class XodusBatch implements KeyValueStore.Batch {
  private static final int OPERATIONS_PER_TRANSACTION = 20_000;
  private static final long BYTES_PER_TRANSACTION = 16L << 20;
  private static final byte[] NO_KEY = {};

  private final XodusStore owner;
  private final Environment environment;
  private final Map<Integer, XodusTrees> changed;

  /** By store that was put to: no key in it is greater; empty for none. */
  private final Map<Integer, byte[]> greatest = new HashMap<>();

  private Transaction transaction;
  private int operations;
  private long size;

  XodusBatch(XodusStore owner, Environment environment, Map<Integer, XodusTrees> trees) {
    this.owner = owner;
    this.environment = environment;
    changed = new HashMap<>(trees);
    transaction = environment.beginExclusiveTransaction();
  }

  private XodusTrees trees(int store) {
    XodusTrees found = changed.get(store);
    if (found == null) {
      found =
          new XodusTrees(
              environment.openStore("s" + store, StoreConfig.WITHOUT_DUPLICATES, transaction),
              null);
      changed.put(store, found);
    }
    return found;
  }

  private XodusTrees withChunks(int store) {
    XodusTrees found = trees(store);
    if (found.chunks() == null) {
      found =
          new XodusTrees(
              found.records(),
              environment.openStore("c" + store, StoreConfig.WITHOUT_DUPLICATES, transaction));
      changed.put(store, found);
    }
    return found;
  }

  @Override
  public void clear(int store) {
    XodusTrees found = changed.remove(store);
    greatest.remove(store);
    if (found != null) {
      environment.removeStore("s" + store, transaction);
      if (found.chunks() != null) {
        environment.removeStore("c" + store, transaction);
      }
      nextTransaction();
    }
  }

  @Override
  public void put(int store, byte[] key, byte[] value, long sequence) {
    count(key.length + (long) Math.min(value.length, XodusTrees.CHUNK));
    XodusTrees found = value.length > XodusTrees.CHUNK ? withChunks(store) : trees(store);
    removeChunks(found, key);
    byte[] stored;
    if (value.length > XodusTrees.CHUNK) {
      stored = XodusTrees.head(key, value.length, sequence);
      for (int chunk = 0, at = 0; at < value.length; chunk++, at += XodusTrees.CHUNK) {
        count(Math.min(XodusTrees.CHUNK, value.length - at));
        byte[] chunkKey = XodusTrees.chunkKey(key, chunk);
        found
            .chunks()
            .put(
                transaction,
                new ArrayByteIterable(chunkKey),
                new ArrayByteIterable(XodusTrees.part(chunkKey, value, at)));
      }
    } else {
      stored = XodusTrees.whole(key, value, sequence);
    }
    ArrayByteIterable record = new ArrayByteIterable(stored);
    if (isNext(store, found, key)) {
      found.records().putRight(transaction, new ArrayByteIterable(key), record);
    } else {
      found.records().put(transaction, new ArrayByteIterable(key), record);
    }
  }

  /** Whether the key is behind all of the store's, so that its place need not be looked for. */
  private boolean isNext(int store, XodusTrees found, byte[] key) {
    byte[] last = greatest.get(store);
    if (last == null) {
      last = Objects.requireNonNullElse(found.lastKey(transaction), NO_KEY);
      greatest.put(store, last);
    }
    boolean next = Arrays.compareUnsigned(key, last) > 0;
    if (next) {
      greatest.put(store, key);
    }
    return next;
  }

  @Override
  public void delete(int store, byte[] key) {
    XodusTrees found = changed.get(store);
    if (found != null) {
      count(key.length);
      removeChunks(found, key);
      found.records().delete(transaction, new ArrayByteIterable(key));
    }
  }

  private void removeChunks(XodusTrees found, byte[] key) {
    if (found.chunks() != null) {
      int chunk = 0;
      while (found
          .chunks()
          .delete(transaction, new ArrayByteIterable(XodusTrees.chunkKey(key, chunk)))) {
        chunk++;
      }
    }
  }

  private void count(long bytes) {
    size += bytes;
    if (++operations > OPERATIONS_PER_TRANSACTION || size > BYTES_PER_TRANSACTION) {
      nextTransaction();
    }
  }

  private void nextTransaction() {
    commit();
    transaction = environment.beginExclusiveTransaction();
    operations = 0;
    size = 0;
  }

  private void commit() {
    if (!transaction.commit()) {
      throw new PgException(
          SqlState.IO_ERROR, "could not write the database in \"" + owner.directory() + "\"");
    }
  }

  @Override
  public void finish(long mark) {
    owner.mark(transaction, mark);
    commit();
    owner.applied(mark, changed);
  }

  @Override
  public void abandon() {
    if (!transaction.isFinished()) {
      transaction.abort();
    }
  }
}
