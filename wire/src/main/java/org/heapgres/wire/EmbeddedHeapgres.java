package org.heapgres.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The server inside this JVM, for tests: on a free loopback port, in a temporary directory that
 * goes away with it. Thread-safe.
 */
public final class EmbeddedHeapgres implements AutoCloseable {
  private final Path directory;
  private final Server server;

  private EmbeddedHeapgres(Path directory, Server server) {
    this.directory = directory;
    this.server = server;
  }

  public static EmbeddedHeapgres start() {
    return start(UnaryOperator.identity());
  }

  /** {@code change} may set passwords, TLS or settings. */
  public static EmbeddedHeapgres start(UnaryOperator<ServerOptions> change) {
    try {
      Path directory = Files.createTempDirectory("heapgres");
      try {
        return new EmbeddedHeapgres(
            directory, Server.start(change.apply(ServerOptions.local(directory))));
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

  /** Of the database {@code postgres}, as its superuser. */
  public String jdbcUrl() {
    return server.jdbcUrl();
  }

  public String jdbcUrl(String database) {
    return server.jdbcUrl(database);
  }

  @Override
  public void close() {
    server.close();
    try {
      delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
