package org.heapgres.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The server inside this JVM, for tests: on a free loopback port, in a temporary directory that
 * goes away with it. Thread-safe.
 */
public final class EmbeddedHeapgres implements AutoCloseable {
  /** Tests cause errors on purpose, and see them. */
  private static final Map<String, String> QUIET = Map.of("log_min_messages", "fatal");

  private final ServerOptions options;
  private volatile Server server;

  private EmbeddedHeapgres(ServerOptions options) throws IOException {
    this.options = options;
    server = Server.start(options);
  }

  public static EmbeddedHeapgres start() {
    return start(UnaryOperator.identity());
  }

  /** {@code change} may set passwords, TLS or settings. */
  public static EmbeddedHeapgres start(UnaryOperator<ServerOptions> change) {
    try {
      Path directory = Files.createTempDirectory("heapgres");
      try {
        ServerOptions options = change.apply(ServerOptions.local(directory));
        Map<String, String> settings = new HashMap<>(QUIET);
        settings.putAll(options.settings());
        return new EmbeddedHeapgres(options.withSettings(settings));
      } catch (IOException | RuntimeException e) {
        delete(directory);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.port();
  }

  /** Where metrics are, if the settings ask for them. */
  public Optional<InetSocketAddress> metricsAddress() {
    return server.metricsAddress();
  }

  /** Of the database {@code postgres}, as its superuser. */
  public String jdbcUrl() {
    return server.jdbcUrl();
  }

  public String jdbcUrl(String database) {
    return server.jdbcUrl(database);
  }

  /** Ends the server and starts another one on the same heap, on a port of its own. */
  public synchronized void restart() {
    server.close();
    try {
      server = Server.start(options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    server.close();
    try {
      delete(options.data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
