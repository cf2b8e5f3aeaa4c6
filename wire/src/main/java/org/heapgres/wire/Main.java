package org.heapgres.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.heapgres.planner.SqlEngine;
import org.heapgres.wire.bench.BenchCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The program {@code heapgres}. */
public final class Main {
  /** Besides {@code start}. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          StatusCommand.class,
          StopCommand.class,
          CheckCommand.class,
          BackupCommand.class,
          RestoreCommand.class,
          BenchCommand.class,
          RehearseCommand.class);

  private Main() {}

  public static void main(String[] arguments) {
    // Or picocli would look for Groovy, in all jars.
    System.setProperty("picocli.disable.closures", "true");
    System.exit(execute(new PrintWriter(System.out, true, UTF_8), arguments));
  }

  /** Runs a command and returns its exit status; {@code out} gets what it prints. */
  public static int execute(PrintWriter out, String... arguments) {
    // On another processor while the command line is looked at.
    CompletableFuture<?> log = CompletableFuture.supplyAsync(Main::log, Main::onThread);
    if (starts(arguments)) {
      var _ = log.thenRun(SqlEngine::prepare);
    }
    return commandLine(new StartCommand(_ -> {}), starts(arguments) ? List.of() : COMMANDS)
        .setOut(out)
        .setExecutionStrategy(
            parsed -> {
              log.join();
              return new CommandLine.RunLast().execute(parsed);
            })
        .execute(arguments);
  }

  /** Without {@code others} when a server is to start: to look at all of them takes its time. */
  static CommandLine commandLine(StartCommand start, List<Class<?>> others) {
    CommandSpec program = CommandSpec.create().name("heapgres");
    program
        .usageMessage()
        .description("A database whose one heap of objects SQL and Python share.")
        .synopsisSubcommandLabel("COMMAND");
    addStandardOptions(program);
    program.addSubcommand("start", start.spec());
    CommandLine commandLine = new CommandLine(program);
    others.forEach(commandLine::addSubcommand);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::report);
  }

  /** What {@code mixinStandardHelpOptions} is for commands with annotations. */
  static void addStandardOptions(CommandSpec command) {
    command
        .versionProvider(new Version())
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
  }

  private static boolean starts(String... arguments) {
    return arguments.length > 0 && arguments[0].equals("start");
  }

  /** Not a constant, which would be made, and the log got ready, before anything else. */
  private static Logger log() {
    return LoggerFactory.getLogger(Main.class);
  }

  private static void onThread(Runnable task) {
    Thread.ofPlatform().daemon().name("heapgres-log").start(task);
  }

  private static int report(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    log().debug("Cannot start", failure);
    commandLine.getErr().println("heapgres: " + failure.getMessage());
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      commandLine.getErr().println("  because: " + cause.getMessage());
    }
    return commandLine.getCommandSpec().exitCodeOnExecutionException();
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Heapgres " + number()};
    }

    /** From the jar's manifest; classes outside of a jar have no number yet. */
    static String number() {
      return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
          .orElse("(unpackaged)");
    }
  }
}
