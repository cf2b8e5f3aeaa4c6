package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.PlanNotes;
import org.heapgres.planner.exec.operator.MaterializeNode;
import org.heapgres.planner.rel.PgCteScan;
import org.heapgres.planner.rel.PgDistinctOn;
import org.heapgres.planner.rel.PgLockRows;
import org.heapgres.planner.rel.PgTable;
import org.heapgres.planner.rel.PgTableFunctionScan;

/**
 * What EXPLAIN calls the fields, rows around and sub-queries of one statement's plan: columns have
 * their table's name in front when the statement reads more than one. Used by one thread.
 */
final class PlanTexts {
  private final boolean qualified;
  private final boolean verbose;
  private final Map<Integer, List<String>> variables = new HashMap<>();
  private final Map<RexSubQuery, PlanNotes.SubQuery> subQueries = new HashMap<>();
  private final IdentityHashMap<PlanNode, List<PlanNotes.SubQuery>> subPlans =
      new IdentityHashMap<>();
  private final IdentityHashMap<PlanNode, List<String>> outputs = new IdentityHashMap<>();
  private List<PlanNotes.SubQuery> met = new ArrayList<>();

  /**
   * @param qualified whether columns have their table's name in front
   * @param verbose whether the columns of all nodes are wanted
   */
  PlanTexts(boolean qualified, boolean verbose) {
    this.qualified = qualified;
    this.verbose = verbose;
  }

  PlanNotes notes(List<MaterializeNode> ctes) {
    return new PlanNotes(ctes, subPlans, outputs);
  }

  // Sub-queries

  /** A sub-query in an expression of the node that is being built; {@code constant}: run once. */
  void met(RexSubQuery query, PlanNode plan, boolean constant) {
    boolean initial = constant && query.getKind() != SqlKind.IN && query.getKind() != SqlKind.SOME;
    PlanNotes.SubQuery named =
        new PlanNotes.SubQuery(
            (initial ? "InitPlan " : "SubPlan ") + (subQueries.size() + 1), initial, plan);
    if (subQueries.putIfAbsent(query, named) == null) {
      met.add(named);
    }
  }

  /** Begins a node; what it returns is for {@link #end}. */
  List<PlanNotes.SubQuery> begin() {
    List<PlanNotes.SubQuery> outer = met;
    met = new ArrayList<>();
    return outer;
  }

  /** The node that was begun is built. */
  void end(List<PlanNotes.SubQuery> outer, RelNode rel, PlanNode node) {
    if (!met.isEmpty()) {
      subPlans.merge(
          node,
          met,
          (before, more) -> {
            List<PlanNotes.SubQuery> all = new ArrayList<>(before);
            all.addAll(more);
            return all;
          });
    }
    if (verbose) {
      outputs.put(node, names(rel, qualified));
    }
    met = outer;
  }

  /** What stands for a sub-query in an expression. */
  String subQuery(RexSubQuery query) {
    PlanNotes.SubQuery named = subQueries.get(query);
    String name = named == null ? "SubPlan" : named.name();
    return switch (query.getKind()) {
      case EXISTS -> "EXISTS(" + name + ")";
      case SCALAR_QUERY, ARRAY_QUERY_CONSTRUCTOR ->
          "(" + name + ")" + (isValue(named) ? ".col1" : "");
      default -> "(" + name + ")";
    };
  }

  private static boolean isValue(PlanNotes.SubQuery named) {
    return named != null && named.initial();
  }

  // Names

  /** The row that a correlation variable stands for is one of these. */
  void variable(int id, RelNode rows) {
    variables.computeIfAbsent(id, _ -> names(rows, true));
  }

  /** A column of an outer row. */
  String variable(int id, int field, String otherwise) {
    List<String> names = variables.get(id);
    return names == null || field >= names.size() ? otherwise : names.get(field);
  }

  /** For conditions over those rows; only above a scan need columns say whose they are. */
  Deparser over(RelNode input) {
    return new Deparser(names(input, verbose || (qualified && !isScan(input))), this);
  }

  private static boolean isScan(RelNode node) {
    return switch (node) {
      case Project project -> isScan(project.getInput());
      case Filter filter -> isScan(filter.getInput());
      default -> node.getInputs().isEmpty();
    };
  }

  Deparser overBoth(Join join) {
    List<String> names = new ArrayList<>(names(join.getLeft()));
    names.addAll(names(join.getRight()));
    return new Deparser(names, this);
  }

  List<String> names(RelNode node) {
    return names(node, qualified || verbose);
  }

  /** What a node above calls such a field: an expression is put in parentheses. */
  static String fromBelow(String name) {
    return name.indexOf('(') < 0 && name.indexOf(' ') < 0 ? name : "(" + name + ")";
  }

  private List<String> names(RelNode node, boolean prefixed) {
    return switch (node) {
      case TableScan scan -> {
        String alias = scan.getTable().unwrapOrThrow(PgTable.class).alias();
        yield prefixed(alias, scan.getRowType().getFieldNames(), prefixed);
      }
      case PgCteScan scan -> prefixed(scan.name(), scan.getRowType().getFieldNames(), prefixed);
      case PgTableFunctionScan scan ->
          prefixed(scan.alias(), scan.getRowType().getFieldNames(), prefixed);
      case Filter filter -> names(filter.getInput(), prefixed);
      case Sort sort -> names(sort.getInput(), prefixed);
      case SetOp operation -> names(operation.getInput(0), prefixed);
      case PgLockRows lock -> names(lock.getInput(), prefixed);
      case PgDistinctOn distinct -> names(distinct.getInput(), prefixed);
      case Project project -> {
        Deparser deparser = new Deparser(names(project.getInput(), prefixed), this);
        List<String> names = new ArrayList<>();
        for (RexNode each : project.getProjects()) {
          names.add(deparser.text(each));
        }
        yield names;
      }
      case Join join -> {
        List<String> names = new ArrayList<>(names(join.getLeft(), prefixed));
        if (join.getJoinType().projectsRight()) {
          names.addAll(names(join.getRight(), prefixed));
        }
        yield names;
      }
      case Correlate correlate -> {
        List<String> names = new ArrayList<>(names(correlate.getLeft(), prefixed));
        if (correlate.getJoinType().projectsRight()) {
          names.addAll(names(correlate.getRight(), prefixed));
        }
        yield names;
      }
      case Aggregate aggregate -> aggregate(aggregate, names(aggregate.getInput(), prefixed));
      default -> node.getRowType().getFieldNames();
    };
  }

  private static List<String> prefixed(String alias, List<String> columns, boolean prefixed) {
    return prefixed && alias != null
        ? columns.stream().map(column -> alias + "." + column).toList()
        : columns;
  }

  private static List<String> aggregate(Aggregate aggregate, List<String> input) {
    List<String> names = new ArrayList<>();
    for (int key : aggregate.getGroupSet()) {
      names.add(input.get(key));
    }
    for (AggregateCall call : aggregate.getAggCallList()) {
      List<String> arguments = call.getArgList().stream().map(input::get).toList();
      names.add(
          call.getAggregation().getName().toLowerCase(java.util.Locale.ROOT)
              + "("
              + (call.isDistinct() ? "DISTINCT " : "")
              + (arguments.isEmpty() ? "*" : String.join(", ", arguments))
              + ")"
              + (call.filterArg < 0 ? "" : " FILTER (WHERE " + input.get(call.filterArg) + ")"));
    }
    return names;
  }
}
