package org.heapgres.compat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The server as users start it: the launcher script in a process of its own, which a test may kill.
 */
final class HeapgresProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("jdbc:postgresql://[^:]+:(\\d+)/");
  private static final Pattern USED = Pattern.compile("used (\\d+)K");
  private static final Path LAUNCHER = Path.of("..", "heapgres").toAbsolutePath().normalize();

  private final Process process;
  private final int port;

  private HeapgresProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Returns when the server says that it is ready for connections. */
  static HeapgresProcess start(Path data, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(LAUNCHER.toString(), "start", "--port", "0", "--data", data.toString()));
    command.addAll(List.of(arguments));
    return start(new ProcessBuilder(command));
  }

  /** As above, with a command of one's own. */
  static HeapgresProcess start(ProcessBuilder command) throws IOException, InterruptedException {
    Process process = command.redirectErrorStream(true).start();
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("server output").start(() -> follow(process, port));
    try {
      return new HeapgresProcess(process, port.get(5, TimeUnit.MINUTES));
    } catch (ExecutionException | TimeoutException e) {
      kill(process);
      throw new IOException("the server did not become ready", e);
    }
  }

  private static void follow(Process process, CompletableFuture<Integer> port) {
    StringBuilder output = new StringBuilder();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.append(line).append('\n');
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          port.complete(Integer.parseInt(ready.group(1)));
        }
      }
    } catch (IOException e) {
      output.append(e);
    }
    port.completeExceptionally(new IOException("the server ended; it printed:\n" + output));
  }

  int port() {
    return port;
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  /** What is alive in the server's heap, after a collection. */
  long liveBytes() throws IOException, InterruptedException {
    long pid =
        process.descendants().mapToLong(ProcessHandle::pid).findFirst().orElseGet(process::pid);
    jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    if (!used.find()) {
      throw new IOException("no heap in GC.heap_info");
    }
    return Long.parseLong(used.group(1)) << 10;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(program, Long.toString(pid), command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** As a power loss would: no handler of the server runs. */
  void kill() {
    kill(process);
  }

  private static void kill(Process process) {
    try (Stream<ProcessHandle> children = process.descendants()) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM, as a service manager stops it. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      kill();
      throw new IllegalStateException("the server did not stop within 60 s of SIGTERM");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
