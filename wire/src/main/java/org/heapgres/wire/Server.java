package org.heapgres.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.heapgres.planner.SqlEngine;
import org.heapgres.runtime.PythonRuntime;
import org.heapgres.storage.Heap;
import org.heapgres.storage.HeapOptions;
import org.heapgres.wire.internal.Listener;

/**
 * A heap with its languages behind a port. SQL is served as soon as it is started; Python warms up
 * in the background meanwhile. Thread-safe.
 */
public final class Server implements AutoCloseable {
  /** The role and the database that every heap starts with. */
  public static final String SUPERUSER = "postgres";

  /** PostgreSQL's 100 would be needlessly few: a connection that waits costs us kilobytes. */
  private static final Map<String, String> DEFAULTS = Map.of("max_connections", "10000");

  private final Heap heap;
  private final PythonRuntime python;
  private final SqlEngine engine;
  private final Listener listener;
  private boolean closed;

  private Server(Heap heap, PythonRuntime python, SqlEngine engine, Listener listener) {
    this.heap = heap;
    this.python = python;
    this.engine = engine;
    this.listener = listener;
  }

  /**
   * Opens the heap, recovers it if need be, and listens.
   *
   * @throws IOException when the directory, the certificate or the port cannot be had
   */
  public static Server start(ServerOptions options) throws IOException {
    Files.createDirectories(options.data());
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      Heap heap = Heap.open(options.data(), heapOptions(options));
      opened.push(heap);
      PythonRuntime python = PythonRuntime.start();
      opened.push(python);
      Map<String, String> settings = new HashMap<>(DEFAULTS);
      settings.putAll(options.settings());
      SqlEngine engine = SqlEngine.open(heap, python.languages(), settings);
      opened.push(engine);
      options.password().ifPresent(password -> engine.setPassword(SUPERUSER, password));
      return new Server(heap, python, engine, Listener.open(engine, options));
    } catch (IOException | RuntimeException e) {
      for (AutoCloseable resource : opened) {
        closeAfter(e, resource);
      }
      throw e;
    }
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

  /** See {@link SqlEngine#warmUp}; for a server that is to run for long. */
  public void warmUp() {
    engine.warmUp();
  }

  /** Reads pg_hba.conf, pg_ident.conf and the certificates again. */
  public void reload() {
    listener.reload();
  }

  /** The one it listens on. */
  public int port() {
    return listener.address().getPort();
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
      listener.close();
      engine.close();
      python.close();
      heap.close();
    }
  }
}
