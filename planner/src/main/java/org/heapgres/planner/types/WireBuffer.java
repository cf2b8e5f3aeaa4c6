package org.heapgres.planner.types;

import java.nio.charset.StandardCharsets;

/**
 * Where values are written in text or binary form; integers go in network byte order. A value's
 * length in front of it is reserved with {@code writeInt(0)} at {@link #position()} and set
 * afterwards with {@link #setInt}. Not thread-safe.
 */
public interface WireBuffer {
  void writeByte(int value);

  void writeShort(int value);

  void writeInt(int value);

  void writeLong(long value);

  void writeBytes(byte[] bytes, int offset, int length);

  /** Bytes written so far. */
  int position();

  /** Overwrites the four bytes at {@code position}. */
  void setInt(int position, int value);

  default void writeBytes(byte[] bytes) {
    writeBytes(bytes, 0, bytes.length);
  }

  /** In the client's encoding; in UTF-8 where there is no client. */
  default void writeText(String text) {
    writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Only characters below 128. */
  default void writeAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      writeByte(text.charAt(i));
    }
  }
}
