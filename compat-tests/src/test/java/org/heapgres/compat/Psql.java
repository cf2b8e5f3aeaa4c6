package org.heapgres.compat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the installed {@code psql} and {@code pg_dump} against a server on loopback. */
final class Psql {
  /**
   * What psql printed; {@code output} holds standard output and standard error in the order they
   * came.
   */
  record Result(int exitCode, String output) {}

  private Psql() {}

  static boolean installed() {
    try {
      return new ProcessBuilder("psql", "--version").redirectErrorStream(true).start().waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** {@code arguments} come after host, port, user, database and {@code -X}. */
  static Result run(int port, String database, String... arguments)
      throws IOException, InterruptedException {
    return run(port, database, Map.of(), arguments);
  }

  /** {@code environment} holds variables of libpq, such as {@code PGPASSWORD}. */
  static Result run(int port, String database, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-X"));
    options.addAll(List.of(arguments));
    return run("psql", port, database, environment, options);
  }

  /** The database as a script. */
  static Result dump(int port, String database) throws IOException, InterruptedException {
    return run("pg_dump", port, database, Map.of(), List.of());
  }

  private static Result run(
      String program,
      int port,
      String database,
      Map<String, String> environment,
      List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            program,
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-U",
            "postgres",
            "-d",
            database));
    command.addAll(options);
    Path output = Files.createTempFile(program, ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.environment().put("PGCLIENTENCODING", "UTF8");
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(program + " did not end within 120 s: " + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }
}
