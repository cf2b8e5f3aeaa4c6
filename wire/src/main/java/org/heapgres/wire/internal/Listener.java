package org.heapgres.wire.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.heapgres.planner.Notice;
import org.heapgres.planner.SqlEngine;
import org.heapgres.runtime.PythonThreads;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.wire.AuthenticationMethod;
import org.heapgres.wire.ServerOptions;
import org.heapgres.wire.internal.hba.AccessRules;
import org.heapgres.wire.internal.metrics.WireActivity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port, its event loops and the workers behind them. Thread-safe. */
public final class Listener implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(Listener.class);
  private static final int BACKLOG = 4096;
  private static final long STACK_BYTES = 16L << 20;
  private static final long GRACE_SECONDS = 10;
  private static final long FAREWELL_SECONDS = 1;

  private final ServerContext context;
  private final ThreadPoolExecutor workers;
  private final ThreadPoolExecutor connectors;
  private final EventLoopGroup loops;
  private final Channel channel;

  private Listener(
      ServerContext context,
      ThreadPoolExecutor workers,
      ThreadPoolExecutor connectors,
      EventLoopGroup loops,
      Channel channel) {
    this.context = context;
    this.workers = workers;
    this.connectors = connectors;
    this.loops = loops;
    this.channel = channel;
  }

  /**
   * Serves {@code engine}, which the caller closes after the listener.
   *
   * @throws IOException when the certificate or the port cannot be had
   */
  public static Listener open(SqlEngine engine, ServerOptions options) throws IOException {
    AccessRules rules = rules(options);
    engine.attach(rules);
    Optional<Tls> tls = Optional.empty();
    if (options.tls().isPresent()) {
      tls = Optional.of(tls(options.tls().get()));
      rules.alsoReload(tls.get()::reload);
    }
    ThreadPoolExecutor workers =
        (ThreadPoolExecutor)
            Executors.newCachedThreadPool(PythonThreads.factory("heapgres-worker"));
    int processors = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor connectors =
        (ThreadPoolExecutor) Executors.newFixedThreadPool(processors, threads("connector"));
    ServerContext context =
        new ServerContext(
            engine,
            workers,
            connectors,
            new SessionRegistry(),
            new ConnectionCounts(),
            rules,
            tls,
            Integer.parseInt(engine.setting("authentication_timeout")));
    Transport transport = Transport.of(engine.setting("heapgres.transport"));
    IoHandlerFactory io = processors > 1 ? Spin.over(transport.handlers()) : transport.handlers();
    int loopCount = Math.max(1, processors / 2);
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(loopCount, threads("loop"), io);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(transport::newChannel)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Outbound.UNREAD)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    context.connections().accept();
                    child.pipeline().addLast(new TransportSniffer(context));
                  }
                });
    var bound = bootstrap.bind(new InetSocketAddress(options.host(), options.port()));
    bound.awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
      workers.shutdown();
      connectors.shutdown();
      throw new IOException(
          "Cannot listen on " + options.host().getHostAddress() + ":" + options.port(),
          bound.cause());
    }
    return new Listener(context, workers, connectors, loops, bound.channel());
  }

  private static Tls tls(ServerOptions.TlsFiles files) throws IOException {
    return new Tls(files.certificate(), files.key(), files.authorities());
  }

  private static AccessRules rules(ServerOptions options) throws IOException {
    List<String> all = new ArrayList<>();
    for (AuthenticationMethod method : AuthenticationMethod.values()) {
      all.add(AccessRules.initial(method.toString(), false));
      all.add(AccessRules.initial(method.toString(), true));
    }
    return AccessRules.open(
        options.data(),
        AccessRules.initial(options.authentication().toString(), options.tlsRequired()),
        all);
  }

  /**
   * Puts the files of rules and certificates in force that are there now; those with errors in them
   * stay as they were.
   */
  public void reload() {
    context.rules().reload();
  }

  /** What the connections take at the moment. */
  public WireActivity activity() {
    ByteBufAllocatorMetric buffers = ((ByteBufAllocatorMetricProvider) channel.alloc()).metric();
    return new WireActivity(
        workers.getPoolSize(),
        workers.getActiveCount(),
        connectors.getQueue().size(),
        buffers.usedHeapMemory(),
        buffers.usedDirectMemory(),
        context.connections().accepted(),
        context.connections().refused());
  }

  /** Clients that come from now on are told that the server ends. */
  public void refuseClients() {
    context.sessions().refuseClients();
  }

  /** Waits until the last session has ended; false when time was up first. */
  public boolean awaitClients(long time, TimeUnit unit) throws InterruptedException {
    return context.sessions().awaitEmpty(time, unit);
  }

  /** Tells all clients that the server ends at once, and hangs up. */
  public void abandon() {
    context
        .sessions()
        .abandon(
            Notice.warning(
                SqlState.ADMIN_SHUTDOWN,
                "terminating connection due to immediate shutdown command"),
            FAREWELL_SECONDS,
            TimeUnit.SECONDS);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /**
   * Ends every session: what runs is cancelled, what waits is told why. The event loops stay until
   * every client has been sent the reason, or is too slow to take it.
   */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly(GRACE_SECONDS, TimeUnit.SECONDS);
    PgException reason =
        new PgException(
            SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");
    context.sessions().terminateAll(reason);
    try {
      boolean ended = context.sessions().awaitEmpty(GRACE_SECONDS, TimeUnit.SECONDS);
      connectors.shutdown();
      workers.shutdown();
      if (!ended || !workers.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
    boolean over =
        loops
            .shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS)
            .awaitUninterruptibly(2 * GRACE_SECONDS, TimeUnit.SECONDS);
    if (!over) {
      logger.warn("What an event loop does cannot be stopped");
    }
  }

  /** Deep enough stacks for deeply nested statements. */
  private static ThreadFactory threads(String role) {
    return Thread.ofPlatform()
        .name("heapgres-" + role + "-", 0)
        .stackSize(STACK_BYTES)
        .daemon(true)
        .factory();
  }
}
