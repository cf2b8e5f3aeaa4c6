package org.heapgres.wire.internal.message;

import io.netty.buffer.ByteBuf;
import org.heapgres.planner.types.Encoding;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Reads the body of one message; counts are checked against what is there before anything is
 * allocated. Not thread-safe.
 */
public final class MessageReader {
  private final ByteBuf body;
  private final Encoding encoding;

  /**
   * @param body holds exactly the message's bytes after its length word
   * @param encoding of the strings in it
   */
  public MessageReader(ByteBuf body, Encoding encoding) {
    this.body = body;
    this.encoding = encoding;
  }

  public int remaining() {
    return body.readableBytes();
  }

  byte readByte() {
    need(Byte.BYTES);
    return body.readByte();
  }

  short readShort() {
    need(Short.BYTES);
    return body.readShort();
  }

  int readInt() {
    need(Integer.BYTES);
    return body.readInt();
  }

  /** A count of things that take at least {@code bytesEach}. */
  int readCount(int bytesEach) {
    int count = readShort() & 0xffff;
    need(count * bytesEach);
    return count;
  }

  byte[] readBytes(int length) {
    need(length);
    byte[] bytes = new byte[length];
    body.readBytes(bytes);
    return bytes;
  }

  /** Format codes after their count. */
  short[] readFormats() {
    short[] formats = new short[readCount(Short.BYTES)];
    for (int i = 0; i < formats.length; i++) {
      formats[i] = readShort();
    }
    return formats;
  }

  /** Values after their count, null for NULL. */
  byte[][] readValues() {
    byte[][] values = new byte[readCount(Integer.BYTES)][];
    for (int i = 0; i < values.length; i++) {
      int length = readInt();
      values[i] = length == -1 ? null : readBytes(length);
    }
    return values;
  }

  byte[] readRest() {
    return readBytes(body.readableBytes());
  }

  /** Up to a zero byte. */
  String readString() {
    int length = body.bytesBefore((byte) 0);
    if (length < 0) {
      throw new PgException(SqlState.PROTOCOL_VIOLATION, "invalid string in message");
    }
    String string = encoding.decode(readBytes(length));
    body.skipBytes(1);
    return string;
  }

  void end() {
    if (body.isReadable()) {
      throw new PgException(SqlState.PROTOCOL_VIOLATION, "invalid message format");
    }
  }

  private void need(int bytes) {
    if (bytes < 0 || body.readableBytes() < bytes) {
      throw new PgException(SqlState.PROTOCOL_VIOLATION, "insufficient data left in message");
    }
  }
}
