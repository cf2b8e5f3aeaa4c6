package org.heapgres.planner.exec.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Instrumentation;
import org.heapgres.planner.exec.NodeCounts;
import org.heapgres.planner.exec.PhysicalPlan;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.PlanNotes;
import org.heapgres.planner.exec.explain.ExplainNode.Estimate;
import org.heapgres.planner.exec.operator.AggregateNode;
import org.heapgres.planner.exec.operator.ComputedScanNode;
import org.heapgres.planner.exec.operator.FilterNode;
import org.heapgres.planner.exec.operator.FunctionScanNode;
import org.heapgres.planner.exec.operator.JoinNode;
import org.heapgres.planner.exec.operator.LateralNode;
import org.heapgres.planner.exec.operator.MaterializeNode;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.exec.operator.PrunedNode;
import org.heapgres.planner.exec.operator.RecursiveUnionNode;
import org.heapgres.planner.exec.operator.SetOperationNode;
import org.heapgres.planner.exec.operator.SortNode;
import org.heapgres.planner.exec.operator.TableScanNode;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.exec.operator.WindowNode;
import org.heapgres.planner.types.PgType;

/**
 * Makes of a plan the nodes that PostgreSQL would have: projections melt into the node below them,
 * filters too where PostgreSQL's nodes have one, and a hash join shows the hashing.
 */
final class ExplainTree {
  private static final String OUTER = "Outer";
  private static final String INNER = "Inner";
  private static final String MEMBER = "Member";

  /** What a value of a type without a length is taken to have. */
  private static final int USUAL_LENGTH = 32;

  private static final double ROW_COST = 0.01;

  private final PlanNotes notes;
  private final boolean verbose;
  private final Instrumentation instrumentation;

  private ExplainTree(PlanNotes notes, boolean verbose, Instrumentation instrumentation) {
    this.notes = notes;
    this.verbose = verbose;
    this.instrumentation = instrumentation;
  }

  /** {@code instrumentation} null for a plan that has not run. */
  static ExplainNode of(PhysicalPlan plan, boolean verbose, Instrumentation instrumentation) {
    ExplainTree tree = new ExplainTree(plan.notes(), verbose, instrumentation);
    List<PlanNotes.SubQuery> ctes =
        plan.notes().ctes().stream()
            .map(cte -> new PlanNotes.SubQuery("CTE " + cte.name(), true, cte.input()))
            .toList();
    return tree.node(plan.root(), null, null, ctes);
  }

  private NodeCounts counts(PlanNode node) {
    return instrumentation == null ? null : instrumentation.of(node);
  }

  private long rows(PlanNode node) {
    NodeCounts counts = counts(node);
    return counts == null ? 0 : counts.rows();
  }

  private ExplainNode node(
      PlanNode top, String relationship, String subPlan, List<PlanNotes.SubQuery> initial) {
    List<PlanNotes.SubQuery> subQueries = new ArrayList<>(initial);
    List<String> conditions = new ArrayList<>();
    long removed = 0;
    PlanNode base = top;
    while (true) {
      subQueries.addAll(notes.subPlans().getOrDefault(base, List.of()));
      if (base instanceof ProjectNode project) {
        base = project.inputs().getFirst();
      } else if (base instanceof PrunedNode pruned) {
        base = pruned.scan();
      } else if (base instanceof FilterNode filter && hasFilter(filter.inputs().getFirst())) {
        conditions.add(filter.text());
        removed += rows(filter.inputs().getFirst()) - rows(filter);
        base = filter.inputs().getFirst();
      } else {
        break;
      }
    }
    List<ExplainNode> children = new ArrayList<>();
    for (PlanNotes.SubQuery query : subQueries) {
      children.add(
          node(
              query.plan(),
              query.initial() ? ExplainNode.INIT_PLAN : ExplainNode.SUB_PLAN,
              query.name(),
              List.of()));
    }
    children.addAll(inputs(base));
    children.sort(Comparator.comparing(ExplainTree::place));
    boolean subquery = base instanceof FilterNode;
    return new ExplainNode(
        subquery
            ? "Subquery Scan on unnamed_subquery"
            : verbose ? base.verboseTitle() : base.title(),
        subquery ? "Subquery Scan" : base.nodeType(),
        relationship,
        subPlan,
        base.attributes(),
        estimate(top, base, children),
        counts(top),
        notes.outputs().getOrDefault(top, List.of()),
        details(base, conditions, removed),
        children);
  }

  private static int place(ExplainNode child) {
    return switch (child.relationship()) {
      case ExplainNode.INIT_PLAN -> 0;
      case ExplainNode.SUB_PLAN -> 2;
      default -> 1;
    };
  }

  /** Whether PostgreSQL's node of that kind may have a filter. */
  private static boolean hasFilter(PlanNode node) {
    return switch (node) {
      case ProjectNode project -> hasFilter(project.inputs().getFirst());
      case PrunedNode _,
          FilterNode _,
          TableScanNode _,
          ComputedScanNode _,
          FunctionScanNode _,
          ValuesNode _,
          MaterializeNode _,
          RecursiveUnionNode.WorkingTable _,
          JoinNode _,
          LateralNode _,
          AggregateNode _ ->
          true;
      default -> false;
    };
  }

  private List<ExplainNode> inputs(PlanNode base) {
    List<PlanNode> inputs = base.inputs();
    if (base instanceof MaterializeNode) {
      return List.of();
    }
    if (base instanceof JoinNode join) {
      return List.of(node(inputs.get(0), OUTER, null, List.of()), kept(join));
    }
    List<ExplainNode> children = new ArrayList<>();
    for (PlanNode input : inputs) {
      String relationship =
          switch (base) {
            case FilterNode _ -> "Subquery";
            case LateralNode lateral -> input == inputs.getFirst() ? OUTER : INNER;
            case SetOperationNode _ -> input == inputs.getFirst() ? OUTER : INNER;
            default -> inputs.size() == 1 ? OUTER : MEMBER;
          };
      children.add(node(input, relationship, null, List.of()));
    }
    return children;
  }

  /** The side of a join that is kept in memory. */
  private ExplainNode kept(JoinNode join) {
    PlanNode input = join.inputs().getLast();
    ExplainNode child = node(input, OUTER, null, List.of());
    NodeCounts counts = counts(join);
    String title = join.isHashed() ? "Hash" : "Materialize";
    List<Detail> details = new ArrayList<>();
    if (counts != null && counts(input) != null) {
      counts.details().stream().filter(ExplainTree::isOfKept).forEach(details::add);
    }
    return new ExplainNode(
        title,
        title,
        INNER,
        null,
        List.of(),
        new Estimate(
            child.estimate().total(),
            child.estimate().total(),
            child.estimate().rows(),
            child.estimate().width()),
        counts(input),
        child.output(),
        details,
        List.of(child));
  }

  private static boolean isOfKept(Detail detail) {
    String label = detail.properties().getFirst().label();
    return label.equals("Hash Buckets") || label.equals("Storage");
  }

  private List<Detail> details(PlanNode base, List<String> conditions, long removed) {
    NodeCounts counts = counts(base);
    List<Detail> details = new ArrayList<>();
    for (Detail detail : base.details()) {
      switch (detail.properties().getFirst().label()) {
        case "Filter" -> conditions.addFirst((String) detail.properties().getFirst().value());
        case "Index Cond" -> {
          details.add(detail);
          removed(details, "Rows Removed by Index Recheck", counts, 0);
        }
        case "Join Filter" -> {
          details.add(detail);
          removed(details, "Rows Removed by Join Filter", counts, joinFiltered(counts));
        }
        default -> details.add(detail);
      }
    }
    if (base instanceof FilterNode filter) {
      conditions.add(filter.text());
    }
    if (!conditions.isEmpty()) {
      details.add(
          Detail.of(
              "Filter",
              conditions.size() == 1
                  ? conditions.getFirst()
                  : "(" + String.join(" AND ", conditions) + ")"));
      long all = removed + (counts == null ? 0 : counts.filtered());
      if (base instanceof FilterNode filter) {
        all += rows(filter.inputs().getFirst()) - rows(filter);
      }
      removed(details, "Rows Removed by Filter", counts, all);
    }
    if (counts != null && base instanceof TableScanNode scan && scan.usesIndex()) {
      details.add(Detail.number("Index Searches", counts.searches()));
    }
    if (counts != null) {
      counts.details().stream()
          .filter(detail -> !(base instanceof JoinNode && isOfKept(detail)))
          .forEach(details::add);
    }
    return details;
  }

  private static long joinFiltered(NodeCounts counts) {
    return counts == null ? 0 : counts.joinFiltered();
  }

  /** By loop; the text leaves none out. */
  private static void removed(List<Detail> details, String label, NodeCounts counts, long all) {
    if (counts != null) {
      long each = Math.round((double) all / counts.loops());
      details.add(each > 0 ? Detail.number(label, each) : Detail.silent(label, each));
    }
  }

  private static Estimate estimate(PlanNode top, PlanNode base, List<ExplainNode> children) {
    double below = children.stream().mapToDouble(child -> child.estimate().total()).sum();
    double rows = Math.max(base instanceof FilterNode ? 1 : 0, top.estimatedRows());
    boolean blocking =
        switch (base) {
          case SortNode _, SetOperationNode _, WindowNode _, AggregateNode _ -> true;
          default -> false;
        };
    int width = 0;
    for (PgType type : top.types()) {
      width += type.length() > 0 ? type.length() : USUAL_LENGTH;
    }
    double total = below + base.estimatedRows() * ROW_COST;
    return new Estimate(blocking ? below : 0, total, Math.max(1, Math.rint(rows)), width);
  }
}
