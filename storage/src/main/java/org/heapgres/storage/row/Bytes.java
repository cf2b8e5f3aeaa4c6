package org.heapgres.storage.row;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Numbers and text in byte arrays: big-endian in keys (their order), little-endian in rows. */
final class Bytes {
  static final VarHandle BIG_INT = view(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle BIG_LONG = view(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LITTLE_SHORT = view(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LITTLE_INT = view(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LITTLE_LONG = view(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LITTLE_FLOAT = view(float[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LITTLE_DOUBLE = view(double[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  private static VarHandle view(Class<?> arrayClass, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(arrayClass, order);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String utf8(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
