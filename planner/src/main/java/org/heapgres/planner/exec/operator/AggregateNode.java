package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.aggregate.AggregateCall;
import org.heapgres.planner.types.PgType;

/**
 * GROUP BY by hashing, for one or several grouping sets over the same input. Rows are the grouping
 * columns (NULL where a set lacks one), then the aggregates, then the GROUPING masks.
 */
public final class AggregateNode extends PlanNode {
  /**
   * GROUPING(...): a bit is set for each column that the row's grouping set lacks.
   *
   * @param columns grouping columns by their place among the output's first columns, highest bit
   *     first
   */
  public record Grouping(List<Integer> columns, VectorKind kind) {}

  private final PlanNode input;
  private final int[] keys;
  private final List<int[]> sets;
  private final List<AggregateCall> calls;
  private final List<Grouping> groupings;
  private final List<String> keyNames;
  private final double rows;

  /**
   * @param keys the grouping columns of the input
   * @param sets for each grouping set, indexes into {@code keys}
   */
  public AggregateNode(
      PlanNode input,
      int[] keys,
      List<int[]> sets,
      List<AggregateCall> calls,
      List<Grouping> groupings,
      List<PgType> types,
      List<String> keyNames,
      double rows) {
    super(types);
    this.input = input;
    this.keys = keys.clone();
    this.sets = List.copyOf(sets);
    this.calls = List.copyOf(calls);
    this.groupings = List.copyOf(groupings);
    this.keyNames = List.copyOf(keyNames);
    this.rows = rows;
  }

  @Override
  protected Operator start(Execution run) {
    return new AggregateOperator(run, this);
  }

  PlanNode input() {
    return input;
  }

  /** The grouping columns of the input. */
  int[] keys() {
    return keys;
  }

  /** For each grouping set, indexes into {@link #keys}. */
  List<int[]> sets() {
    return sets;
  }

  List<AggregateCall> calls() {
    return calls;
  }

  List<Grouping> groupings() {
    return groupings;
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }

  @Override
  public String title() {
    return switch (strategy()) {
      case "Plain" -> "Aggregate";
      case "Mixed" -> "MixedAggregate";
      default -> "HashAggregate";
    };
  }

  private String strategy() {
    if (keys.length == 0) {
      return "Plain";
    }
    return sets.size() > 1 && sets.stream().anyMatch(set -> set.length == 0) ? "Mixed" : "Hashed";
  }

  @Override
  public String nodeType() {
    return "Aggregate";
  }

  @Override
  public List<Detail.Property> attributes() {
    return List.of(
        new Detail.Property("Strategy", strategy()), new Detail.Property("Partial Mode", "Simple"));
  }

  @Override
  public List<Detail> details() {
    if (keys.length == 0) {
      return List.of();
    }
    if (sets.size() == 1) {
      return List.of(Detail.list("Group Key", keyNames));
    }
    List<Detail> details = new ArrayList<>();
    for (int[] set : sets) {
      List<String> names = new ArrayList<>();
      for (int key : set) {
        names.add(keyNames.get(key));
      }
      details.add(names.isEmpty() ? Detail.of("Group Key", "()") : Detail.list("Hash Key", names));
    }
    return details;
  }

  @Override
  public double estimatedRows() {
    return rows;
  }
}
