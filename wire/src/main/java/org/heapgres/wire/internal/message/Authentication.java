package org.heapgres.wire.internal.message;

import io.netty.buffer.Unpooled;
import java.util.List;
import org.heapgres.planner.types.Encoding;

/** Proving who one is (manual, 54.2.1 and 54.3). */
public final class Authentication {
  private static final int OK = 0;
  private static final int CLEARTEXT_PASSWORD = 3;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
  private static final int SASL_FINAL = 12;

  private Authentication() {}

  /** SASLInitialResponse, SASLResponse or PasswordMessage: which one is known from the context. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Response(byte[] body) implements FrontendMessage {
    static Response decode(MessageReader in) {
      return new Response(in.readRest());
    }

    /** The body read as a PasswordMessage. */
    public String password() {
      MessageReader in = new MessageReader(Unpooled.wrappedBuffer(body), Encoding.UTF8);
      String password = in.readString();
      in.end();
      return password;
    }

    /** The body read as a SASLInitialResponse. */
    public InitialResponse initial() {
      MessageReader in = new MessageReader(Unpooled.wrappedBuffer(body), Encoding.UTF8);
      String mechanism = in.readString();
      int length = in.readInt();
      InitialResponse initial =
          new InitialResponse(mechanism, length == -1 ? new byte[0] : in.readBytes(length));
      in.end();
      return initial;
    }
  }

  /** The mechanism that the client chose, and its first message. */
  @SuppressWarnings("ArrayRecordComponent")
  public record InitialResponse(String mechanism, byte[] data) {}

  public record Ok() implements BackendMessage {
    @Override
    public char type() {
      return 'R';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeInt(OK);
    }
  }

  public record CleartextPassword() implements BackendMessage {
    @Override
    public char type() {
      return 'R';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeInt(CLEARTEXT_PASSWORD);
    }
  }

  /** The mechanisms on offer, best first. */
  public record Sasl(List<String> mechanisms) implements BackendMessage {
    @Override
    public char type() {
      return 'R';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeInt(SASL);
      mechanisms.forEach(out::writeCString);
      out.writeByte(0);
    }
  }

  public record SaslContinue(String data) implements BackendMessage {
    @Override
    public char type() {
      return 'R';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeInt(SASL_CONTINUE);
      out.writeText(data);
    }
  }

  public record SaslFinal(String data) implements BackendMessage {
    @Override
    public char type() {
      return 'R';
    }

    @Override
    public void encode(MessageWriter out) {
      out.writeInt(SASL_FINAL);
      out.writeText(data);
    }
  }
}
