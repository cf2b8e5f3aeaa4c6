package org.heapgres.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The process that serves a data directory, as the file {@code postmaster.pid} in it says, whose
 * lines are PostgreSQL's: process, directory, start in seconds since 1970, port, directory of Unix
 * sockets (none), address, shared memory (none), state.
 *
 * @param started to the second
 */
record ServerProcess(long pid, Path data, Instant started, int port, String host) {
  private static final String FILE = "postmaster.pid";
  private static final int PORT_LINE = 3;
  private static final int HOST_LINE = 5;
  private static final int LINES = 8;

  /** This process. */
  static ServerProcess current(Path data, InetSocketAddress address) {
    return new ServerProcess(
        ProcessHandle.current().pid(),
        data.toAbsolutePath().normalize(),
        Instant.now(),
        address.getPort(),
        address.getAddress().getHostAddress());
  }

  /** Of the superuser's database. */
  String url() {
    return "postgresql://%s@%s:%d/%s"
        .formatted(
            Server.SUPERUSER, host.contains(":") ? "[" + host + "]" : host, port, Server.SUPERUSER);
  }

  void write() throws IOException {
    List<String> lines =
        List.of(
            Long.toString(pid),
            data.toString(),
            Long.toString(started.getEpochSecond()),
            Integer.toString(port),
            "",
            host,
            "",
            "ready");
    Files.writeString(data.resolve(FILE), String.join("\n", lines) + "\n");
  }

  void remove() throws IOException {
    Files.deleteIfExists(data.resolve(FILE));
  }

  /** That which serves the directory now; empty when none does. */
  static Optional<ServerProcess> of(Path data) throws IOException {
    try {
      List<String> lines = Files.readAllLines(data.resolve(FILE));
      if (lines.size() < LINES) {
        return Optional.empty();
      }
      ServerProcess found =
          new ServerProcess(
              Long.parseLong(lines.get(0)),
              Path.of(lines.get(1)),
              Instant.ofEpochSecond(Long.parseLong(lines.get(2))),
              Integer.parseInt(lines.get(PORT_LINE)),
              lines.get(HOST_LINE));
      return found.handle().isPresent() ? Optional.of(found) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (NumberFormatException e) {
      throw new IOException("\"" + data.resolve(FILE) + "\" holds no server's process", e);
    }
  }

  /**
   * Empty when it is gone: then the file was left by a crash, and the number may be another
   * process's by now, one that was started later.
   */
  Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .map(start -> start.isBefore(started.plusSeconds(2)))
                    .orElse(true));
  }
}
