package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.expression.Leaves;
import org.heapgres.planner.exec.operator.JoinKind;
import org.heapgres.planner.exec.operator.JoinNode;
import org.heapgres.planner.exec.operator.LateralNode;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.exec.operator.ScanNode;
import org.heapgres.planner.types.PgType;

/** Joins: by index lookups from a small side, by hashing, else by comparing all pairs. */
final class JoinBuilder {
  /** A plan outlives the size that its table had: small tables grow. */
  private static final double FEWEST_ROWS = 1000;

  private final PhysicalBuilder builder;

  JoinBuilder(PhysicalBuilder builder) {
    this.builder = builder;
  }

  static JoinKind kind(JoinRelType type) {
    return switch (type) {
      case INNER -> JoinKind.INNER;
      case LEFT -> JoinKind.LEFT;
      case RIGHT -> JoinKind.RIGHT;
      case FULL -> JoinKind.FULL;
      case SEMI -> JoinKind.SEMI;
      case ANTI -> JoinKind.ANTI;
      default -> throw new IllegalStateException("no operator for " + type);
    };
  }

  PlanNode build(Join join) {
    JoinKind kind = kind(join.getJoinType());
    PlanNode left = builder.build(join.getLeft());
    List<RexNode> conditions = Conditions.conjuncts(join.getCondition());
    if (kind != JoinKind.RIGHT && kind != JoinKind.FULL) {
      PlanNode lookup = lookup(kind, join, left, conditions);
      if (lookup != null) {
        return lookup;
      }
    }
    PlanNode right = builder.build(join.getRight());
    if (isSwapped(kind, join, left, right)) {
      PlanNode swapped = swapped(kind, join, left, right, conditions);
      if (swapped != null) {
        return swapped;
      }
    }
    return join(kind, join, left, right, conditions);
  }

  /**
   * The right side is kept in memory: that should be the one that is the same from run to run, else
   * the smaller one.
   */
  private boolean isSwapped(JoinKind kind, Join join, PlanNode left, PlanNode right) {
    if (kind != JoinKind.INNER && !kind.leftOnly()) {
      return false;
    }
    boolean leftKept = isKept(join.getLeft());
    boolean rightKept = isKept(join.getRight());
    return leftKept == rightKept ? left.estimatedRows() * 2 < right.estimatedRows() : leftKept;
  }

  private ExpressionCompiler compiler(Join join) {
    int width =
        join.getLeft().getRowType().getFieldCount() + join.getRight().getRowType().getFieldCount();
    return builder.compiler(null, join.getVariablesSet(), width);
  }

  private Deparser deparser(Join join) {
    return builder.texts().overBoth(join);
  }

  /** Equal keys of both sides; the other conditions stay in {@code rest}. */
  private JoinNode.Keys keys(Join join, List<RexNode> conditions, List<RexNode> rest) {
    int leftWidth = join.getLeft().getRowType().getFieldCount();
    List<Expression> left = new ArrayList<>();
    List<Expression> right = new ArrayList<>();
    List<PgType> types = new ArrayList<>();
    List<RexNode> used = new ArrayList<>();
    ExpressionCompiler leftCompiler = builder.compiler(null, Set.of(), leftWidth);
    int[] shifted = new int[leftWidth + join.getRight().getRowType().getFieldCount()];
    for (int f = leftWidth; f < shifted.length; f++) {
      shifted[f] = f - leftWidth;
    }
    ExpressionCompiler rightCompiler = builder.compiler(shifted, Set.of(), shifted.length);
    for (RexNode condition : conditions) {
      RexNode[] sides = sides(condition, leftWidth, join);
      if (sides == null) {
        rest.add(condition);
      } else {
        left.add(leftCompiler.compile(sides[0]));
        right.add(rightCompiler.compile(sides[1]));
        types.add(ExpressionCompiler.type(sides[0]));
        used.add(condition);
      }
    }
    return left.isEmpty()
        ? null
        : new JoinNode.Keys(left, right, types, deparser(join).conjunction(used));
  }

  /** The left and the right side of an equation between both inputs; null for others. */
  private static RexNode[] sides(RexNode condition, int leftWidth, Join join) {
    if (!(condition instanceof RexCall call)
        || call.getOperands().size() != 2
        || KeyPredicate.form(call.getOperator()) != KeyPredicate.Form.EQUAL
        || !RexUtil.isDeterministic(call)) {
      return null;
    }
    RexNode first = call.getOperands().get(0);
    RexNode second = call.getOperands().get(1);
    if (isOf(first, 0, leftWidth, join) && isOf(second, leftWidth, Integer.MAX_VALUE, join)) {
      return new RexNode[] {first, second};
    }
    if (isOf(second, 0, leftWidth, join) && isOf(first, leftWidth, Integer.MAX_VALUE, join)) {
      return new RexNode[] {second, first};
    }
    return null;
  }

  private static boolean isOf(RexNode node, int from, int to, Join join) {
    NavigableSet<Integer> fields = InputFields.of(List.of(node), join.getVariablesSet());
    return !fields.isEmpty()
        && fields.first() >= from
        && fields.last() < to
        && RexUtil.SubQueryFinder.find(node) == null;
  }

  private PlanNode join(
      JoinKind kind, Join join, PlanNode left, PlanNode right, List<RexNode> conditions) {
    List<RexNode> rest = new ArrayList<>();
    JoinNode.Keys keys = keys(join, conditions, rest);
    return new JoinNode(
        kind,
        left,
        right,
        keys,
        rest.isEmpty() ? null : compiler(join).compile(conjunction(join, rest)),
        rest.isEmpty() ? null : deparser(join).conjunction(rest),
        builder.rows(join),
        isKept(join.getRight()));
  }

  /** Whether the side in memory is to serve each time that the plan is run for another row. */
  private boolean isKept(RelNode side) {
    return builder.isRepeated() && CorrelatedFields.of(side).isEmpty() && !Volatile.in(side);
  }

  private static RexNode conjunction(Join join, List<RexNode> conditions) {
    return RexUtil.composeConjunction(join.getCluster().getRexBuilder(), conditions);
  }

  /**
   * The smaller side goes into memory; columns come out in the old order. Null for a semi or anti
   * join without equal keys.
   */
  private PlanNode swapped(
      JoinKind kind, Join join, PlanNode left, PlanNode right, List<RexNode> conditions) {
    int leftWidth = left.width();
    int rightWidth = right.width();
    List<RexNode> rest = new ArrayList<>();
    JoinNode.Keys keys = keys(join, conditions, rest);
    if (keys == null && kind.leftOnly()) {
      return null;
    }
    JoinNode.Keys mirrored =
        keys == null
            ? null
            : new JoinNode.Keys(keys.right(), keys.left(), keys.types(), keys.condition());
    int[] places = new int[leftWidth + rightWidth];
    for (int c = 0; c < places.length; c++) {
      places[c] = c < leftWidth ? rightWidth + c : c - leftWidth;
    }
    ExpressionCompiler compiler = builder.compiler(places, join.getVariablesSet(), places.length);
    JoinNode node =
        new JoinNode(
            mirrored(kind),
            right,
            left,
            mirrored,
            rest.isEmpty() ? null : compiler.compile(conjunction(join, rest)),
            rest.isEmpty() ? null : deparser(join).conjunction(rest),
            builder.rows(join),
            isKept(join.getLeft()));
    if (kind.leftOnly()) {
      return node;
    }
    List<Expression> columns = new ArrayList<>();
    List<PgType> types = new ArrayList<>(left.types());
    types.addAll(right.types());
    for (int place : places) {
      columns.add(Leaves.column(node.kind(place), place));
    }
    return new ProjectNode(node, columns, types);
  }

  private static JoinKind mirrored(JoinKind kind) {
    return switch (kind) {
      case INNER -> JoinKind.INNER;
      case SEMI -> JoinKind.RIGHT_SEMI;
      case ANTI -> JoinKind.RIGHT_ANTI;
      default -> throw new IllegalStateException("not mirrored: " + kind);
    };
  }

  /** A join that looks each left row up in an index of the right table; null when not worth it. */
  private PlanNode lookup(JoinKind kind, Join join, PlanNode left, List<RexNode> conditions) {
    RelNode right = join.getRight();
    List<RexNode> columns = null;
    if (right instanceof Project project) {
      columns = project.getProjects();
      right = project.getInput();
      if (!columns.stream().allMatch(RexInputRef.class::isInstance)) {
        return null;
      }
    }
    List<RexNode> filters = List.of();
    if (right instanceof Filter filter && filter.getVariablesSet().isEmpty()) {
      filters = Conditions.conjuncts(filter.getCondition());
      right = filter.getInput();
    }
    if (!(right instanceof TableScan scan)
        || left.estimatedRows() * Costs.LOOKUP > hashCost(join, scan, left)) {
      return null;
    }
    int leftWidth = join.getLeft().getRowType().getFieldCount();
    int correlation = builder.newCorrelation();
    builder.texts().variable(correlation, join.getLeft());
    List<RexNode> pushed = new ArrayList<>(filters);
    List<RexNode> rest = new ArrayList<>();
    RexNode row = outerRow(join, correlation);
    for (RexNode condition : conditions) {
      if (sides(condition, leftWidth, join) == null) {
        rest.add(condition);
      } else {
        pushed.add(onRight(condition, leftWidth, columns, row, join.getCluster().getRexBuilder()));
      }
    }
    if (pushed.size() == filters.size()) {
      return null;
    }
    ScanNode lookup = lookup(scan, pushed, columns);
    if (lookup == null
        || left.estimatedRows()
                * Costs.search(lookup.isSingle(), lookup.isPrimary(), lookup.estimatedRows())
            > hashCost(join, scan, left)) {
      return null;
    }
    return new LateralNode(
        kind,
        left,
        columns == null ? lookup : picked(lookup, columns),
        correlation,
        rest.isEmpty() ? null : compiler(join).compile(conjunction(join, rest)),
        rest.isEmpty() ? null : deparser(join).conjunction(rest),
        builder.rows(join));
  }

  /** What it takes to read the whole right side and join it by hashing. */
  private double hashCost(Join join, TableScan scan, PlanNode left) {
    return Math.max(Costs.scan(scan), FEWEST_ROWS)
        + builder.rows(join.getRight()) * Costs.BUILD
        + left.estimatedRows() * Costs.PROBE;
  }

  /** Null when no index helps, or the rows' own keys are wanted, as FOR UPDATE does. */
  private ScanNode lookup(TableScan scan, List<RexNode> conditions, List<RexNode> columns) {
    int[] produced = null;
    if (columns != null) {
      NavigableSet<Integer> needed = InputFields.of(conditions, Set.of());
      needed.addAll(InputFields.of(columns, Set.of()));
      produced = needed.stream().mapToInt(Integer::intValue).toArray();
    }
    PlanNode node = builder.scans().scan(scan, conditions, produced, Set.of());
    return node instanceof ScanNode lookup
            && lookup.isLookup()
            && (produced == null || Arrays.stream(produced).allMatch(lookup::reads))
        ? lookup
        : null;
  }

  /** The table's fields in the order of a project that only picks them. */
  private static PlanNode picked(ScanNode lookup, List<RexNode> columns) {
    List<Expression> picked = new ArrayList<>();
    List<PgType> types = new ArrayList<>();
    for (RexNode column : columns) {
      int place = lookup.columnOf(((RexInputRef) column).getIndex());
      picked.add(Leaves.column(lookup.kind(place), place));
      types.add(lookup.types().get(place));
    }
    return new ProjectNode(lookup, picked, types);
  }

  private static RexNode outerRow(Join join, int correlation) {
    return join.getCluster()
        .getRexBuilder()
        .makeCorrel(join.getLeft().getRowType(), new CorrelationId(correlation));
  }

  /** The condition over the right table's fields, left fields read from the outer row. */
  private static RexNode onRight(
      RexNode condition, int leftWidth, List<RexNode> columns, RexNode row, RexBuilder rexBuilder) {
    return condition.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            int field = ref.getIndex() - leftWidth;
            if (field < 0) {
              return rexBuilder.makeFieldAccess(row, ref.getIndex());
            }
            return columns == null ? new RexInputRef(field, ref.getType()) : columns.get(field);
          }
        });
  }
}
