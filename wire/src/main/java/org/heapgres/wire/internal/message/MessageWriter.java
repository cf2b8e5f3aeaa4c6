package org.heapgres.wire.internal.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import org.heapgres.planner.types.Encoding;
import org.heapgres.planner.types.WireBuffer;

/**
 * Collects messages for the client: the frame around every body is written here. Not thread-safe.
 *
 * <p>A message whose body fails to encode leaves nothing behind.
 */
public final class MessageWriter implements WireBuffer {
  private static final int SMALLEST_CAPACITY = 512;
  private static final int LARGEST_CAPACITY = 80 * 1024;

  private final ByteBufAllocator allocator;
  private ByteBuf buffer;
  private int lengthAt;
  private Encoding encoding = Encoding.UTF8;

  /** What the next buffer starts with: as much as the last one took, for a stream of rows. */
  private int capacity = SMALLEST_CAPACITY;

  public MessageWriter(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Of all text that is written from now on. */
  public void encoding(Encoding now) {
    encoding = now;
  }

  public void write(BackendMessage message) {
    begin(message.type());
    try {
      message.encode(this);
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
    end();
  }

  /** Starts a message that is written piece by piece. */
  public void begin(char type) {
    if (buffer == null) {
      buffer = allocator.ioBuffer(capacity);
    }
    buffer.writeByte(type);
    lengthAt = buffer.writerIndex();
    buffer.writeInt(0);
  }

  public void end() {
    buffer.setInt(lengthAt, buffer.writerIndex() - lengthAt);
  }

  /** Takes back the message that was begun. */
  public void abandon() {
    buffer.writerIndex(lengthAt - 1);
  }

  /** Bytes waiting to be taken. */
  public int size() {
    return buffer == null ? 0 : buffer.writerIndex();
  }

  /** Hands over what was written, null for nothing; the caller releases it. */
  public ByteBuf take() {
    ByteBuf taken = buffer;
    if (taken != null) {
      capacity = Math.clamp(taken.capacity(), SMALLEST_CAPACITY, LARGEST_CAPACITY);
    }
    buffer = null;
    return taken;
  }

  /** With the zero byte at its end. */
  public void writeCString(String value) {
    writeText(value);
    buffer.writeByte(0);
  }

  @Override
  public void writeByte(int value) {
    buffer.writeByte(value);
  }

  @Override
  public void writeShort(int value) {
    buffer.writeShort(value);
  }

  @Override
  public void writeInt(int value) {
    buffer.writeInt(value);
  }

  @Override
  public void writeLong(long value) {
    buffer.writeLong(value);
  }

  @Override
  public void writeBytes(byte[] bytes, int offset, int length) {
    buffer.writeBytes(bytes, offset, length);
  }

  /** All that remains of {@code bytes}. */
  public void writeBytes(ByteBuffer bytes) {
    buffer.writeBytes(bytes);
  }

  @Override
  public void writeText(String text) {
    if (encoding.isUtf8()) {
      ByteBufUtil.writeUtf8(buffer, text);
    } else {
      buffer.writeBytes(encoding.encode(text));
    }
  }

  @Override
  public void writeAscii(String text) {
    ByteBufUtil.writeAscii(buffer, text);
  }

  @Override
  public int position() {
    return buffer.writerIndex();
  }

  @Override
  public void setInt(int position, int value) {
    buffer.setInt(position, value);
  }
}
