package org.heapgres.wire;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code heapgres start}. Its options are not annotated fields as other commands' are: to read
 * annotations, and to get at fields, was a noticeable part of a start.
 */
final class StartCommand implements Callable<Integer> {
  private static final ITypeConverter<Path> TO_PATH = Path::of;

  private final OptionSpec port =
      option(
              int.class,
              "--port",
              "<port>",
              "Where to listen; 0 picks a free one (default: ${DEFAULT-VALUE}).")
          .defaultValue("5432")
          .build();

  private final OptionSpec host =
      option(
              InetAddress.class,
              "--host",
              "<host>",
              "The address to listen on (default: ${DEFAULT-VALUE}); any other than loopback needs"
                  + " scram-sha-256 and TLS, or --insecure.")
          .defaultValue("127.0.0.1")
          .build();

  private final OptionSpec data =
      option(
              Path.class,
              "--data",
              "<data>",
              "The heap's directory, made if absent (default: ${DEFAULT-VALUE}).")
          .converters(TO_PATH)
          .defaultValue("./heapgres-data")
          .build();

  private final OptionSpec authentication =
      option(
              AuthenticationMethod.class,
              "--auth",
              "<authentication>",
              "trust or scram-sha-256 (default: ${DEFAULT-VALUE}): what pg_hba.conf says until it is edited.")
          .converters((ITypeConverter<AuthenticationMethod>) StartCommand::authenticationMethod)
          .defaultValue("trust")
          .build();

  private final OptionSpec settings =
      option(
              Map.class,
              "--set",
              "name=value",
              "The server-wide value of a PostgreSQL setting; may be repeated.")
          .auxiliaryTypes(String.class, String.class)
          .build();

  private final OptionSpec metricsPort =
      option(
              Integer.class,
              "--metrics-port",
              "PORT",
              "Give metrics over HTTP, to this machine alone; 0 picks a free port (default: not at"
                  + " all).")
          .build();

  private final OptionSpec archive =
      option(
              Path.class,
              "--archive",
              "DIR",
              "A directory that gets every log segment, for restore --until.")
          .converters(TO_PATH)
          .build();

  private final OptionSpec transactionKilobytes =
      option(
              Long.class,
              "--transaction-memory",
              "kB",
              "What transactions keep in memory of what they have written; more goes to files"
                  + " (default: an eighth of the Java heap).")
          .build();

  private final OptionSpec certificate =
      option(Path.class, "--tls-cert", "<certificate>", "A certificate chain in PEM: turns TLS on.")
          .converters(TO_PATH)
          .build();

  private final OptionSpec key =
      option(Path.class, "--tls-key", "<key>", "The certificate's PKCS#8 key in PEM.")
          .converters(TO_PATH)
          .build();

  private final OptionSpec authorities =
      option(
              Path.class,
              "--tls-ca",
              "<authorities>",
              "Certificates of those who sign clients' certificates, in PEM.")
          .converters(TO_PATH)
          .build();

  private final OptionSpec insecure =
      option(
              boolean.class,
              "--insecure",
              "",
              "Allow other hosts to connect without passwords or TLS.")
          .initialValue(false)
          .build();

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final Consumer<Shutdown> whenReady;

  /**
   * @param whenReady is told what ends the server, once that serves
   */
  StartCommand(Consumer<Shutdown> whenReady) {
    this.whenReady = whenReady;
    List.of(
            port,
            host,
            data,
            authentication,
            settings,
            metricsPort,
            archive,
            transactionKilobytes,
            certificate,
            key,
            authorities,
            insecure)
        .forEach(spec::addOption);
    Main.addStandardOptions(spec);
    spec.usageMessage()
        .description("Serve a heap in the foreground, until SIGINT, SIGTERM or heapgres stop.")
        .sortOptions(false)
        .footer(
            "",
            "The superuser and the first database are called postgres; the environment variable"
                + " HEAPGRES_PASSWORD sets the superuser's password.");
  }

  private static OptionSpec.Builder option(
      Class<?> type, String name, String label, String description) {
    return OptionSpec.builder(name).type(type).paramLabel(label).description(description);
  }

  private static AuthenticationMethod authenticationMethod(String name) {
    for (AuthenticationMethod method : AuthenticationMethod.values()) {
      if (method.toString().equals(name)) {
        return method;
      }
    }
    throw new TypeConversionException("'" + name + "' is neither trust nor scram-sha-256");
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long started = System.nanoTime();
    Server server = Server.open(options());
    server.warmUp();
    Shutdown shutdown = Shutdown.of(server);
    Logger log = LoggerFactory.getLogger(StartCommand.class);
    var _ =
        Signals.handle(
            "HUP",
            () -> {
              log.info("Received SIGHUP, reloading configuration files");
              server.reload();
            });
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Ready on port %d after %.1f s:  psql %s  |  %s%n",
        server.port(), (System.nanoTime() - started) / 1e9, server.url(), server.jdbcUrl());
    out.flush();
    whenReady.accept(shutdown);
    shutdown.await();
    return 0;
  }

  private ServerOptions options() {
    Optional<Path> chain = optional(certificate);
    Optional<Path> chainKey = optional(key);
    if (chain.isPresent() != chainKey.isPresent()) {
      throw new ParameterException(spec.commandLine(), "--tls-cert and --tls-key belong together");
    }
    Optional<Long> transactionMemory = optional(transactionKilobytes);
    try {
      return new ServerOptions(
          host.getValue(),
          port.getValue(),
          data.getValue(),
          authentication.getValue(),
          chain.map(
              file -> new ServerOptions.TlsFiles(file, chainKey.get(), optional(authorities))),
          insecure.getValue(),
          allSettings(),
          optional(archive),
          transactionMemory.map(kilobytes -> kilobytes << 10),
          Optional.ofNullable(System.getenv("HEAPGRES_PASSWORD")));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Map<String, String> allSettings() {
    Optional<Map<String, String>> named = optional(settings);
    Map<String, String> all = new HashMap<>(named.orElse(Map.of()));
    Optional<Integer> metrics = optional(metricsPort);
    metrics.ifPresent(number -> all.put("heapgres.metrics_port", number.toString()));
    return all;
  }

  private static <T> Optional<T> optional(OptionSpec option) {
    return Optional.ofNullable(option.getValue());
  }
}
