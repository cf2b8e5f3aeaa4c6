package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.heapgres.planner.catalog.ComputedRelation;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.rel.PgCteScan;
import org.heapgres.planner.rel.PgDistinctOn;
import org.heapgres.planner.rel.PgLockRows;
import org.heapgres.planner.rel.PgProjectSet;
import org.heapgres.planner.rel.PgRowSource;
import org.heapgres.planner.rel.PgSecurityBarrier;
import org.heapgres.planner.rel.PgTable;
import org.heapgres.planner.rel.PgTableFunctionScan;
import org.heapgres.planner.rel.PgValues;
import org.heapgres.planner.statistics.ColumnStatistics;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.Numeric;

/** How many rows plans give, and what is known of their fields. Used by one thread. */
final class Cardinality {
  /** Different values of a column of which nothing is known, as in PostgreSQL. */
  private static final double DISTINCT = 200;

  private static final double FUNCTION_ROWS = 100;
  private static final double CTE_ROWS = 1000;

  private final SampleConditions samples;
  private final IdentityHashMap<RelNode, Double> rows = new IdentityHashMap<>();

  Cardinality(TypeRegistry types) {
    samples = new SampleConditions(types);
  }

  /** At least 1. */
  double rows(RelNode node) {
    Double known = rows.get(node);
    if (known == null) {
      known = Math.max(1, estimate(node));
      rows.put(node, known);
    }
    return known;
  }

  private double estimate(RelNode node) {
    return switch (node) {
      case TableScan scan -> scan.getTable().getRowCount();
      case Filter filter ->
          rows(filter.getInput())
              * selectivity(filter.getInput(), Conditions.conjuncts(filter.getCondition()));
      case Project project -> rows(project.getInput());
      case Join join -> joined(join);
      case Correlate correlate ->
          rows(correlate.getLeft())
              * (correlate.getJoinType() == JoinRelType.SEMI
                      || correlate.getJoinType() == JoinRelType.ANTI
                  ? 0.5
                  : rows(correlate.getRight()));
      case Aggregate aggregate -> groups(aggregate);
      case Sort sort -> limited(sort);
      case Union union -> {
        double sum = 0;
        for (RelNode input : union.getInputs()) {
          sum += rows(input);
        }
        yield sum;
      }
      case Values values -> values.getTuples().size();
      case PgValues values -> values.rows().size();
      case PgProjectSet sets -> rows(sets.getInput()) * 10;
      case PgTableFunctionScan _, PgRowSource _ -> FUNCTION_ROWS;
      case PgCteScan _ -> CTE_ROWS;
      default -> node.getInputs().isEmpty() ? CTE_ROWS : rows(node.getInput(0));
    };
  }

  private double limited(Sort sort) {
    double all = rows(sort.getInput());
    Object limit = sort.fetch == null ? null : samples.constant(SortBuilder.count(sort));
    double most =
        switch (limit) {
          case Numeric numeric -> numeric.doubleValue();
          case Number number -> number.doubleValue();
          case null, default -> all;
        };
    return Math.min(all, Math.max(0, most));
  }

  Selectivity selectivity(IntFunction<Variable> fields) {
    return new Selectivity(fields, samples);
  }

  /** Of conditions over the fields of {@code input}. */
  double selectivity(RelNode input, List<RexNode> conditions) {
    return selectivity(field -> variable(input, field)).of(conditions);
  }

  private double joined(Join join) {
    int leftWidth = join.getLeft().getRowType().getFieldCount();
    IntFunction<Variable> fields =
        field ->
            field < leftWidth
                ? variable(join.getLeft(), field)
                : variable(join.getRight(), field - leftWidth);
    return joined(
        join.getJoinType(),
        rows(join.getLeft()),
        rows(join.getRight()),
        Conditions.conjuncts(join.getCondition()),
        fields,
        field -> field < leftWidth);
  }

  /** Whether a field is of the left side. */
  @FunctionalInterface
  interface Side {
    boolean isLeft(int field);
  }

  /** Rows of a join of two inputs, given their rows and what their fields are. */
  double joined(
      JoinRelType type,
      double left,
      double right,
      List<RexNode> conditions,
      IntFunction<Variable> fields,
      Side side) {
    Selectivity selectivity = selectivity(fields);
    List<Double> pairs = new ArrayList<>();
    List<Double> partners = new ArrayList<>();
    List<RexNode> rest = new ArrayList<>();
    for (RexNode condition : conditions) {
      int[] equal = equation(condition);
      if (equal == null || side.isLeft(equal[0]) == side.isLeft(equal[1])) {
        rest.add(condition);
        continue;
      }
      Variable l = fields.apply(side.isLeft(equal[0]) ? equal[0] : equal[1]);
      Variable r = fields.apply(side.isLeft(equal[0]) ? equal[1] : equal[0]);
      pairs.add(Selectivity.equalPairs(l, r));
      partners.add(partnerShare(l, r, right));
    }
    double semi = together(partners);
    double matching = left * right * together(pairs);
    double share = selectivity.of(rest);
    double inner = Math.max(1, matching * share);
    return switch (type) {
      case INNER -> inner;
      case LEFT -> Math.max(inner, left);
      case RIGHT -> Math.max(inner, right);
      case FULL -> Math.max(inner, left + right - Math.min(left, right));
      case SEMI -> Math.max(1, left * semi * (rest.isEmpty() ? 1 : Math.sqrt(share)));
      case ANTI -> Math.max(1, left * (1 - semi * (rest.isEmpty() ? 1 : Math.sqrt(share))));
      default -> inner;
    };
  }

  /**
   * Columns that are equal together are seldom independent of each other: each further one counts
   * less than the one before.
   */
  private static double together(List<Double> shares) {
    double result = 1;
    double weight = 1;
    for (double share : shares.stream().sorted().toList()) {
      result *= Math.pow(share, weight);
      weight /= 2;
    }
    return result;
  }

  /** The share of left rows with a partner: those whose value is among the right ones. */
  private static double partnerShare(Variable left, Variable right, double rightRows) {
    if (left == null || right == null) {
      return 0.5;
    }
    double l = Math.max(1, left.distinct());
    double r = Math.max(1, Math.min(right.distinct(), rightRows));
    return (1 - left.nullFraction()) * Math.min(1, r / l);
  }

  /** By the distinct values of the keys, those of one table not taken for independent. */
  private double groups(Aggregate aggregate) {
    double total = 0;
    double input = rows(aggregate.getInput());
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      List<Variable> keys = new ArrayList<>();
      double product = 1;
      for (int key : set) {
        Variable variable = variable(aggregate.getInput(), key);
        if (variable == null) {
          product *= DISTINCT;
        } else {
          keys.add(variable);
        }
      }
      product *= ExtendedSelectivity.takeDistinct(keys);
      for (Variable variable : keys) {
        product = Math.min(product * Math.max(1, variable.distinct()), input);
      }
      total += Math.min(product, input);
    }
    return total;
  }

  /** Null when nothing is known of it. */
  Variable variable(RelNode node, int field) {
    return switch (node) {
      case TableScan scan -> column(scan, field);
      case Filter filter -> variable(filter.getInput(), field);
      case Sort sort -> variable(sort.getInput(), field);
      case PgSecurityBarrier barrier -> variable(barrier.getInput(), field);
      case PgLockRows lock -> variable(lock.getInput(), field);
      case PgDistinctOn distinct -> variable(distinct.getInput(), field);
      case Project project -> projected(project, field);
      case Join join -> {
        int width = join.getLeft().getRowType().getFieldCount();
        yield notUnique(
            field < width
                ? variable(join.getLeft(), field)
                : variable(join.getRight(), field - width));
      }
      case Correlate correlate -> {
        int width = correlate.getLeft().getRowType().getFieldCount();
        yield field < width ? notUnique(variable(correlate.getLeft(), field)) : null;
      }
      case Aggregate aggregate -> grouped(aggregate, field);
      case Minus minus -> variable(minus.getInput(0), field);
      default -> null;
    };
  }

  private static Variable notUnique(Variable variable) {
    return variable == null ? null : variable.notUnique();
  }

  private Variable projected(Project project, int field) {
    int source = KeyPredicate.field(project.getProjects().get(field));
    return source < 0 ? null : variable(project.getInput(), source);
  }

  private Variable grouped(Aggregate aggregate, int field) {
    if (field >= aggregate.getGroupCount()) {
      return null;
    }
    Variable variable = variable(aggregate.getInput(), aggregate.getGroupSet().nth(field));
    return aggregate.getGroupCount() == 1
        ? new Variable(null, rows(aggregate), true)
        : notUnique(variable);
  }

  private static Variable column(TableScan scan, int field) {
    PgTable table = scan.getTable().unwrapOrThrow(PgTable.class);
    double rows = Math.max(1, table.getRowCount());
    ColumnStatistics statistics = table.statistics(field);
    boolean unique = table.isKey(ImmutableBitSet.of(field));
    double distinct = statistics == null ? 0 : statistics.distinct(rows);
    double perValue =
        table.relation() instanceof ComputedRelation computed && field < computed.columns().size()
            ? computed.rows().lookup(field)
            : 0;
    if (unique) {
      distinct = rows;
    } else if (perValue > 0) {
      distinct = Math.max(1, rows / perValue);
    } else if (distinct <= 0) {
      boolean truth =
          ExpressionCompiler.type(scan.getRowType().getFieldList().get(field).getType())
              .equals(Types.BOOL);
      distinct = Math.min(rows, truth ? 2 : DISTINCT);
    }
    boolean stored = field < table.relation().columns().size();
    return new Variable(
        statistics,
        distinct,
        unique,
        table,
        stored ? table.relation().columns().get(field).attnum() : 0);
  }

  /** The two fields that a condition says are equal; null for another condition. */
  static int[] equation(RexNode condition) {
    if (!(condition instanceof RexCall call)
        || call.getOperands().size() != 2
        || KeyPredicate.form(call.getOperator()) != KeyPredicate.Form.EQUAL) {
      return null;
    }
    int first = KeyPredicate.field(call.getOperands().get(0));
    int second = KeyPredicate.field(call.getOperands().get(1));
    return first < 0 || second < 0 ? null : new int[] {first, second};
  }
}
