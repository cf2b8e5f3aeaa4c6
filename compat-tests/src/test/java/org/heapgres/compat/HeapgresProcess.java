package org.heapgres.compat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

  /** Of the heap, or of a generation of it; not that of Metaspace. */
  private static final Pattern USED = Pattern.compile("total .*used (\\d+)K");

  private static final Pattern ALL_MEMORY = Pattern.compile("Total: .*?committed=(\\d+)KB");
  private static final Pattern HEAP_MEMORY =
      Pattern.compile("Java Heap \\(reserved=\\d+KB, committed=(\\d+)KB");
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
    return withOptions("", data, arguments);
  }

  /** As above, with options of its JVM; the superuser's password is {@code secret}. */
  static HeapgresProcess withOptions(String options, Path data, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("heapgres.launcher", LAUNCHER.toString()),
                "start",
                "--port",
                "0",
                "--data",
                data.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HEAPGRES_JAVA_OPTS", options);
    builder.environment().put("HEAPGRES_PASSWORD", "secret");
    return start(builder);
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

  /** What is alive in the server's heap, after as many collections as free something. */
  long liveBytes() throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    while (true) {
      jcmd(pid(), "GC.run");
      long used =
          USED.matcher(jcmd(pid(), "GC.heap_info"))
                  .results()
                  .mapToLong(generation -> Long.parseLong(generation.group(1)))
                  .sum()
              << 10;
      if (used >= least) {
        return least;
      }
      least = used;
    }
  }

  /** Whether the server's heap has an object of the class of that name. */
  boolean hasObjectOf(String name) throws IOException, InterruptedException {
    return jcmd(pid(), "GC.class_histogram").contains(" " + name + " ");
  }

  /** What the server's JVM has taken outside of its heap; it must keep account of it. */
  long nativeBytes() throws IOException, InterruptedException {
    String summary = jcmd(pid(), "VM.native_memory", "summary");
    return kilobytes(ALL_MEMORY, summary) - kilobytes(HEAP_MEMORY, summary);
  }

  private static long kilobytes(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("not found: " + pattern + " in " + text);
    }
    return Long.parseLong(found.group(1)) << 10;
  }

  /** Of the server's process. */
  int openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
      return (int) files.count();
    }
  }

  long pid() {
    return process.descendants().mapToLong(ProcessHandle::pid).findFirst().orElseGet(process::pid);
  }

  private static String jcmd(long pid, String... command) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid)));
    all.addAll(List.of(command));
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /** HUP, say. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
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

  /** SIGINT, as a service manager stops it. */
  int stop() throws IOException, InterruptedException {
    signal("INT");
    return awaitEnd();
  }

  /** The exit status of one that has been asked to end. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      kill();
      throw new IllegalStateException("the server did not stop within 60 s");
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
