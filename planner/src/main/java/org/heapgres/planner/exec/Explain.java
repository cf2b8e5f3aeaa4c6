package org.heapgres.planner.exec;

import java.util.List;
import java.util.Locale;
import org.heapgres.planner.exec.operator.FilterNode;
import org.heapgres.planner.exec.operator.ProjectNode;

/** Plans as text, in the shape of PostgreSQL's EXPLAIN. */
final class Explain {
  private static final int BYTES_PER_COLUMN = 8;

  private Explain() {}

  static void describe(PlanNode root, boolean costs, List<String> lines) {
    describe(root, 0, costs, null, lines);
  }

  private static void describe(
      PlanNode node, int depth, boolean costs, String filter, List<String> lines) {
    if (node instanceof ProjectNode && !node.inputs().isEmpty() && filter == null) {
      describe(node.inputs().getFirst(), depth, costs, null, lines);
      return;
    }
    if (node instanceof FilterNode filtering && filter == null) {
      describe(filtering.inputs().getFirst(), depth, costs, filtering.details().getFirst(), lines);
      return;
    }
    String indent = depth == 0 ? "" : " ".repeat(6 * depth - 4);
    lines.add(indent + (depth == 0 ? "" : "->  ") + node.title() + (costs ? cost(node) : ""));
    String detailIndent = indent + (depth == 0 ? "  " : "      ");
    for (String detail : node.details()) {
      lines.add(detailIndent + detail);
    }
    if (filter != null) {
      lines.add(detailIndent + filter);
    }
    for (PlanNode input : node.inputs()) {
      describe(input, depth + 1, costs, null, lines);
    }
  }

  /** Costs are rows read: what this planner compares plans by. */
  private static String cost(PlanNode node) {
    return String.format(
        Locale.ROOT,
        "  (cost=0.00..%.2f rows=%d width=%d)",
        total(node),
        (long) Math.max(1, node.estimatedRows()),
        node.width() * BYTES_PER_COLUMN);
  }

  private static double total(PlanNode node) {
    double total = node.estimatedRows() / 100;
    for (PlanNode input : node.inputs()) {
      total += total(input);
    }
    return total;
  }
}
