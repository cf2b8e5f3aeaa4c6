package org.heapgres.wire.internal.message;

/** COPY FROM STDIN and TO STDOUT (manual, 54.2.6). */
public final class CopyProtocol {
  private CopyProtocol() {}

  @SuppressWarnings("ArrayRecordComponent")
  public record CopyData(byte[] data) implements FrontendMessage {
    /** Its type byte, also from the server, which sends it without an object each. */
    public static final char TYPE = 'd';

    static CopyData decode(MessageReader in) {
      return new CopyData(in.readRest());
    }

    @Override
    public int weight() {
      return FrontendMessage.super.weight() + data.length;
    }
  }

  /** Goes both ways. */
  public record CopyDone() implements FrontendMessage, BackendMessage {
    @Override
    public char type() {
      return 'c';
    }
  }

  public record CopyFail(String reason) implements FrontendMessage {
    static CopyFail decode(MessageReader in) {
      return new CopyFail(in.readString());
    }
  }

  public record CopyInResponse(boolean binary, int columns) implements BackendMessage {
    @Override
    public char type() {
      return 'G';
    }

    @Override
    public void encode(MessageWriter out) {
      writeFormats(binary, columns, out);
    }
  }

  public record CopyOutResponse(boolean binary, int columns) implements BackendMessage {
    @Override
    public char type() {
      return 'H';
    }

    @Override
    public void encode(MessageWriter out) {
      writeFormats(binary, columns, out);
    }
  }

  private static void writeFormats(boolean binary, int columns, MessageWriter out) {
    int format = binary ? 1 : 0;
    out.writeByte(format);
    out.writeShort(columns);
    for (int i = 0; i < columns; i++) {
      out.writeShort(format);
    }
  }
}
