package org.heapgres.wire.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.auth.ScramExchange;
import org.heapgres.wire.internal.message.Authentication.Ok;
import org.heapgres.wire.internal.message.Authentication.Response;
import org.heapgres.wire.internal.message.FrontendDecoder;
import org.heapgres.wire.internal.message.FrontendDecoder.Phase;
import org.heapgres.wire.internal.message.FrontendMessage;
import org.heapgres.wire.internal.message.FrontendMessage.Malformed;
import org.heapgres.wire.internal.message.FrontendMessage.Terminate;
import org.heapgres.wire.internal.message.Reports.ErrorResponse;
import org.heapgres.wire.internal.message.Startup;
import org.heapgres.wire.internal.message.Startup.NegotiateProtocolVersion;
import org.heapgres.wire.internal.message.Startup.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection until its client has proved who it is; then a {@link ConversationHandler} takes its
 * place. On the event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel
final class StartupHandler extends SimpleChannelInboundHandler<FrontendMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(StartupHandler.class);
  private static final long TIME_LIMIT_SECONDS = 60;
  private static final byte ACCEPT_TLS = 'S';
  private static final byte REFUSE = 'N';

  private final ServerContext server;
  private final FrontendDecoder decoder;
  private Outbound out;
  private ScheduledFuture<?> timeLimit;
  private boolean encrypted;
  private boolean gssRefused;
  private Startup.Request request;
  private ScramExchange exchange;

  StartupHandler(ServerContext server, FrontendDecoder decoder, boolean encrypted) {
    this.server = server;
    this.decoder = decoder;
    this.encrypted = encrypted;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    out = new Outbound(context.channel());
    timeLimit =
        context.executor().schedule(() -> context.close(), TIME_LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    timeLimit.cancel(false);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FrontendMessage message) {
    try {
      switch (message) {
        case Startup.SslRequest _ -> encrypt(context);
        case Startup.GssEncryptionRequest _ -> refuseGss(context);
        case Startup.CancelRequest cancel -> {
          server.sessions().cancel(cancel);
          context.close();
        }
        case Startup.Request wanted -> start(context, wanted);
        case Response response -> authenticate(context, response);
        case Terminate _ -> context.close();
        case Malformed malformed -> throw malformed.error();
        default -> throw new PgException(SqlState.PROTOCOL_VIOLATION, "expected SASL response");
      }
    } catch (PgException e) {
      decoder.enter(Phase.CLOSED);
      out.write(new ErrorResponse(e.withSeverity(Severity.FATAL)));
      out.close();
    }
  }

  /** Bytes sent in the clear after the request would pass for encrypted ones: refused. */
  private void encrypt(ChannelHandlerContext context) {
    if (server.tls().isEmpty() || encrypted) {
      context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {REFUSE}));
      return;
    }
    if (decoder.hasBufferedBytes()) {
      throw new PgException(
              SqlState.PROTOCOL_VIOLATION, "received unencrypted data after SSL request")
          .withDetail(
              "This could be either a client-software bug or evidence of an attempted"
                  + " man-in-the-middle attack.");
    }
    encrypted = true;
    context
        .writeAndFlush(Unpooled.wrappedBuffer(new byte[] {ACCEPT_TLS}))
        .addListener(
            sent ->
                context
                    .pipeline()
                    .addFirst(server.tls().orElseThrow().newHandler(context.alloc())));
  }

  private void refuseGss(ChannelHandlerContext context) {
    if (gssRefused) {
      throw new PgException(SqlState.PROTOCOL_VIOLATION, "received a second GSSENCRequest");
    }
    gssRefused = true;
    context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {REFUSE}));
  }

  private void start(ChannelHandlerContext context, Startup.Request wanted) {
    request = wanted;
    String user = ServerContext.user(wanted);
    if (server.tlsRequired() && !encrypted) {
      throw new PgException(
          SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
          "connection without TLS refused for user \"" + user + "\"");
    }
    negotiate(wanted);
    decoder.enter(Phase.AUTHENTICATION);
    switch (server.authentication()) {
      case TRUST -> succeed(context);
      case SCRAM_SHA_256 -> {
        exchange =
            new ScramExchange(
                user,
                server.engine().roleVerifier(user),
                encrypted ? server.tls().flatMap(Tls::certificateHash) : Optional.empty());
        out.write(exchange.offer());
        out.flush();
      }
    }
  }

  /** The client is told once what of its wishes is unknown. */
  private void negotiate(Startup.Request wanted) {
    List<String> unknown =
        wanted.parameters().keySet().stream()
            .filter(name -> name.startsWith(ServerContext.PROTOCOL_OPTION))
            .toList();
    if (wanted.version().compareTo(Version.V3_2) > 0 || !unknown.isEmpty()) {
      Version agreed =
          wanted.version().compareTo(Version.V3_2) > 0 ? Version.V3_2 : wanted.version();
      out.write(new NegotiateProtocolVersion(agreed, unknown));
      request = new Startup.Request(agreed, wanted.parameters());
    }
  }

  private void authenticate(ChannelHandlerContext context, Response response) {
    if (exchange == null || exchange.done()) {
      throw new PgException(SqlState.PROTOCOL_VIOLATION, "unexpected authentication response");
    }
    out.write(exchange.answer(response));
    if (exchange.done()) {
      succeed(context);
    } else {
      out.flush();
    }
  }

  private void succeed(ChannelHandlerContext context) {
    out.write(new Ok());
    decoder.enter(Phase.SESSION);
    ConversationHandler conversation =
        new ConversationHandler(server, context.channel(), request, out);
    context.pipeline().replace(this, "conversation", conversation);
    conversation.connect();
  }

  /** Direct TLS must say what it wants to speak; anything else may be another protocol's. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      SslHandler handler = context.pipeline().get(SslHandler.class);
      String protocol = handler.applicationProtocol();
      boolean direct = handler == context.pipeline().get(TransportSniffer.DIRECT_TLS);
      if (protocol == null ? direct : !protocol.equals(Tls.PROTOCOL)) {
        context.close();
      }
    }
    super.userEventTriggered(context, event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    out.closed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      LOG.debug("Connection lost before authentication", cause);
    } else {
      LOG.error("Connection closed before authentication after an internal error", cause);
    }
    context.close();
  }
}
