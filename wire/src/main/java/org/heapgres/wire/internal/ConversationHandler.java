package org.heapgres.wire.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.heapgres.planner.Notice;
import org.heapgres.planner.SessionListener;
import org.heapgres.planner.SqlSession;
import org.heapgres.planner.types.Encoding;
import org.heapgres.storage.PgException;
import org.heapgres.storage.PgException.Severity;
import org.heapgres.wire.internal.message.FrontendDecoder;
import org.heapgres.wire.internal.message.FrontendMessage;
import org.heapgres.wire.internal.message.Reports.ErrorResponse;
import org.heapgres.wire.internal.message.Reports.NoticeResponse;
import org.heapgres.wire.internal.message.Reports.NotificationResponse;
import org.heapgres.wire.internal.message.SimpleQueryProtocol.ReadyForQuery;
import org.heapgres.wire.internal.message.Startup;
import org.heapgres.wire.internal.message.Startup.BackendKeyData;
import org.heapgres.wire.internal.message.Startup.ParameterStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One authenticated connection. Messages wait in an inbox; exactly one thread at a time, the
 * <em>runner</em>, takes them out in order and alone touches the session: the event loop itself for
 * work that cannot wait, else a worker, which keeps the role until the inbox is empty. The event
 * loop sees to other clients after {@link #TURN} messages of one.
 *
 * <p>A client that sends faster than its messages are dealt with is not read from; nothing is done
 * for one that has left too much unread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails closes the channel
final class ConversationHandler extends ChannelInboundHandlerAdapter implements SessionListener {
  private static final Logger LOG = LoggerFactory.getLogger(ConversationHandler.class);
  private static final int INBOX_HIGH_WATER = 1024 * 1024;
  private static final int INBOX_LOW_WATER = 256 * 1024;

  /** Messages of one client that the event loop takes before it sees to the others. */
  private static final int TURN = 64;

  /**
   * How long a statement waits for a lock without a thread. Then a worker queues up for it, looks
   * for deadlocks and minds the time limits.
   */
  private static final long LOCK_PATIENCE_MILLIS = 20;

  private final ServerContext server;
  private final Channel channel;
  private final Startup.Request request;
  private final Outbound out;
  private volatile PgException termination;
  private volatile SqlSession session;
  private QueryProtocol protocol;

  /** Guards itself and the three fields below. */
  private final ArrayDeque<FrontendMessage> inbox = new ArrayDeque<>();

  private int inboxWeight;
  private boolean paused;
  private boolean running = true;

  /** Runs while the session waits for a lock without a thread; the event loop's own, else null. */
  private Future<?> lockPatience;

  /** Messages taken in this turn of the event loop, whose own this is. */
  private int turn;

  ConversationHandler(
      ServerContext server, Channel channel, Startup.Request request, Outbound out) {
    this.server = server;
    this.channel = channel;
    this.request = request;
    this.out = out;
  }

  /** Opens the session on another thread; to be called once, on the event loop. */
  void connect() {
    server.connectors().execute(this::connectAndRun);
  }

  /** Ends the session with {@code reason}: at once, or when what runs has been cancelled. */
  @Override
  public void terminate(PgException reason) {
    termination = reason.withSeverity(Severity.FATAL);
    SqlSession current = session;
    if (current != null) {
      current.end();
    }
    wake();
  }

  /** The thread that runs the session does not come back: nobody else writes to the client. */
  @Override
  public void abandoned(PgException reason) {
    channel
        .eventLoop()
        .execute(
            () -> {
              out.write(new ErrorResponse(reason.withSeverity(Severity.FATAL)));
              out.close();
            });
  }

  /** The server stops at once: the client is told, whatever the session does meanwhile. */
  ChannelFuture abandon(Notice reason) {
    channel
        .eventLoop()
        .execute(
            () -> {
              Outbound last = new Outbound(channel);
              last.write(new NoticeResponse(reason));
              last.close();
            });
    return channel.closeFuture();
  }

  /** Ends the running statement. From any thread. */
  void cancel() {
    SqlSession current = session;
    if (current != null) {
      current.cancel();
    }
  }

  // The session's listener

  @Override
  public void notice(Notice notice) {
    out.write(new NoticeResponse(notice));
    if (!channel.eventLoop().inEventLoop()) {
      out.flush();
    }
  }

  @Override
  public void parameterChanged(String name, String value) {
    QueryProtocol current = protocol;
    if (current != null) {
      current.parameterChanged(name, value);
      if (name.equals("client_encoding")) {
        encoding(Encoding.find(value).orElseThrow());
      }
    }
  }

  private void encoding(Encoding now) {
    out.encoding(now);
    channel.pipeline().get(FrontendDecoder.class).encoding(now);
  }

  @Override
  public void notification(int processId, String channelName, String payload) {
    protocol.notify(new NotificationResponse(processId, channelName, payload));
    wake();
  }

  /** Makes whoever runs the session, or else the event loop, see to what is due. */
  private void wake() {
    synchronized (inbox) {
      inbox.notifyAll();
    }
    channel.eventLoop().execute(this::runIfIdle);
  }

  // Event loop

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Company.ofThisLoop().hear(channel);
    accept((FrontendMessage) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flushIfIdle();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    out.roomMade();
  }

  private void flushIfIdle() {
    synchronized (inbox) {
      if (running) {
        return;
      }
    }
    turn = 0;
    flushIfDue();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Company.ofThisLoop().forget(channel);
    out.closed();
    endAbandoned();
    accept(new FrontendMessage.Terminate());
  }

  /** What runs for a client that is gone without a word is of no use any more. */
  private void endAbandoned() {
    SqlSession current = session;
    synchronized (inbox) {
      if (inbox.stream().anyMatch(FrontendMessage.Terminate.class::isInstance)) {
        return;
      }
    }
    if (current != null) {
      current.end();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("Connection lost", cause);
    } else {
      LOG.error("Connection closed after an internal error", cause);
    }
    context.close();
  }

  private void accept(FrontendMessage message) {
    synchronized (inbox) {
      inbox.add(message);
      inboxWeight += message.weight();
      if (inboxWeight > INBOX_HIGH_WATER && !paused) {
        paused = true;
        channel.config().setAutoRead(false);
      }
      if (running) {
        inbox.notifyAll();
        return;
      }
      running = true;
    }
    runOnLoop();
  }

  private void runOnLoop() {
    while (turn++ < TURN) {
      FrontendMessage message = next();
      if (message == null) {
        return;
      }
      if (!protocol.handle(message, false)) {
        leaveLoop();
        return;
      }
      closeIfDone();
    }
    channel.eventLoop().execute(this::nextTurn);
  }

  /** For a worker, or until a lock is free: two hops between threads cost more than most waits. */
  private void leaveLoop() {
    if (protocol.awaitsLock()) {
      flushIfDue();
      lockPatience =
          channel
              .eventLoop()
              .schedule(this::loseLockPatience, LOCK_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      server.workers().execute(this::runOnWorker);
    }
  }

  private void loseLockPatience() {
    lockPatience = null;
    server.workers().execute(this::runOnWorker);
  }

  @Override
  public void lockFree() {
    channel.eventLoop().execute(this::runWithLock);
  }

  /** When others were faster, the rest of the patience is left for the next time. */
  private void runWithLock() {
    if (lockPatience == null) {
      return;
    }
    try {
      if (protocol.resume(false)) {
        endLockPatience();
        closeIfDone();
        nextTurn();
      } else if (!protocol.awaitsLock()) {
        endLockPatience();
        server.workers().execute(this::runOnWorker);
      }
    } catch (RuntimeException | Error e) {
      endLockPatience();
      giveUp(e);
    }
  }

  private void endLockPatience() {
    lockPatience.cancel(false);
    lockPatience = null;
  }

  private void nextTurn() {
    turn = 0;
    runOnLoop();
    flushIfIdle();
  }

  private void runIfIdle() {
    synchronized (inbox) {
      if (running) {
        return;
      }
      running = true;
    }
    nextTurn();
  }

  // Workers

  private void connectAndRun() {
    try {
      open();
    } catch (RuntimeException | Error e) {
      server.connections().refuse();
      PgException reason = Failures.report(e, LOG).withSeverity(Severity.FATAL);
      LOG.info("Refused a connection from {}: {}", channel.remoteAddress(), reason.getMessage());
      out.write(new ErrorResponse(reason));
      out.close();
      return;
    }
    channel.eventLoop().execute(this::nextTurn);
  }

  private void open() {
    SqlSession opened = server.open(request, this);
    out.follow(opened, this::runIfIdle);
    encoding(opened.formatSettings().clientEncoding());
    protocol = new QueryProtocol(opened, out, () -> Optional.ofNullable(termination));
    session = opened;
    byte[] key = server.sessions().add(opened.backendPid(), request, this);
    opened
        .reportedParameters()
        .forEach((name, value) -> out.write(new ParameterStatus(name, value)));
    out.write(new BackendKeyData(opened.backendPid(), key));
    out.write(new ReadyForQuery(opened.transactionStatus()));
    opened.idle();
    out.flush();
  }

  private void runOnWorker() {
    try {
      protocol.resume(true);
      closeIfDone();
      drainOnWorker();
    } catch (RuntimeException | Error e) {
      giveUp(e);
    }
  }

  /** What could not even be told to the client: it is not to wait for an answer. */
  private void giveUp(Throwable failure) {
    LOG.error("Connection closed after an internal error", failure);
    channel.close();
  }

  private void drainOnWorker() {
    while (true) {
      FrontendMessage message = nextOnWorker();
      if (message == null) {
        return;
      }
      protocol.handle(message, true);
      closeIfDone();
    }
  }

  /** Null when there is nothing left and this thread is no longer the runner. */
  private FrontendMessage nextOnWorker() {
    boolean empty;
    synchronized (inbox) {
      empty = inbox.isEmpty();
    }
    if (empty) {
      flushIfDue();
    }
    if (protocol.state() == ConversationState.COPYING_IN) {
      awaitMessage();
    }
    return next();
  }

  private void awaitMessage() {
    synchronized (inbox) {
      while (inbox.isEmpty() && termination == null) {
        try {
          inbox.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  // Either

  /**
   * Null when there is nothing left and this thread is no longer the runner. Whoever makes
   * something due wakes the runner afterwards, so the last look at what is due is under the lock
   * that gives the role up.
   */
  private FrontendMessage next() {
    while (true) {
      if (terminationDue()) {
        protocol.terminate(termination);
        closeIfDone();
      }
      if (notificationsDue()) {
        protocol.writeNotifications();
        flushIfDue();
      }
      synchronized (inbox) {
        boolean congested = out.isCongested();
        FrontendMessage message = congested ? null : inbox.poll();
        if (message != null) {
          taken(message);
          return message;
        }
        if (!terminationDue() && !notificationsDue()) {
          running = false;
          return null;
        }
      }
    }
  }

  private boolean terminationDue() {
    return termination != null && protocol.state() != ConversationState.CLOSED;
  }

  /**
   * Notifications wait for what the client has sent already, and for it to read what it was sent.
   */
  private boolean notificationsDue() {
    synchronized (inbox) {
      return inbox.isEmpty()
          && session != null
          && protocol.notificationsDue()
          && !out.isCongested();
    }
  }

  private void taken(FrontendMessage message) {
    inboxWeight -= message.weight();
    if (paused && inboxWeight < INBOX_LOW_WATER) {
      paused = false;
      channel.config().setAutoRead(true);
    }
  }

  private void flushIfDue() {
    if (protocol.takeFlushDue()) {
      out.flush();
    }
  }

  private void closeIfDone() {
    SqlSession current = session;
    if (protocol.state() == ConversationState.CLOSED && current != null) {
      session = null;
      out.close();
      current.close();
      channel.closeFuture().addListener(_ -> server.sessions().remove(current.backendPid()));
    }
  }
}
