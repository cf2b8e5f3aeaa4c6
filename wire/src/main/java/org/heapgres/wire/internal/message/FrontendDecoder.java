package org.heapgres.wire.internal.message;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.types.Encoding;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.message.CopyProtocol.CopyData;

/**
 * Cuts a client's stream into messages. A length is checked against the limit of its phase and type
 * before a byte of the body is waited for. What cannot be read comes out as {@link
 * FrontendMessage.Malformed}, so that it is reported in its turn; when the borders between messages
 * are lost with it, the rest of the stream is dropped.
 *
 * <p>One for each connection, used by its event loop only.
 */
public final class FrontendDecoder extends ByteToMessageDecoder {
  /** What the client may send next. */
  public enum Phase {
    /** Packets without a type byte, at most {@link Startup#MAX_LENGTH} long. */
    STARTUP,
    /** Authentication responses, at most {@link #MAX_AUTHENTICATION_LENGTH} long. */
    AUTHENTICATION,
    /** Every message with a type byte. */
    SESSION,
    /** Nothing: the stream makes no sense any more, or nobody listens. */
    CLOSED
  }

  /** PostgreSQL's limit for SASL messages. */
  public static final int MAX_AUTHENTICATION_LENGTH = 1024;

  private static final int COPY_DATA_HEADER = Byte.BYTES + Integer.BYTES;

  private Phase phase = Phase.STARTUP;
  private volatile Encoding encoding = Encoding.UTF8;

  public void enter(Phase next) {
    phase = next;
  }

  /**
   * Strings that arrive from now on are in this encoding. A client that changes it has to wait for
   * the answer, as it has to in order to know that the server agrees. From any thread.
   */
  public void encoding(Encoding now) {
    encoding = now;
  }

  /** Whether the client sent more than the message that came out last. */
  public boolean hasBufferedBytes() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    switch (phase) {
      case STARTUP -> decodeStartup(in, out);
      case AUTHENTICATION, SESSION -> decodeTyped(in, out);
      case CLOSED -> in.skipBytes(in.readableBytes());
    }
  }

  private void decodeStartup(ByteBuf in, List<Object> out) {
    if (in.readableBytes() < Integer.BYTES) {
      return;
    }
    int length = in.getInt(in.readerIndex());
    if (length < 2 * Integer.BYTES || length > Startup.MAX_LENGTH) {
      out.add(lost(in, "invalid length of startup packet"));
      return;
    }
    if (in.readableBytes() < length) {
      return;
    }
    in.skipBytes(Integer.BYTES);
    ByteBuf body = in.readSlice(length - Integer.BYTES);
    try {
      out.add(Startup.decode(new MessageReader(body, Encoding.UTF8)));
    } catch (PgException e) {
      phase = Phase.CLOSED;
      out.add(new FrontendMessage.Malformed(null, e.withSeverity(Severity.FATAL)));
    }
  }

  private void decodeTyped(ByteBuf in, List<Object> out) {
    if (in.readableBytes() < Byte.BYTES + Integer.BYTES) {
      return;
    }
    byte code = in.getByte(in.readerIndex());
    FrontendType type = FrontendType.of(code);
    if (type == null) {
      out.add(lost(in, "invalid frontend message type " + (code & 0xff)));
      return;
    }
    int length = in.getInt(in.readerIndex() + 1);
    int limit = phase == Phase.AUTHENTICATION ? MAX_AUTHENTICATION_LENGTH : type.limit();
    if (length < Integer.BYTES || length > limit) {
      out.add(lost(in, "invalid message length"));
      return;
    }
    if (in.readableBytes() < Byte.BYTES + length) {
      return;
    }
    in.skipBytes(Byte.BYTES + Integer.BYTES);
    ByteBuf body = in.readSlice(length - Integer.BYTES);
    try {
      FrontendMessage message = type.decode(new MessageReader(body, encoding));
      out.add(message instanceof CopyData first ? withFollowing(first, in) : message);
    } catch (PgException e) {
      out.add(new FrontendMessage.Malformed(type, e));
    }
  }

  /**
   * With the contents of the CopyData messages that have come behind it: where COPY's data are cut
   * means nothing, and some clients send each row by itself.
   */
  private static CopyData withFollowing(CopyData first, ByteBuf in) {
    int size = first.data().length;
    int end = in.readerIndex();
    for (int length = copyDataLength(in, end); length >= 0; length = copyDataLength(in, end)) {
      size += length;
      end += COPY_DATA_HEADER + length;
    }
    if (end == in.readerIndex()) {
      return first;
    }
    byte[] data = Arrays.copyOf(first.data(), size);
    int filled = first.data().length;
    while (in.readerIndex() < end) {
      int length = copyDataLength(in, in.readerIndex());
      in.skipBytes(COPY_DATA_HEADER);
      in.readBytes(data, filled, length);
      filled += length;
    }
    return new CopyData(data);
  }

  /** How much a CopyData message has that begins there; -1 when none that is whole does. */
  private static int copyDataLength(ByteBuf in, int at) {
    int there = in.writerIndex() - at - COPY_DATA_HEADER;
    if (there < 0 || in.getByte(at) != CopyData.TYPE) {
      return -1;
    }
    int length = in.getInt(at + Byte.BYTES) - Integer.BYTES;
    return length <= there ? length : -1;
  }

  private FrontendMessage lost(ByteBuf in, String message) {
    in.skipBytes(in.readableBytes());
    phase = Phase.CLOSED;
    PgException error = new PgException(SqlState.PROTOCOL_VIOLATION, message);
    return new FrontendMessage.Malformed(null, error.withSeverity(Severity.FATAL));
  }
}
