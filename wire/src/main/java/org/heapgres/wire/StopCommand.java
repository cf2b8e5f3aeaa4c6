package org.heapgres.wire;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heapgres stop}, as {@code pg_ctl stop}. */
@Command(
    name = "stop",
    description = "End the server of a heap, and wait until it has.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footer = {
      "",
      "smart waits for all clients to go (SIGTERM does that), fast ends their sessions (SIGINT),"
          + " immediate leaves the rest to the recovery of the next start."
    })
final class StopCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final long LOOK_MILLIS = 100;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      defaultValue = "./heapgres-data",
      description = "The heap's directory (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--mode",
      defaultValue = "fast",
      description = "smart, fast or immediate (default: ${DEFAULT-VALUE}).")
  private ShutdownMode mode;

  @Option(
      names = "--timeout",
      paramLabel = "s",
      defaultValue = "60",
      description = "How long to wait, in seconds (default: ${DEFAULT-VALUE}).")
  private long seconds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<ProcessHandle> server = ServerProcess.of(data).flatMap(ServerProcess::handle);
    if (server.isEmpty()) {
      out.println("heapgres: no server running");
      out.flush();
      return FAILED;
    }
    ProcessHandle process = server.get();
    int sent =
        new ProcessBuilder("kill", "-" + mode.signal(), Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    boolean ended = sent == 0 && hasEnded(process);
    out.println(ended ? "server stopped" : "heapgres: server does not shut down");
    out.flush();
    return ended ? 0 : FAILED;
  }

  /** {@link ProcessHandle#onExit} takes seconds to see that one ends which is no child. */
  private boolean hasEnded(ProcessHandle process) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (process.isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_MILLIS);
    }
    return !process.isAlive();
  }
}
