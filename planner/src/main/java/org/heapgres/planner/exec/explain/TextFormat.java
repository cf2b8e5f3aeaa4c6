package org.heapgres.planner.exec.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Instrumentation;
import org.heapgres.planner.exec.NodeCounts;

/** FORMAT TEXT: a line for each row of the result. */
final class TextFormat {
  private final ExplainOptions options;
  private final List<String> lines = new ArrayList<>();

  TextFormat(ExplainOptions options) {
    this.options = options;
  }

  List<String> write(Explanation explanation) {
    node(explanation.root(), 0, true);
    if (!explanation.settings().isEmpty()) {
      lines.add(
          "Settings: "
              + String.join(
                  ", ",
                  explanation.settings().entrySet().stream()
                      .map(setting -> setting.getKey() + " = '" + setting.getValue() + "'")
                      .toList()));
    }
    if (options.memory()) {
      lines.add("Planning:");
      lines.add(
          "  Memory: used=%dkB  allocated=%dkB"
              .formatted(
                  Explanation.kilobytes(explanation.planningBytes()),
                  Explanation.kilobytes(explanation.planningBytes())));
    }
    if (options.summary()) {
      lines.add(time("Planning", explanation.planningNanos()));
    }
    for (Instrumentation.TriggerTime trigger : explanation.triggers()) {
      lines.add(
          "Trigger "
              + trigger.name()
              + (options.verbose() ? " on " + trigger.relation() : "")
              + ":"
              + (options.timing()
                  ? String.format(Locale.ROOT, " time=%.3f", Explanation.millis(trigger.nanos()))
                  : "")
              + " calls="
              + trigger.calls());
    }
    if (options.serialize() != ExplainOptions.Serialize.NONE) {
      lines.add(
          "Serialization: "
              + (options.timing()
                  ? String.format(
                      Locale.ROOT,
                      "time=%.3f ms  ",
                      Explanation.millis(explanation.serialized().nanos()))
                  : "")
              + "output="
              + Explanation.kilobytes(explanation.serialized().bytes())
              + "kB  format="
              + options.serialize().name().toLowerCase(Locale.ROOT));
    }
    if (options.summary() && options.analyze()) {
      lines.add(time("Execution", explanation.executionNanos()));
    }
    return lines;
  }

  private static String time(String what, long nanos) {
    return String.format(Locale.ROOT, "%s Time: %.3f ms", what, Explanation.millis(nanos));
  }

  private void node(ExplainNode node, int indent, boolean first) {
    lines.add(
        " ".repeat(indent)
            + (first ? "" : "->  ")
            + node.title()
            + (options.costs() ? costs(node.estimate()) : "")
            + (options.analyze() ? actual(node.counts()) : ""));
    int inner = first ? 2 : indent + 6;
    String start = " ".repeat(inner);
    if (options.verbose() && !node.output().isEmpty()) {
      lines.add(start + "Output: " + String.join(", ", node.output()));
    }
    for (Detail detail : node.details()) {
      if (detail.line() != null) {
        lines.add(start + detail.line());
      }
    }
    if (options.buffers() && node.counts() != null) {
      buffers(node.counts(), start);
    }
    for (ExplainNode child : node.children()) {
      if (child.subPlan() == null) {
        node(child, inner, false);
      } else {
        lines.add(start + child.subPlan());
        node(child, inner + 2, false);
      }
    }
  }

  private static String costs(ExplainNode.Estimate estimate) {
    return String.format(
        Locale.ROOT,
        "  (cost=%.2f..%.2f rows=%.0f width=%d)",
        estimate.startup(),
        estimate.total(),
        estimate.rows(),
        estimate.width());
  }

  private String actual(NodeCounts counts) {
    if (counts == null) {
      return " (never executed)";
    }
    double rows = (double) counts.rows() / counts.loops();
    return options.timing()
        ? String.format(
            Locale.ROOT,
            " (actual time=%.3f..%.3f rows=%.2f loops=%d)",
            Explanation.millis(counts.startupNanos()) / counts.loops(),
            Explanation.millis(counts.nanos()) / counts.loops(),
            rows,
            counts.loops())
        : String.format(Locale.ROOT, " (actual rows=%.2f loops=%d)", rows, counts.loops());
  }

  /** Only what is not zero. */
  private void buffers(NodeCounts counts, String start) {
    long read = Explanation.blocks(counts.reread());
    long written = Explanation.blocks(counts.spilled());
    if (read + written > 0) {
      lines.add(
          start
              + "Buffers: temp"
              + (read > 0 ? " read=" + read : "")
              + (written > 0 ? " written=" + written : ""));
    }
  }
}
