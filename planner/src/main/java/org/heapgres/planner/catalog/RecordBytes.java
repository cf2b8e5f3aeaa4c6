package org.heapgres.planner.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The bytes of a catalog record, written or read from the front. Used by one thread. */
final class RecordBytes {
  private static final int FIRST_CAPACITY = 512;
  private static final int PART = 7;
  private static final int MORE = 1 << PART;

  private byte[] bytes;
  private int at;

  /** To be written. */
  RecordBytes() {
    bytes = new byte[FIRST_CAPACITY];
  }

  /** To be read. */
  @SuppressWarnings("ArrayIsStoredDirectly")
  RecordBytes(byte[] stored) {
    bytes = stored;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, at);
  }

  private void reserve(int size) {
    if (bytes.length - at < size) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + size));
    }
  }

  /** Where {@link #setByte} is to put one later. */
  int reserveByte() {
    reserve(1);
    return at++;
  }

  void setByte(int place, int value) {
    bytes[place] = (byte) value;
  }

  int readByte() {
    return bytes[at++] & 0xff;
  }

  /** Small ones, negative or not, take a byte. */
  void writeNumber(long value) {
    reserve(Long.BYTES + 2);
    long rest = (value << 1) ^ (value >> (Long.SIZE - 1));
    while ((rest & -MORE) != 0) {
      bytes[at++] = (byte) ((rest & (MORE - 1)) | MORE);
      rest >>>= PART;
    }
    bytes[at++] = (byte) rest;
  }

  long readNumber() {
    long rest = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes[at++];
      rest |= (long) (next & (MORE - 1)) << shift;
      shift += PART;
    } while (next < 0);
    return (rest >>> 1) ^ -(rest & 1);
  }

  void writeBytes(byte[] value) {
    writeNumber(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, at, value.length);
    at += value.length;
  }

  byte[] readBytes() {
    int size = (int) readNumber();
    byte[] value = Arrays.copyOfRange(bytes, at, at + size);
    at += size;
    return value;
  }

  /** May be null. */
  void writeText(String text) {
    if (text == null) {
      writeNumber(-1);
    } else {
      writeBytes(text.getBytes(UTF_8));
    }
  }

  String readText() {
    int size = (int) readNumber();
    if (size < 0) {
      return null;
    }
    String text = new String(bytes, at, size, UTF_8);
    at += size;
    return text;
  }
}
