package org.heapgres.planner.types;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A {@link WireBuffer} over a growing byte array. */
public final class ByteArrayWireBuffer implements WireBuffer {
  private byte[] bytes = new byte[64];
  private int size;

  @Override
  public void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  @Override
  public void writeShort(int value) {
    reserve(2);
    bytes[size++] = (byte) (value >> 8);
    bytes[size++] = (byte) value;
  }

  @Override
  public void writeInt(int value) {
    reserve(4);
    size += 4;
    setInt(size - 4, value);
  }

  @Override
  public void writeLong(long value) {
    writeInt((int) (value >> 32));
    writeInt((int) value);
  }

  @Override
  public void writeBytes(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  @Override
  public int position() {
    return size;
  }

  @Override
  public void setInt(int position, int value) {
    bytes[position] = (byte) (value >> 24);
    bytes[position + 1] = (byte) (value >> 16);
    bytes[position + 2] = (byte) (value >> 8);
    bytes[position + 3] = (byte) value;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  public void clear() {
    size = 0;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
