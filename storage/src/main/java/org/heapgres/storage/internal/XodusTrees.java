package org.heapgres.storage.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.Transaction;

/**
 * The trees of one store, and how a value lies in them: with its own checksum, since Xodus has
 * none, and cut to chunks above {@link #CHUNK}, since a value must fit in a Xodus file.
 *
 * <p>It is: CRC32C of the rest and of the key (4 bytes), commit sequence (8 bytes, the top bit set
 * when chunked), then the content, or its length (4 bytes) when chunked. The chunks are in a tree
 * of their own under (length of key, key, number of chunk).
 *
 * @param chunks null while no value was cut
 */
record XodusTrees(Store records, Store chunks) {
  /** In bytes. */
  static final int CHUNK = 256 << 10;

  private static final int HEADER = 12;
  private static final long CHUNKED = Long.MIN_VALUE;
  private static final ThreadLocal<CRC32C> CHECKSUM = ThreadLocal.withInitial(CRC32C::new);

  static byte[] bytes(ByteIterable iterable) {
    byte[] bytes = iterable.getBytesUnsafe();
    int length = iterable.getLength();
    return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** Null when there is no record. */
  byte[] lastKey(Transaction transaction) {
    try (jetbrains.exodus.env.Cursor cursor = records.openCursor(transaction)) {
      return cursor.getLast() ? bytes(cursor.getKey()) : null;
    }
  }

  /** Of a record that has been found good. */
  static long sequence(byte[] stored) {
    return (long) Binary.LONG.get(stored, 4) & ~CHUNKED;
  }

  /** What is stored under the key; null when its checksum is wrong. */
  byte[] content(Transaction transaction, byte[] key, byte[] stored) {
    if (stored.length < HEADER || !isGood(key, stored)) {
      return null;
    }
    return (long) Binary.LONG.get(stored, 4) < 0
        ? chunked(transaction, key, (int) Binary.INT.get(stored, HEADER))
        : Arrays.copyOfRange(stored, HEADER, stored.length);
  }

  private byte[] chunked(Transaction transaction, byte[] key, int length) {
    byte[] content = new byte[length];
    for (int chunk = 0, at = 0; at < length; chunk++) {
      byte[] chunkKey = chunkKey(key, chunk);
      ByteIterable stored = chunks.get(transaction, new ArrayByteIterable(chunkKey));
      if (stored == null) {
        return null;
      }
      byte[] part = bytes(stored);
      int size = Math.min(CHUNK, length - at);
      if (part.length != size + 4 || !isGood(chunkKey, part)) {
        return null;
      }
      System.arraycopy(part, 4, content, at, size);
      at += size;
    }
    return content;
  }

  /** What is stored for a value that is not cut. */
  static byte[] whole(byte[] key, byte[] value, long sequence) {
    byte[] stored = new byte[HEADER + value.length];
    Binary.LONG.set(stored, 4, sequence);
    System.arraycopy(value, 0, stored, HEADER, value.length);
    return checked(key, stored);
  }

  /** What is stored in place of a value that is cut. */
  static byte[] head(byte[] key, int length, long sequence) {
    byte[] stored = new byte[HEADER + 4];
    Binary.LONG.set(stored, 4, sequence | CHUNKED);
    Binary.INT.set(stored, HEADER, length);
    return checked(key, stored);
  }

  /** What is stored for the part of a value that begins at {@code at}. */
  static byte[] part(byte[] chunkKey, byte[] value, int at) {
    int length = Math.min(CHUNK, value.length - at);
    byte[] part = new byte[4 + length];
    System.arraycopy(value, at, part, 4, length);
    return checked(chunkKey, part);
  }

  static byte[] chunkKey(byte[] key, int chunk) {
    return ByteBuffer.allocate(8 + key.length).putInt(key.length).put(key).putInt(chunk).array();
  }

  private static byte[] checked(byte[] key, byte[] stored) {
    Binary.INT.set(stored, 0, checksum(key, stored));
    return stored;
  }

  private static boolean isGood(byte[] key, byte[] stored) {
    return (int) Binary.INT.get(stored, 0) == checksum(key, stored);
  }

  private static int checksum(byte[] key, byte[] stored) {
    CRC32C crc = CHECKSUM.get();
    crc.reset();
    crc.update(key, 0, key.length);
    crc.update(stored, 4, stored.length - 4);
    return (int) crc.getValue();
  }
}
