package org.heapgres.planner.exec.explain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Instrumentation;
import org.heapgres.planner.exec.NodeCounts;

/** The formats for programs: the same groups and properties, in PostgreSQL's order. */
final class StructuredFormat {
  /** Those that come before the relationship to the node above. */
  private static final Set<String> FIRST = Set.of("Strategy", "Partial Mode", "Operation");

  private static final List<String> BLOCKS =
      List.of(
          "Shared Hit",
          "Shared Read",
          "Shared Dirtied",
          "Shared Written",
          "Local Hit",
          "Local Read",
          "Local Dirtied",
          "Local Written");

  private final ExplainOptions options;
  private final StructuredOutput out;

  StructuredFormat(ExplainOptions options, StructuredOutput out) {
    this.options = options;
    this.out = out;
  }

  String write(Explanation explanation) {
    out.begin();
    if (explanation.query() != null) {
      return logged(explanation);
    }
    out.open("Query", null, true);
    node(explanation.root());
    settings(explanation);
    if (options.buffers() || options.memory()) {
      out.open("Planning", "Planning", true);
      if (options.buffers()) {
        buffers(null);
      }
      if (options.memory()) {
        out.property("Memory Used", Explanation.kilobytes(explanation.planningBytes()));
        out.property("Memory Allocated", Explanation.kilobytes(explanation.planningBytes()));
      }
      out.close("Planning");
    }
    if (options.summary()) {
      out.property("Planning Time", number(Explanation.millis(explanation.planningNanos()), 3));
    }
    if (options.analyze()) {
      triggers(explanation.triggers());
    }
    if (options.serialize() != ExplainOptions.Serialize.NONE) {
      serialization(explanation.serialized());
    }
    if (options.summary() && options.analyze()) {
      out.property("Execution Time", number(Explanation.millis(explanation.executionNanos()), 3));
    }
    out.close("Query");
    return out.end();
  }

  /** As auto_explain writes it: one object, not a list. */
  private String logged(Explanation explanation) {
    out.property("Query Text", explanation.query().text());
    if (explanation.query().parameters() != null) {
      out.property("Query Parameters", explanation.query().parameters());
    }
    node(explanation.root());
    settings(explanation);
    String text = out.end();
    return options.format() == ExplainOptions.Format.JSON
        ? "{" + text.substring(1, text.length() - 1) + "}"
        : text;
  }

  private void settings(Explanation explanation) {
    if (options.settings()) {
      out.open("Settings", "Settings", true);
      explanation.settings().forEach(out::property);
      out.close("Settings");
    }
  }

  private void triggers(List<Instrumentation.TriggerTime> triggers) {
    out.open("Triggers", "Triggers", false);
    for (Instrumentation.TriggerTime trigger : triggers) {
      out.open("Trigger", null, true);
      out.property("Trigger Name", trigger.name());
      out.property("Relation", trigger.relation());
      if (options.timing()) {
        out.property("Time", number(Explanation.millis(trigger.nanos()), 3));
      }
      out.property("Calls", trigger.calls());
      out.close("Trigger");
    }
    out.close("Triggers");
  }

  private void serialization(Explanation.Serialized serialized) {
    out.open("Serialization", "Serialization", true);
    if (options.timing()) {
      out.property("Time", number(Explanation.millis(serialized.nanos()), 3));
    }
    out.property("Output Volume", Explanation.kilobytes(serialized.bytes()));
    out.property("Format", options.serialize().name().toLowerCase(Locale.ROOT));
    if (options.buffers()) {
      buffers(null);
    }
    out.close("Serialization");
  }

  private static BigDecimal number(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
  }

  private void node(ExplainNode node) {
    out.open("Plan", node.relationship() == null ? "Plan" : null, true);
    out.property("Node Type", node.type());
    attributes(node, true);
    if (node.relationship() != null) {
      out.property("Parent Relationship", node.relationship());
    }
    if (node.subPlan() != null) {
      out.property("Subplan Name", node.subPlan());
    }
    out.property("Parallel Aware", false);
    out.property("Async Capable", false);
    attributes(node, false);
    if (options.costs()) {
      out.property("Startup Cost", number(node.estimate().startup(), 2));
      out.property("Total Cost", number(node.estimate().total(), 2));
      out.property("Plan Rows", number(node.estimate().rows(), 0));
      out.property("Plan Width", (long) node.estimate().width());
    }
    if (options.analyze()) {
      actual(node.counts());
    }
    out.property("Disabled", false);
    if (options.verbose() && !node.output().isEmpty()) {
      out.property("Output", node.output());
    }
    for (Detail detail : node.details()) {
      for (Detail.Property property : detail.properties()) {
        out.property(property.label(), property.value());
      }
    }
    if (options.buffers()) {
      buffers(node.counts());
    }
    if (options.wal()) {
      for (String label : List.of("WAL Records", "WAL FPI", "WAL Bytes", "WAL Buffers Full")) {
        out.property(label, 0L);
      }
    }
    if (!node.children().isEmpty()) {
      out.open("Plans", "Plans", false);
      node.children().forEach(this::node);
      out.close("Plans");
    }
    out.close("Plan");
  }

  private void attributes(ExplainNode node, boolean first) {
    for (Detail.Property attribute : node.attributes()) {
      boolean schema = attribute.label().equals("Schema");
      if (FIRST.contains(attribute.label()) == first && (options.verbose() || !schema)) {
        out.property(attribute.label(), attribute.value());
      }
    }
  }

  private void actual(NodeCounts counts) {
    double loops = counts == null ? 1 : counts.loops();
    if (options.timing()) {
      out.property(
          "Actual Startup Time",
          number(counts == null ? 0 : Explanation.millis(counts.startupNanos()) / loops, 3));
      out.property(
          "Actual Total Time",
          number(counts == null ? 0 : Explanation.millis(counts.nanos()) / loops, 3));
    }
    out.property("Actual Rows", number(counts == null ? 0 : counts.rows() / loops, 2));
    out.property("Actual Loops", counts == null ? 0 : counts.loops());
  }

  /** The heap has no shared or local buffers; temporary files are counted. */
  private void buffers(NodeCounts counts) {
    for (String kind : BLOCKS) {
      out.property(kind + " Blocks", 0L);
    }
    out.property("Temp Read Blocks", counts == null ? 0 : Explanation.blocks(counts.reread()));
    out.property("Temp Written Blocks", counts == null ? 0 : Explanation.blocks(counts.spilled()));
  }
}
