package org.heapgres.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.heapgres.planner.SqlEngine;
import org.heapgres.runtime.PythonRuntime;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.wire.internal.Listener;
import org.heapgres.wire.internal.metrics.MetricsEndpoint;
import org.heapgres.wire.internal.metrics.ServerMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A heap with its languages behind a port. SQL is served as soon as it is started; Python is made
 * ready in the background, or when the first snippet comes. Thread-safe.
 */
public final class Server implements AutoCloseable {
  /** The role and the database that every heap starts with. */
  public static final String SUPERUSER = "postgres";

  /** PostgreSQL's 100 would be needlessly few: a connection that waits costs us kilobytes. */
  private static final Map<String, String> DEFAULTS = Map.of("max_connections", "10000");

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Heap heap;
  private final PythonRuntime python;
  private final SqlEngine engine;
  private final Listener listener;
  private final Optional<MetricsEndpoint> metrics;
  private final ServerProcess process;
  private boolean closed;

  private Server(
      Heap heap,
      PythonRuntime python,
      SqlEngine engine,
      Listener listener,
      Optional<MetricsEndpoint> metrics,
      ServerProcess process) {
    this.heap = heap;
    this.python = python;
    this.engine = engine;
    this.listener = listener;
    this.metrics = metrics;
    this.process = process;
  }

  /**
   * Opens the heap, recovers it if need be, and listens; Python warms up from then on, and not
   * before, lest it take a processor from what makes SQL ready.
   *
   * @throws IOException when the directory, the certificate or the port cannot be had
   */
  public static Server start(ServerOptions options) throws IOException {
    Server server = open(options);
    server.python.warmUp();
    return server;
  }

  /** As {@link #start}, but nothing warms up until {@link #warmUp}. */
  static Server open(ServerOptions options) throws IOException {
    Files.createDirectories(options.data());
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      Heap heap = Heap.open(options.data(), heapOptions(options));
      opened.push(heap);
      PythonRuntime python = PythonRuntime.open();
      opened.push(python);
      SqlEngine engine = SqlEngine.open(heap, python.languages(), settings(options));
      opened.push(engine);
      options.password().ifPresent(password -> engine.setPassword(SUPERUSER, password));
      Listener listener = Listener.open(engine, options);
      opened.push(listener);
      ServerProcess process = ServerProcess.current(options.data(), listener.address());
      Optional<MetricsEndpoint> metrics =
          metrics(
              new ServerMetrics(
                  engine, python, listener::activity, Main.Version.number(), process.started()));
      metrics.ifPresent(opened::push);
      process.write();
      return new Server(heap, python, engine, listener, metrics, process);
    } catch (IOException | RuntimeException e) {
      for (AutoCloseable resource : opened) {
        closeAfter(e, resource);
      }
      throw e;
    }
  }

  private static Map<String, String> settings(ServerOptions options) {
    Map<String, String> settings = new HashMap<>(DEFAULTS);
    settings.put("data_directory", options.data().toAbsolutePath().normalize().toString());
    settings.put("listen_addresses", options.host().getHostAddress());
    if (options.port() != 0) {
      settings.put("port", Integer.toString(options.port()));
    }
    settings.putAll(options.settings());
    return settings;
  }

  private static Optional<MetricsEndpoint> metrics(ServerMetrics server) throws IOException {
    int port = Integer.parseInt(server.engine().setting("heapgres.metrics_port"));
    if (port < 0) {
      return Optional.empty();
    }
    InetAddress address =
        InetAddress.getByName(server.engine().setting("heapgres.metrics_address"));
    MetricsEndpoint endpoint = MetricsEndpoint.open(address, port, server);
    LOG.info(
        "Metrics: http://{}:{}/metrics", address.getHostAddress(), endpoint.address().getPort());
    return Optional.of(endpoint);
  }

  private static HeapOptions heapOptions(ServerOptions options) {
    HeapOptions result = HeapOptions.defaults();
    if (options.archive().isPresent()) {
      result = result.withArchive(options.archive().get());
    }
    if (options.transactionBytes().isPresent()) {
      result = result.withTransactionBytes(options.transactionBytes().get());
    }
    return result;
  }

  private static void closeAfter(Exception failure, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * See {@link SqlEngine#warmUp}; for a server that is to run for long. Python comes when nobody
   * wants anything: it keeps two processors busy for 15 seconds, most of that with compilers, and
   * those compile what SQL's first clients need only afterwards. A snippet that needs it begins
   * with it at once.
   */
  void warmUp() {
    engine.warmUp(python::warmUp);
  }

  /** Reads pg_hba.conf, pg_ident.conf and the certificates again. */
  public void reload() {
    listener.reload();
  }

  /** The one it listens on. */
  public int port() {
    return listener.address().getPort();
  }

  /** Where metrics are; empty for nowhere. */
  public Optional<InetSocketAddress> metricsAddress() {
    return metrics.map(MetricsEndpoint::address);
  }

  /** Clients that come from now on are told that the server ends. */
  void refuseClients() {
    listener.refuseClients();
  }

  /** Waits until the last client has gone; false when time was up first. */
  boolean awaitClients(long time, TimeUnit unit) throws InterruptedException {
    return listener.awaitClients(time, unit);
  }

  /** Tells all clients that the process ends at once, for one who then lets it. */
  void abandon() {
    listener.abandon();
  }

  /** What psql and other clients of libpq take. */
  public String url() {
    return "postgresql://" + SUPERUSER + "@" + authority() + "/" + SUPERUSER;
  }

  public String jdbcUrl() {
    return jdbcUrl(SUPERUSER);
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + authority() + "/" + database + "?user=" + SUPERUSER;
  }

  private String authority() {
    String host = listener.address().getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** Ends every session, then writes a checkpoint. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      metrics.ifPresent(MetricsEndpoint::close);
      listener.close();
      engine.close();
      python.close();
      heap.close();
      removeProcess();
    }
  }

  private void removeProcess() {
    try {
      process.remove();
    } catch (IOException e) {
      LOG.warn("Cannot remove the file with the process id", e);
    }
  }
}
