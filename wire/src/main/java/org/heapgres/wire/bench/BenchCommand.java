package org.heapgres.wire.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.heapgres.wire.JdbcUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heapgres bench}: measures one server, or two side by side. */
@Command(
    name = "bench",
    description =
        "Measure a server, or compare two: what is faster on this machine, and by how much.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "A ratio above 1 means that the second server is faster. Everything happens in a schema"
          + " heapgres_bench, which is removed at the end. A server that does not wait for its disk"
          + " (fsync, synchronous_commit) cannot be compared with one that does.",
      "Exit status: 2 if the servers answered a query differently."
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..2",
      paramLabel = "URL",
      description = "postgresql://user@host:port/db: one server, or one and another.")
  private List<String> urls;

  @Option(
      names = "--suite",
      split = ",",
      description = "What to measure: ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Suite> suites = EnumSet.allOf(Suite.class);

  @Option(
      names = "--clients",
      split = ",",
      defaultValue = "1,8",
      description = "How many at a time (default: ${DEFAULT-VALUE}).")
  private List<Integer> clients;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "How long clients work for each figure (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warmup",
      defaultValue = "5",
      description =
          "Seconds before that, which do not count; Python's compiler likes 30"
              + " (default: ${DEFAULT-VALUE}).")
  private double warmup;

  @Option(
      names = "--scale",
      defaultValue = "0.1",
      description = "1 are 100,000 accounts and 600,000 order lines (default: ${DEFAULT-VALUE}).")
  private double scale;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with charts, too.")
  private Path html;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    if (!(seconds > 0)
        || !(scale > 0)
        || !(warmup >= 0)
        || clients.stream().anyMatch(count -> count < 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--seconds, --scale and --clients must be positive, --warmup not negative");
    }
    PrintWriter out = spec.commandLine().getOut();
    Workload workload = new Workload(scale);
    List<Target> targets = new ArrayList<>();
    for (String url : urls) {
      targets.add(Target.of(JdbcUrl.of(url)));
    }
    Report report = new Report(targets, conditions(targets));
    try {
      for (Target target : targets) {
        workload.create(target);
      }
      report.begin(out);
      Runner runner = new Runner(warmup, seconds);
      for (Measure measure : workload.measures(suites, clients)) {
        List<Result> results = new ArrayList<>();
        for (Target target : targets) {
          results.add(runner.run(target, measure));
        }
        report.add(out, measure, results);
      }
    } finally {
      for (Target target : targets) {
        workload.drop(target);
      }
    }
    report.end(out);
    if (html != null) {
      Files.writeString(html, report.html());
    }
    return report.isEqual() ? 0 : 2;
  }

  private String conditions(List<Target> targets) {
    return "%s; %d processors, %s %s; scale %s, %s s a figure after %s s"
        .formatted(
            targets.stream().map(Target::name).collect(Collectors.joining(" and ")),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            scale,
            seconds,
            warmup);
  }
}
