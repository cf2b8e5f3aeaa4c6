package org.heapgres.compat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The PostgreSQL 18 that answers are compared with: unpacked from the class path into a temporary
 * directory, started on a free loopback port, stopped and removed on close. PostgreSQL refuses to
 * run as root, so under root it runs as the user {@code postgres} or {@code nobody}.
 */
final class PostgresServer implements AutoCloseable {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  /** Where Debian installs servers, by version. */
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

  private final Path directory;
  private final Path programs;
  private final int port;
  private final List<String> asUser;

  private PostgresServer(Path directory, Path programs, int port, List<String> asUser) {
    this.directory = directory;
    this.programs = programs;
    this.port = port;
    this.asUser = asUser;
  }

  /** Takes a few seconds; the caller closes it. {@code settings} as in postgresql.conf. */
  static PostgresServer start(String... settings) {
    return start(Map.of(), settings);
  }

  /** As above; {@code files} are copied into its data directory, by name, for it alone to read. */
  static PostgresServer start(Map<String, Path> files, String... settings) {
    try {
      Path directory = newDirectory();
      PostgresServer server =
          new PostgresServer(directory, directory.resolve("bin"), freePort(), asUser());
      server.startUp(
          () -> {
            server.unpack();
            server.initialise("--locale-provider=builtin", "--builtin-locale=C.UTF-8");
            for (Map.Entry<String, Path> file : files.entrySet()) {
              server.install(file.getKey(), file.getValue());
            }
          },
          settings);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The machine's own server that has the library; empty when there is none. */
  static Optional<PostgresServer> startInstalled(String library) {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      Optional<Path> version =
          versions.filter(v -> Files.exists(v.resolve("lib").resolve(library))).findFirst();
      if (version.isEmpty()) {
        return Optional.empty();
      }
      PostgresServer server =
          new PostgresServer(newDirectory(), version.get().resolve("bin"), freePort(), asUser());
      server.startUp(server::initialise);
      return Optional.of(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Preparation {
    void run() throws IOException;
  }

  private void startUp(Preparation preparation, String... settings) throws IOException {
    try {
      preparation.run();
      launch(settings);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Path newDirectory() throws IOException {
    Path directory = Files.createTempDirectory("postgres");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return directory;
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
  }

  int port() {
    return port;
  }

  /** Of the postmaster. */
  long pid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(directory.resolve("data").resolve("postmaster.pid")).getFirst());
  }

  private void unpack() throws IOException {
    try (InputStream resource = PostgresServer.class.getResourceAsStream(ARCHIVE);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZCompressorInputStream(resource))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = directory.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(target.getParent());
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  private void initialise(String... options) throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    if (!asUser.isEmpty()) {
      run("chown", "-R", user(), data.toString());
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                bin("initdb"),
                "-D",
                data.toString(),
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync"));
    command.addAll(List.of(options));
    runAsUser(command.toArray(String[]::new));
  }

  private void install(String name, Path file) throws IOException {
    Path target = directory.resolve("data").resolve(name);
    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
    if (!asUser.isEmpty()) {
      run("chown", user(), target.toString());
    }
  }

  private void launch(String... settings) throws IOException {
    runAsUser(
        bin("pg_ctl"),
        "-D",
        directory.resolve("data").toString(),
        "-l",
        directory.resolve("data").resolve("log").toString(),
        "-o",
        "-p "
            + port
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c timezone=UTC"
            + Arrays.stream(settings).map(" -c "::concat).collect(Collectors.joining()),
        "-w",
        "start");
  }

  @Override
  public void close() {
    try {
      if (Files.exists(directory.resolve("data/postmaster.pid"))) {
        runAsUser(
            bin("pg_ctl"),
            "-D",
            directory.resolve("data").toString(),
            "-m",
            "immediate",
            "-w",
            "stop");
      }
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String bin(String program) {
    return programs.resolve(program).toString();
  }

  private String user() {
    return asUser.get(1).substring("--reuid=".length());
  }

  private static List<String> asUser() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    List<String> passwd = Files.readAllLines(Path.of("/etc/passwd"));
    for (String candidate : List.of("postgres", "nobody")) {
      if (passwd.stream().anyMatch(line -> line.startsWith(candidate + ":"))) {
        return List.of("setpriv", "--reuid=" + candidate, "--clear-groups");
      }
    }
    throw new IOException(
        "running as root, and there is neither a user postgres nor nobody to run PostgreSQL as");
  }

  private void runAsUser(String... command) throws IOException {
    List<String> all = new ArrayList<>(asUser);
    all.addAll(Arrays.asList(command));
    run(all.toArray(String[]::new));
  }

  private void run(String... command) throws IOException {
    Path log = Files.createTempFile("postgres-tool", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command[0] + " did not end within 60 s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed:\n" + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(log);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
