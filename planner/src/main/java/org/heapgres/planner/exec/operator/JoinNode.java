package org.heapgres.planner.exec.operator;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.exec.Detail;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Operator;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.types.PgType;

/**
 * Joins two inputs, keeping the right one in memory: by a hash table over equal keys, or, without
 * keys, by comparing every pair.
 */
public final class JoinNode extends PlanNode {
  /** Keys that must be equal, as expressions over each side; {@code condition} is their text. */
  public record Keys(
      List<Expression> left, List<Expression> right, List<PgType> types, String condition) {}

  private final JoinKind joinKind;
  private final PlanNode left;
  private final PlanNode right;
  private final Keys keys;
  private final Expression residual;
  private final String residualText;
  private final double rows;
  private final boolean kept;

  /**
   * @param keys null for a nested loop
   * @param residual over the columns of both sides; null for none
   * @param kept whether the right side is the same whenever the join begins anew in a run
   */
  public JoinNode(
      JoinKind joinKind,
      PlanNode left,
      PlanNode right,
      Keys keys,
      Expression residual,
      String residualText,
      double rows,
      boolean kept) {
    super(outputTypes(joinKind, left, right));
    this.joinKind = joinKind;
    this.left = left;
    this.right = right;
    this.keys = keys;
    this.residual = residual;
    this.residualText = residualText;
    this.rows = rows;
    this.kept = kept;
  }

  static List<PgType> outputTypes(JoinKind kind, PlanNode left, PlanNode right) {
    List<PgType> types = new ArrayList<>();
    if (!kind.rightOnly()) {
      types.addAll(left.types());
    }
    if (!kind.leftOnly()) {
      types.addAll(right.types());
    }
    return types;
  }

  @Override
  protected Operator start(Execution run) {
    return new JoinOperator(run, this);
  }

  /** Whether it finds partners by a hash table. */
  public boolean isHashed() {
    return keys != null;
  }

  JoinKind joinKind() {
    return joinKind;
  }

  boolean kept() {
    return kept;
  }

  PlanNode left() {
    return left;
  }

  PlanNode right() {
    return right;
  }

  Keys keys() {
    return keys;
  }

  Expression residual() {
    return residual;
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }

  @Override
  public String title() {
    return joinKind.title(keys == null ? "Nested Loop" : "Hash");
  }

  @Override
  public String nodeType() {
    return keys == null ? "Nested Loop" : "Hash Join";
  }

  @Override
  public List<Detail.Property> attributes() {
    return joinKind.attributes();
  }

  @Override
  public List<Detail> details() {
    List<Detail> details = new ArrayList<>();
    details.add(Detail.silent("Inner Unique", false));
    if (keys != null) {
      details.add(Detail.of("Hash Cond", keys.condition()));
    }
    if (residual != null) {
      details.add(Detail.of("Join Filter", residualText));
    }
    return details;
  }

  @Override
  public double estimatedRows() {
    return rows;
  }
}
