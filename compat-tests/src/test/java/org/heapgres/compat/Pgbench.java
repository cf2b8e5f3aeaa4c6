package org.heapgres.compat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the installed {@code pgbench}; Debian keeps it out of the PATH of a bare server
 * installation.
 */
final class Pgbench {
  private static final List<Path> PLACES =
      Stream.concat(
              Stream.of(System.getenv("PATH").split(":")).map(Path::of),
              Stream.of("18", "17", "16", "15")
                  .map(version -> Path.of("/usr/lib/postgresql", version, "bin")))
          .map(directory -> directory.resolve("pgbench"))
          .filter(Files::isExecutable)
          .toList();

  private Pgbench() {}

  static boolean installed() {
    return !PLACES.isEmpty();
  }

  /** Against the database {@code postgres}; prints to this process's output. */
  static Process start(int port, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            PLACES.getFirst().toString(),
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-U",
            "postgres"));
    command.addAll(List.of(arguments));
    command.add("postgres");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
