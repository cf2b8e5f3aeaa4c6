package org.heapgres.storage.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in byte arrays, as all files of the heap have them. */
final class Binary {
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long MIX = 0x9e3779b97f4a7c15L;

  private Binary() {}

  /**
   * A hash whose bits all depend on all bytes. The JDK's gives the big-endian numbers that keys are
   * made of few different values.
   */
  static int hash(byte[] key, int seed) {
    long hash = (seed + (long) key.length) * MIX;
    int at = 0;
    for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONG.get(key, at));
    }
    long rest = 0;
    for (; at < key.length; at++) {
      rest = rest << 8 | (key[at] & 0xff);
    }
    return (int) (mix(hash ^ rest) >>> 32);
  }

  private static long mix(long bits) {
    long product = bits * MIX;
    return (product ^ product >>> 32) * MIX;
  }
}
