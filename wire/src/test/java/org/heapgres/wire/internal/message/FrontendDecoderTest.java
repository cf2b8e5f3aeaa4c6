package org.heapgres.wire.internal.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Map;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.wire.internal.message.CopyProtocol.CopyData;
import org.heapgres.wire.internal.message.CopyProtocol.CopyDone;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Bind;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Describe;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Parse;
import org.heapgres.wire.internal.message.ExtendedQueryProtocol.Target;
import org.heapgres.wire.internal.message.FrontendDecoder.Phase;
import org.heapgres.wire.internal.message.FrontendMessage.Malformed;
import org.heapgres.wire.internal.message.SimpleQueryProtocol.Query;
import org.junit.jupiter.api.Test;

/** Framing, limits, and what broken streams turn into. */
final class FrontendDecoderTest {
  private final FrontendDecoder decoder = new FrontendDecoder();
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

  @Test
  void readsStartUpParameters() {
    send(startup(3 << 16 | 2, "user\0bob\0database\0shop\0\0"));
    assertEquals(
        new Startup.Request(Startup.Version.V3_2, Map.of("user", "bob", "database", "shop")),
        next());
  }

  @Test
  void readsRequestsWithoutParameters() {
    send(startup(80877103, ""));
    assertInstanceOf(Startup.SslRequest.class, next());
    send(startup(80877104, ""));
    assertInstanceOf(Startup.GssEncryptionRequest.class, next());
    send(startup(80877102, "\0\0\0\7key").copy());
    Startup.CancelRequest cancel = assertInstanceOf(Startup.CancelRequest.class, next());
    assertEquals(7, cancel.processId());
    assertArrayEquals("key".getBytes(UTF_8), cancel.key());
  }

  @Test
  void refusesOtherMajorVersions() {
    send(startup(4 << 16, "user\0bob\0\0"));
    assertFatal("0A000", "unsupported frontend protocol 4.0: server supports 3.0 to 3.2");
  }

  @Test
  void refusesAStartUpPacketWithoutItsEnd() {
    send(startup(3 << 16, "user\0bob\0"));
    assertFatal("08P01", "invalid startup packet layout: expected terminator as last byte");
  }

  @Test
  void refusesLongPacketsBeforeTheyArrive() {
    send(Unpooled.buffer().writeInt(Startup.MAX_LENGTH + 1));
    assertFatal("08P01", "invalid length of startup packet");
    send(startup(80877103, ""));
    assertNull(channel.readInbound());
  }

  @Test
  void limitsMessagesBeforeAuthentication() {
    decoder.enter(Phase.AUTHENTICATION);
    send(Unpooled.buffer().writeByte('Q').writeInt(FrontendDecoder.MAX_AUTHENTICATION_LENGTH + 1));
    assertFatal("08P01", "invalid message length");
  }

  @Test
  void limitsMessagesOfSmallTypes() {
    decoder.enter(Phase.SESSION);
    send(Unpooled.buffer().writeByte('D').writeInt(10_001));
    assertFatal("08P01", "invalid message length");
  }

  @Test
  void cutsMessagesWhereverTheStreamIsCut() {
    decoder.enter(Phase.SESSION);
    ByteBuf stream =
        Unpooled.wrappedBuffer(
            message('Q', "SELECT 1\0"), message('P', "s\0SELECT $1\0\0\1\0\0\0\27"));
    while (stream.isReadable()) {
      send(stream.readBytes(1));
    }
    assertEquals(new Query("SELECT 1"), next());
    Parse parse = assertInstanceOf(Parse.class, next());
    assertEquals("s", parse.name());
    assertArrayEquals(new int[] {23}, parse.parameterTypes());
  }

  @Test
  void readsBind() {
    decoder.enter(Phase.SESSION);
    send(
        message('B', "p\0s\0\0\1\0\1\0\2\0\0\0\2ab\u007f\u007f\u007f\u007f\0\1\0\0")
            .setInt(21, -1));
    Bind bind = assertInstanceOf(Bind.class, next());
    assertEquals("p", bind.portal());
    assertEquals("s", bind.statement());
    assertArrayEquals(new short[] {1}, bind.parameterFormats());
    assertArrayEquals("ab".getBytes(UTF_8), bind.values()[0]);
    assertNull(bind.values()[1]);
    assertArrayEquals(new short[] {0}, bind.resultFormats());
  }

  @Test
  void reportsABrokenBodyInItsTurnAndGoesOn() {
    decoder.enter(Phase.SESSION);
    send(Unpooled.wrappedBuffer(message('D', "Xname\0"), message('D', "Pname\0")));
    Malformed malformed = assertInstanceOf(Malformed.class, next());
    assertEquals(FrontendType.DESCRIBE, malformed.type());
    assertEquals("invalid DESCRIBE message subtype 88", malformed.error().getMessage());
    assertEquals(Severity.ERROR, malformed.error().severity());
    assertEquals(new Describe(Target.PORTAL, "name"), next());
  }

  @Test
  void checksCountsBeforeAllocating() {
    decoder.enter(Phase.SESSION);
    send(message('P', "s\0SELECT 1\0\u007f\u007f"));
    assertMalformed("08P01", "insufficient data left in message");
    send(message('Q', "SELECT 1"));
    assertMalformed("08P01", "invalid string in message");
    send(message('S', "?"));
    assertMalformed("08P01", "invalid message format");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    decoder.enter(Phase.SESSION);
    send(message('Q', new byte[] {'x', (byte) 0xc3, '(', 0}));
    assertMalformed("22021", "invalid byte sequence for encoding \"UTF8\": 0xc3 0x28");
  }

  @Test
  void endsAtAnUnknownType() {
    decoder.enter(Phase.SESSION);
    send(message('?', ""));
    assertFatal("08P01", "invalid frontend message type 63");
  }

  @Test
  void joinsDataOfCopyThatHaveComeTogether() {
    decoder.enter(Phase.SESSION);
    ByteBuf row = message('d', "a\tb\n");
    ByteBuf stream = Unpooled.wrappedBuffer(row, message('d', ""), message('d', "c\td\n"));
    send(Unpooled.wrappedBuffer(stream, message('d', "cut off").readSlice(9)));
    assertArrayEquals("a\tb\nc\td\n".getBytes(UTF_8), nextData());
    assertNull(next());
    send(Unpooled.wrappedBuffer("off".getBytes(UTF_8)));
    assertArrayEquals("cut off".getBytes(UTF_8), nextData());
    send(Unpooled.wrappedBuffer(message('d', "e\tf\n"), message('c', ""), message('d', "late")));
    assertArrayEquals("e\tf\n".getBytes(UTF_8), nextData());
    assertEquals(new CopyDone(), next());
    assertArrayEquals("late".getBytes(UTF_8), nextData());
  }

  @Test
  void endsAtADataMessageWithoutALength() {
    decoder.enter(Phase.SESSION);
    send(Unpooled.wrappedBuffer(message('d', "a"), message('d', "b").setInt(1, 3)));
    assertArrayEquals("a".getBytes(UTF_8), nextData());
    assertFatal("08P01", "invalid message length");
  }

  private byte[] nextData() {
    return assertInstanceOf(CopyData.class, next()).data();
  }

  private void assertFatal(String code, String text) {
    Malformed malformed = assertMalformed(code, text);
    assertNull(malformed.type());
    assertEquals(Severity.FATAL, malformed.error().severity());
  }

  private Malformed assertMalformed(String code, String text) {
    Malformed malformed = assertInstanceOf(Malformed.class, next());
    assertEquals(
        List.of(code, text), List.of(malformed.error().code(), malformed.error().getMessage()));
    return malformed;
  }

  private void send(ByteBuf bytes) {
    channel.writeInbound(bytes);
  }

  private FrontendMessage next() {
    return channel.readInbound();
  }

  private static ByteBuf startup(int code, String rest) {
    byte[] body = rest.getBytes(UTF_8);
    return Unpooled.buffer().writeInt(8 + body.length).writeInt(code).writeBytes(body);
  }

  private static ByteBuf message(char type, String body) {
    return message(type, body.getBytes(UTF_8));
  }

  private static ByteBuf message(char type, byte[] body) {
    return Unpooled.buffer().writeByte(type).writeInt(4 + body.length).writeBytes(body);
  }
}
