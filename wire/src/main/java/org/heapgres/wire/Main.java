package org.heapgres.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.heapgres.planner.SqlEngine;
import org.heapgres.wire.bench.BenchCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code heapgres}. */
@Command(
    name = "heapgres",
    description = "A database whose one heap of objects SQL and Python share.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          Start.class,
          StatusCommand.class,
          StopCommand.class,
          CheckCommand.class,
          BackupCommand.class,
          RestoreCommand.class,
          BenchCommand.class,
          RehearseCommand.class);

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(execute(new PrintWriter(System.out, true, UTF_8), arguments));
  }

  /** Runs a command and returns its exit status; {@code out} gets what it prints. */
  public static int execute(PrintWriter out, String... arguments) {
    // On another processor while the command line is looked at.
    CompletableFuture<?> log = CompletableFuture.supplyAsync(Main::log, Main::onThread);
    if (starts(arguments)) {
      var _ = log.thenRun(SqlEngine::prepare);
    }
    CommandLine commandLine = new CommandLine(new Main());
    commands(arguments).forEach(commandLine::addSubcommand);
    return commandLine
        .setOut(out)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(AuthenticationMethod.class, Main::authenticationMethod)
        .setExecutionExceptionHandler(Main::report)
        .setExecutionStrategy(
            parsed -> {
              log.join();
              return new CommandLine.RunLast().execute(parsed);
            })
        .execute(arguments);
  }

  /** Without the others when a server is to start: to look at all of them takes its time. */
  private static List<Class<?>> commands(String... arguments) {
    return starts(arguments) ? List.of(Start.class) : COMMANDS;
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

  private static AuthenticationMethod authenticationMethod(String name) {
    for (AuthenticationMethod method : AuthenticationMethod.values()) {
      if (method.toString().equals(name)) {
        return method;
      }
    }
    throw new CommandLine.TypeConversionException(
        "'" + name + "' is neither trust nor scram-sha-256");
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

  @Command(
      name = "start",
      description = "Serve a heap in the foreground, until SIGINT, SIGTERM or heapgres stop.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      sortOptions = false,
      footer = {
        "",
        "The superuser and the first database are called postgres; the environment variable"
            + " HEAPGRES_PASSWORD sets the superuser's password."
      })
  static final class Start implements Callable<Integer> {
    @Spec private CommandLine.Model.CommandSpec spec;

    @Option(
        names = "--port",
        defaultValue = "5432",
        description = "Where to listen; 0 picks a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
        names = "--host",
        defaultValue = "127.0.0.1",
        description =
            "The address to listen on (default: ${DEFAULT-VALUE}); any other than loopback needs"
                + " scram-sha-256 and TLS, or --insecure.")
    private InetAddress host;

    @Option(
        names = "--data",
        defaultValue = "./heapgres-data",
        description = "The heap's directory, made if absent (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(
        names = "--auth",
        defaultValue = "trust",
        description =
            "trust or scram-sha-256 (default: ${DEFAULT-VALUE}): what pg_hba.conf says until it is"
                + " edited.")
    private AuthenticationMethod authentication;

    @Option(
        names = "--set",
        paramLabel = "name=value",
        description = "The server-wide value of a PostgreSQL setting; may be repeated.")
    private Map<String, String> settings = Map.of();

    @Option(
        names = "--metrics-port",
        paramLabel = "PORT",
        description =
            "Give metrics over HTTP, to this machine alone; 0 picks a free port (default: not at"
                + " all).")
    private Integer metricsPort;

    @Option(
        names = "--archive",
        paramLabel = "DIR",
        description = "A directory that gets every log segment, for restore --until.")
    private Path archive;

    @Option(
        names = "--transaction-memory",
        paramLabel = "kB",
        description =
            "What transactions keep in memory of what they have written; more goes to files"
                + " (default: an eighth of the Java heap).")
    private Long transactionKilobytes;

    @Option(names = "--tls-cert", description = "A certificate chain in PEM: turns TLS on.")
    private Path certificate;

    @Option(names = "--tls-key", description = "The certificate's PKCS#8 key in PEM.")
    private Path key;

    @Option(
        names = "--tls-ca",
        description = "Certificates of those who sign clients' certificates, in PEM.")
    private Path authorities;

    @Option(
        names = "--insecure",
        description = "Allow other hosts to connect without passwords or TLS.")
    private boolean insecure;

    @Override
    public Integer call() throws IOException, InterruptedException {
      long started = System.nanoTime();
      Server server = Server.open(options());
      server.warmUp();
      Shutdown shutdown = Shutdown.of(server);
      var _ =
          Signals.handle(
              "HUP",
              () -> {
                log().info("Received SIGHUP, reloading configuration files");
                server.reload();
              });
      spec.commandLine()
          .getOut()
          .printf(
              "Ready on port %d after %.1f s:  psql %s  |  %s%n",
              server.port(), (System.nanoTime() - started) / 1e9, server.url(), server.jdbcUrl());
      spec.commandLine().getOut().flush();
      shutdown.await();
      return 0;
    }

    private Map<String, String> settings() {
      Map<String, String> all = new HashMap<>(settings);
      if (metricsPort != null) {
        all.put("heapgres.metrics_port", metricsPort.toString());
      }
      return all;
    }

    private ServerOptions options() {
      if ((certificate == null) != (key == null)) {
        throw new ParameterException(
            spec.commandLine(), "--tls-cert and --tls-key belong together");
      }
      try {
        return new ServerOptions(
            host,
            port,
            data,
            authentication,
            Optional.ofNullable(certificate)
                .map(
                    chain ->
                        new ServerOptions.TlsFiles(chain, key, Optional.ofNullable(authorities))),
            insecure,
            settings(),
            Optional.ofNullable(archive),
            Optional.ofNullable(transactionKilobytes).map(kilobytes -> kilobytes << 10),
            Optional.ofNullable(System.getenv("HEAPGRES_PASSWORD")));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
    }
  }
}
