package org.heapgres.storage.internal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * A transaction's writes in the log: database, number of stores; for each its id, whether it was
 * cleared, number of records; for each the key and the value behind their sizes, -1 for a deletion.
 */
final class WriteRecord {
  private static final long MAX_SIZE = 1 << 30;

  private WriteRecord() {}

  static byte[] encode(int databaseId, Writes writes) {
    long size = 8;
    for (int i = 0; i < writes.storeCount(); i++) {
      size += 9;
      OrderedMap.Walk<Version> walk = writes.writes(i).versions().walk();
      while (walk.next()) {
        byte[] value = walk.value().value();
        size += 8 + walk.key().length + (value == null ? 0 : value.length);
      }
    }
    if (size > MAX_SIZE) {
      throw new PgException(
              SqlState.PROGRAM_LIMIT_EXCEEDED, "transaction is too large: " + size + " bytes")
          .withDetail("A transaction may write up to " + MAX_SIZE + " bytes.");
    }
    ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(databaseId).putInt(writes.storeCount());
    for (int i = 0; i < writes.storeCount(); i++) {
      StoreWrites storeWrites = writes.writes(i);
      out.putInt(writes.store(i))
          .put((byte) (storeWrites.cleared() ? 1 : 0))
          .putInt(storeWrites.versions().size());
      OrderedMap.Walk<Version> walk = storeWrites.versions().walk();
      while (walk.next()) {
        byte[] value = walk.value().value();
        out.putInt(walk.key().length).put(walk.key());
        if (value == null) {
          out.putInt(-1);
        } else {
          out.putInt(value.length).put(value);
        }
      }
    }
    return out.array();
  }

  static int databaseId(byte[] content) {
    return (int) Binary.INT.get(content, 0);
  }

  /** The writes, all belonging to {@code mark}. */
  static Writes decode(byte[] content, CommitMark mark) {
    try {
      ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
      in.getInt();
      Writes writes = Writes.NONE;
      for (int stores = in.getInt(); stores > 0; stores--) {
        int store = in.getInt();
        boolean cleared = in.get() != 0;
        OrderedMap<Version> versions = new OrderedMap<>();
        for (int count = in.getInt(); count > 0; count--) {
          byte[] key = bytes(in, in.getInt());
          int length = in.getInt();
          versions.put(key, new Version(length < 0 ? null : bytes(in, length), mark));
        }
        writes = writes.with(store, new StoreWrites(cleared, versions));
      }
      return writes;
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new PgException(SqlState.DATA_CORRUPTED, "a commit in the log is damaged", e);
    }
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
