package org.heapgres.wire.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.heapgres.wire.internal.message.FrontendDecoder;

/**
 * Looks at the first byte of a connection: a TLS handshake record means direct TLS, anything else a
 * start-up packet. Then makes way for the handlers of the one or the other.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel
final class TransportSniffer extends ByteToMessageDecoder {
  /** The name of the TLS handler of a connection that started with TLS. */
  static final String DIRECT_TLS = "direct-tls";

  private static final byte TLS_HANDSHAKE = 0x16;

  private final ServerContext server;

  TransportSniffer(ServerContext server) {
    this.server = server;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    boolean tls = in.getByte(in.readerIndex()) == TLS_HANDSHAKE;
    if (tls && server.tls().isEmpty()) {
      context.close();
      return;
    }
    FrontendDecoder decoder = new FrontendDecoder();
    if (tls) {
      context.pipeline().addLast(DIRECT_TLS, server.tls().get().newHandler(context.alloc()));
    }
    context.pipeline().addLast(decoder, new StartupHandler(server, decoder, tls));
    context.pipeline().remove(this);
  }
}
