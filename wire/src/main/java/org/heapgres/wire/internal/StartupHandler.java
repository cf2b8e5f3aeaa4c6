package org.heapgres.wire.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.internal.auth.PasswordCheck;
import org.heapgres.wire.internal.auth.ScramExchange;
import org.heapgres.wire.internal.hba.HbaRule;
import org.heapgres.wire.internal.hba.HbaRule.Attempt;
import org.heapgres.wire.internal.hba.HbaRule.ClientCertificate;
import org.heapgres.wire.internal.message.Authentication.CleartextPassword;
import org.heapgres.wire.internal.message.Authentication.Ok;
import org.heapgres.wire.internal.message.Authentication.Response;
import org.heapgres.wire.internal.message.BackendMessage;
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
  private static final byte ACCEPT_TLS = 'S';
  private static final byte REFUSE = 'N';

  private final ServerContext server;
  private final FrontendDecoder decoder;
  private Outbound out;
  private ScheduledFuture<?> timeLimit;
  private boolean encrypted;
  private boolean gssRefused;
  private Startup.Request request;
  private Attempt attempt;
  private HbaRule rule;
  private ScramExchange exchange;
  private boolean answered;

  StartupHandler(ServerContext server, FrontendDecoder decoder, boolean encrypted) {
    this.server = server;
    this.decoder = decoder;
    this.encrypted = encrypted;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    out = new Outbound(context.channel());
    timeLimit =
        context
            .executor()
            .schedule(() -> timeOut(context), server.authenticationSeconds(), TimeUnit.SECONDS);
  }

  /** A client that has not even said who it is does not hear why. */
  private void timeOut(ChannelHandlerContext context) {
    if (request == null) {
      context.close();
      return;
    }
    guarded(
        context,
        () -> {
          throw new PgException(SqlState.QUERY_CANCELED, "canceling authentication due to timeout");
        });
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    timeLimit.cancel(false);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FrontendMessage message) {
    guarded(context, () -> receive(context, message));
  }

  private void receive(ChannelHandlerContext context, FrontendMessage message) {
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
  }

  /** Every error is the connection's last. */
  private void guarded(ChannelHandlerContext context, Runnable work) {
    if (!context.channel().isActive()) {
      return;
    }
    try {
      work.run();
    } catch (PgException e) {
      server.connections().refuse();
      LOG.info(
          "Refused a connection from {}: {}", context.channel().remoteAddress(), e.getMessage());
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
    server.sessions().checkOpen();
    attempt =
        new Attempt(
            ((InetSocketAddress) context.channel().remoteAddress()).getAddress(),
            encrypted,
            ServerContext.database(wanted),
            ServerContext.user(wanted));
    negotiate(wanted);
    decoder.enter(Phase.AUTHENTICATION);
    if (server.rules().resolves()) {
      later(context, this::rule, this::challenge);
    } else {
      challenge(context, rule());
    }
  }

  /** Something that may wait, on a worker, and what is to be done about it on the event loop. */
  private <T> void later(
      ChannelHandlerContext context, Supplier<T> work, BiConsumer<ChannelHandlerContext, T> next) {
    server
        .workers()
        .execute(
            () -> {
              T result = work.get();
              context
                  .executor()
                  .execute(() -> guarded(context, () -> next.accept(context, result)));
            });
  }

  private Optional<HbaRule> rule() {
    return server.rules().find(attempt, server.engine()::isMember);
  }

  /** Asks for the proof that the first rule for the connection wants. */
  private void challenge(ChannelHandlerContext context, Optional<HbaRule> found) {
    rule = found.orElseThrow(() -> refused("no pg_hba.conf entry for"));
    if (rule.method() == HbaRule.Method.REJECT) {
      throw refused("pg_hba.conf rejects connection for");
    }
    if (rule.clientCertificate() != ClientCertificate.OFF && certificate(context).isEmpty()) {
      throw new PgException(
          SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
          "connection requires a valid client certificate");
    }
    switch (rule.method()) {
      case TRUST, CERT -> succeed(context);
      case SCRAM_SHA_256, MD5 -> {
        exchange =
            new ScramExchange(
                attempt.user(),
                server.engine().roleVerifier(attempt.user()),
                encrypted ? server.tls().flatMap(Tls::certificateHash) : Optional.empty());
        out.write(exchange.offer());
        out.flush();
      }
      case PASSWORD -> {
        out.write(new CleartextPassword());
        out.flush();
      }
      case REJECT, PEER -> throw new IllegalStateException(rule.method().toString());
    }
  }

  private PgException refused(String why) {
    return new PgException(
        SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
        "%s host \"%s\", user \"%s\", database \"%s\", %s"
            .formatted(
                why,
                attempt.address().getHostAddress(),
                attempt.user(),
                attempt.database(),
                encrypted ? "SSL encryption" : "no encryption"));
  }

  private static Optional<X509Certificate> certificate(ChannelHandlerContext context) {
    SslHandler handler = context.pipeline().get(SslHandler.class);
    return handler == null ? Optional.empty() : Tls.clientCertificate(handler);
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
    if (rule != null && rule.method() == HbaRule.Method.PASSWORD && !answered) {
      answered = true;
      checkPassword(context, response.password());
      return;
    }
    if (exchange == null || exchange.done()) {
      throw new PgException(SqlState.PROTOCOL_VIOLATION, "unexpected authentication response");
    }
    BackendMessage answer = exchange.answer(response);
    out.write(answer);
    if (exchange.done()) {
      succeed(context);
    } else {
      out.flush();
    }
  }

  private void checkPassword(ChannelHandlerContext context, String password) {
    if (password.isEmpty()) {
      throw new PgException(SqlState.INVALID_PASSWORD, "empty password returned by client");
    }
    String user = attempt.user();
    later(
        context,
        () -> PasswordCheck.matches(server.engine().roleVerifier(user), password),
        (back, right) -> {
          if (!right) {
            throw failed();
          }
          succeed(back);
        });
  }

  /** As PostgreSQL tells of a failure, whatever it was. */
  private PgException failed() {
    return switch (rule.method()) {
      case SCRAM_SHA_256, MD5, PASSWORD ->
          new PgException(
              SqlState.INVALID_PASSWORD,
              "password authentication failed for user \"" + attempt.user() + "\"");
      case CERT ->
          new PgException(
              SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
              "certificate authentication failed for user \"" + attempt.user() + "\"");
      case TRUST ->
          new PgException(
              SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
              "\"trust\" authentication failed for user \"" + attempt.user() + "\"");
      case REJECT, PEER -> throw new IllegalStateException(rule.method().toString());
    };
  }

  /** The name in the certificate must be the role's, or stand for it in pg_ident.conf. */
  private void checkCertificate(ChannelHandlerContext context) {
    if (rule.clientCertificate() != ClientCertificate.VERIFY_FULL) {
      return;
    }
    String name =
        certificate(context)
            .map(shown -> rule.wholeName() ? Tls.wholeName(shown) : Tls.commonName(shown))
            .orElse("");
    if (!server.rules().lets(rule, name, attempt.user(), server.engine()::isMember)) {
      throw failed();
    }
  }

  private void succeed(ChannelHandlerContext context) {
    checkCertificate(context);
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
