package org.heapgres.wire.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured, as a Markdown table while it goes, and as a page with charts at the end. */
final class Report {
  private record Row(Measure measure, List<Result> results) {
    String label() {
      return switch (measure) {
        case Measure.Throughput throughput ->
            "%s, %d %s"
                .formatted(
                    throughput.name(),
                    throughput.clients(),
                    throughput.clients() == 1 ? "client" : "clients");
        case Measure.Query query -> query.name();
      };
    }

    /** How much faster the last server is than the first; NaN where it cannot be said. */
    double ratio() {
      return results.getLast().rate() / results.getFirst().rate();
    }

    boolean isEqual() {
      return results.stream()
              .filter(Result.Time.class::isInstance)
              .map(result -> ((Result.Time) result).rows())
              .distinct()
              .count()
          <= 1;
    }
  }

  private final List<Target> targets;
  private final String conditions;
  private final List<Row> rows = new ArrayList<>();

  Report(List<Target> targets, String conditions) {
    this.targets = targets;
    this.conditions = conditions;
  }

  void begin(PrintWriter out) {
    out.println(conditions);
    out.println();
    StringBuilder head = new StringBuilder("| suite | measure |");
    StringBuilder line = new StringBuilder("|---|---|");
    for (Target target : targets) {
      head.append(' ').append(target.name()).append(" |");
      line.append("---:|");
    }
    if (isComparison()) {
      head.append(" ratio |");
      line.append("---:|");
    }
    out.println(head);
    out.println(line);
    out.flush();
  }

  void add(PrintWriter out, Measure measure, List<Result> results) {
    Row row = new Row(measure, results);
    rows.add(row);
    StringBuilder line = new StringBuilder();
    line.append("| %s | %s |".formatted(measure.suite(), row.label()));
    for (Result result : results) {
      line.append(' ').append(result.shown()).append(" |");
    }
    if (isComparison()) {
      line.append(' ').append(ratio(row)).append(" |");
    }
    out.println(line);
    out.flush();
  }

  void end(PrintWriter out) {
    if (isComparison()) {
      out.println();
      means()
          .forEach(
              (suite, mean) ->
                  out.printf("%s: %.2f times as fast (geometric mean)%n", suite, mean));
    }
    out.flush();
  }

  /** Whether all servers answered every query alike. */
  boolean isEqual() {
    return rows.stream().allMatch(Row::isEqual);
  }

  private boolean isComparison() {
    return targets.size() > 1;
  }

  private static String ratio(Row row) {
    if (!row.isEqual()) {
      return "results differ";
    }
    return Double.isNaN(row.ratio()) ? "-" : "%.2f".formatted(row.ratio());
  }

  private Map<Suite, Double> means() {
    Map<Suite, Double> means = new LinkedHashMap<>();
    for (Suite suite : Suite.values()) {
      rows.stream()
          .filter(row -> row.measure().suite() == suite && !Double.isNaN(row.ratio()))
          .mapToDouble(row -> Math.log(row.ratio()))
          .average()
          .ifPresent(mean -> means.put(suite, Math.exp(mean)));
    }
    return means;
  }

  /** A page that needs nothing else: a bar for each server, as long as its share of the fastest. */
  String html() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>heapgres bench</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
        .row { margin: .7em 0 } .bar { height: 1.1em; margin: 2px 0; min-width: 2px }
        .s0 { background: #9aa5b1 } .s1 { background: #2f6fde }
        .figure { font-size: 13px; color: #444 } small { color: #555 }
        </style></head><body>
        <h1>heapgres bench</h1>
        """);
    page.append("<p>").append(escape(conditions)).append("</p>\n");
    for (Suite suite : Suite.values()) {
      List<Row> shown = rows.stream().filter(row -> row.measure().suite() == suite).toList();
      if (!shown.isEmpty()) {
        page.append("<h2>%s</h2><p><small>%s</small></p>%n".formatted(suite, suite.description()));
        shown.forEach(row -> chart(page, row));
      }
    }
    return page.append("</body></html>\n").toString();
  }

  private void chart(StringBuilder page, Row row) {
    double most =
        row.results().stream()
            .mapToDouble(Result::rate)
            .filter(rate -> !Double.isNaN(rate))
            .max()
            .orElse(1);
    page.append("<div class=\"row\"><b>").append(escape(row.label())).append("</b>");
    if (isComparison()) {
      page.append(" <small>").append(ratio(row)).append("</small>");
    }
    for (int i = 0; i < row.results().size(); i++) {
      Result result = row.results().get(i);
      double share = Double.isNaN(result.rate()) ? 0 : 100 * result.rate() / most;
      page.append(
          "<div class=\"bar s%d\" style=\"width:%.1f%%\"></div><div class=\"figure\">%s: %s</div>%n"
              .formatted(i, share, escape(targets.get(i).name()), escape(result.shown())));
    }
    page.append("</div>\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
