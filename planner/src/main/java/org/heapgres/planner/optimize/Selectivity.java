package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.heapgres.planner.rel.PgScalarArrayOperator;
import org.heapgres.planner.statistics.ColumnStatistics;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.value.PgArray;

/**
 * Which share of rows meets a condition, by what ANALYZE knows of the columns: PostgreSQL's
 * formulas (src/backend/utils/adt/selfuncs.c, manual chapter 69), and its guesses where nothing is
 * known. Conditions on a single column for which it has no formula are tried on the common values
 * and the histogram. Used by one thread.
 */
final class Selectivity {
  private static final double EQUAL = 0.005;
  private static final double INEQUALITY = 1.0 / 3;
  private static final double RANGE = 0.005;
  private static final double SUB_QUERY = 0.5;
  private static final double NULL_TEST = 0.005;
  private static final double OTHER = 1.0 / 3;

  /** How long a list is that is not known yet, as PostgreSQL assumes. */
  private static final int LIST_LENGTH = 10;

  /** A histogram of at least so many bounds stands for the column's values. */
  private static final int TELLING_BOUNDS = 10;

  /** What the fields of conditions are; null for one of which nothing is known. */
  private final IntFunction<Variable> fields;

  private final SampleConditions samples;

  Selectivity(IntFunction<Variable> fields, SampleConditions samples) {
    this.fields = fields;
    this.samples = samples;
  }

  /** Of all conditions together: by statistics of their columns together, where there are any. */
  double of(List<RexNode> conditions) {
    List<RexNode> rest = new ArrayList<>(conditions);
    double together = new ExtendedSelectivity(fields, samples, this).take(rest);
    return together * independent(rest);
  }

  /** As if conditions were independent; two ends of a range are not. */
  double independent(List<RexNode> conditions) {
    double result = 1;
    Map<Integer, List<Comparison>> ranges = new HashMap<>();
    List<RexNode> rest = new ArrayList<>(conditions);
    for (List<RexNode> together : mixed(conditions).values()) {
      Double tried = tried(together);
      if (tried != null) {
        result *= tried;
        rest.removeAll(together);
      }
    }
    for (RexNode condition : rest) {
      Comparison comparison = comparison(condition);
      if (comparison != null && comparison.isRange()) {
        ranges.computeIfAbsent(comparison.field, field -> new ArrayList<>()).add(comparison);
      } else {
        result *= of(condition);
      }
    }
    for (List<Comparison> range : ranges.values()) {
      result *= range(range);
    }
    return result;
  }

  /**
   * Several conditions on one field of which not all are comparisons that there is a formula for.
   */
  private Map<Integer, List<RexNode>> mixed(List<RexNode> conditions) {
    Map<Integer, List<RexNode>> byField = new HashMap<>();
    for (RexNode condition : conditions) {
      int field = onlyField(condition);
      if (field >= 0) {
        byField.computeIfAbsent(field, any -> new ArrayList<>()).add(condition);
      }
    }
    byField
        .values()
        .removeIf(
            same ->
                same.size() < 2
                    || same.stream().allMatch(condition -> comparison(condition) != null));
    return byField;
  }

  /** The single field that a condition reads; -1 when it is none or not that alone. */
  private static int onlyField(RexNode condition) {
    NavigableSet<Integer> used = InputFields.of(List.of(condition), Set.of());
    return used.size() == 1 && RexUtil.isDeterministic(condition) ? used.first() : -1;
  }

  /** Whether a condition says which values a single field has. */
  boolean isEquality(RexNode condition) {
    KeyPredicate predicate = KeyPredicate.of(condition, KeyPredicate::field, Set.of());
    return condition instanceof RexInputRef
        || (predicate != null
            && (predicate.form() == KeyPredicate.Form.EQUAL
                || predicate.form() == KeyPredicate.Form.IN));
  }

  /** A field and the constant it is compared with; {@code value} null when that is not known. */
  private record Comparison(int field, KeyPredicate.Form form, RexNode operand, Object value) {
    boolean isRange() {
      return form != KeyPredicate.Form.EQUAL;
    }

    boolean isLower() {
      return form == KeyPredicate.Form.GREATER || form == KeyPredicate.Form.GREATER_OR_EQUAL;
    }
  }

  /** Null for other conditions. */
  private Comparison comparison(RexNode condition) {
    KeyPredicate predicate = KeyPredicate.of(condition, KeyPredicate::field, Set.of());
    if (predicate == null
        || predicate.form() == KeyPredicate.Form.IN
        || predicate.values().size() != 1) {
      return null;
    }
    RexNode operand = predicate.values().getFirst();
    return new Comparison(predicate.column(), predicate.form(), operand, samples.constant(operand));
  }

  double of(RexNode condition) {
    double result = estimate(condition);
    return Math.clamp(result, 0.0, 1.0);
  }

  private double estimate(RexNode condition) {
    if (condition instanceof RexLiteral literal) {
      return Boolean.TRUE.equals(literal.getValue()) ? 1 : 0;
    }
    if (RexUtil.SubQueryFinder.find(condition) != null) {
      return SUB_QUERY;
    }
    if (condition instanceof RexInputRef ref) {
      return equal(fields.apply(ref.getIndex()), true);
    }
    if (!(condition instanceof RexCall call)) {
      return OTHER;
    }
    return switch (call.getKind()) {
      case AND -> of(Conditions.conjuncts(call));
      case OR -> alternatives(call);
      case NOT -> 1 - of(call.getOperands().getFirst());
      case IS_NULL -> nulls(call);
      case IS_NOT_NULL -> 1 - nulls(call);
      default -> predicate(call);
    };
  }

  private double alternatives(RexCall call) {
    double result = 0;
    for (RexNode operand : call.getOperands()) {
      double each = of(operand);
      result = result + each - result * each;
    }
    return result;
  }

  private double nulls(RexCall call) {
    int field = KeyPredicate.field(call.getOperands().getFirst());
    Variable variable = field < 0 ? null : fields.apply(field);
    return variable == null || variable.statistics() == null
        ? NULL_TEST
        : variable.statistics().nullFraction();
  }

  private double predicate(RexCall call) {
    if (KeyPredicate.form(call.getOperator()) != null
        && call.getOperands().stream().anyMatch(node -> RexUtil.isNullLiteral(node, true))) {
      return 0;
    }
    Comparison comparison = comparison(call);
    if (comparison != null) {
      return comparison.isRange()
          ? inequality(comparison)
          : equal(fields.apply(comparison.field), comparison.value);
    }
    if (call.getOperator() instanceof PgScalarArrayOperator array
        && array.any()
        && KeyPredicate.form(array.operator()) == KeyPredicate.Form.EQUAL) {
      return anyOf(call);
    }
    Double tried = tried(List.of(call));
    if (tried != null) {
      return tried;
    }
    KeyPredicate.Form form = KeyPredicate.form(call.getOperator());
    if (form == KeyPredicate.Form.EQUAL) {
      return equalFields(call);
    }
    return call.getKind() == SqlKind.NOT_EQUALS ? 1 - equalFields(call) : OTHER;
  }

  private double anyOf(RexCall call) {
    int field = KeyPredicate.field(call.getOperands().getFirst());
    Object array = samples.constant(call.getOperands().get(1));
    Variable variable = field < 0 ? null : fields.apply(field);
    if (variable == null) {
      Double tried = tried(List.of(call));
      if (tried != null) {
        return tried;
      }
    }
    if (!(array instanceof PgArray values)) {
      return Math.min(1, LIST_LENGTH * equal(variable, null));
    }
    double result = 0;
    for (Object value : values.elements()) {
      result += value == null ? 0 : equal(variable, value);
    }
    return result;
  }

  /** By PostgreSQL's eqsel; {@code value} null for one that is not known. */
  private static double equal(Variable variable, Object value) {
    if (variable == null) {
      return EQUAL;
    }
    ColumnStatistics statistics = variable.statistics();
    if (statistics == null || variable.unique()) {
      return 1 / Math.max(1, variable.distinct());
    }
    double rest = 1 - statistics.nullFraction();
    if (value == null) {
      return rest / Math.max(1, variable.distinct());
    }
    List<Object> common = statistics.commonValues();
    for (int i = 0; i < common.size(); i++) {
      if (compare(statistics.type(), common.get(i), value) == 0) {
        return statistics.commonFrequencies().get(i);
      }
    }
    double others = variable.distinct() - common.size();
    double result = Math.max(0, rest - statistics.commonFraction());
    if (others > 1) {
      result /= others;
    }
    return common.isEmpty() ? result : Math.min(result, statistics.commonFrequencies().getLast());
  }

  /** Integers of any width compare with each other. */
  private static int compare(PgType type, Object left, Object right) {
    if (isInteger(left) && isInteger(right)) {
      return Long.compare(((Number) left).longValue(), ((Number) right).longValue());
    }
    return type.compare(left, right);
  }

  private static boolean isInteger(Object datum) {
    return datum instanceof Integer || datum instanceof Long || datum instanceof Short;
  }

  /** By PostgreSQL's scalarineqsel. */
  private double inequality(Comparison comparison) {
    Double known = knownInequality(comparison);
    return known == null ? INEQUALITY : known;
  }

  private Double knownInequality(Comparison comparison) {
    Variable variable = fields.apply(comparison.field);
    ColumnStatistics statistics = variable == null ? null : variable.statistics();
    if (statistics == null || comparison.value == null) {
      return null;
    }
    double result = 0;
    for (int i = 0; i < statistics.commonValues().size(); i++) {
      int order = compare(statistics.type(), statistics.commonValues().get(i), comparison.value);
      if (holds(comparison.form, order)) {
        result += statistics.commonFrequencies().get(i);
      }
    }
    double rest = 1 - statistics.nullFraction() - statistics.commonFraction();
    if (rest > 0) {
      double below = statistics.bounds().size() < 2 ? 0.5 : below(statistics, comparison.value);
      result += rest * (comparison.isLower() ? 1 - below : below);
    }
    return Math.clamp(result, 0.0, 1.0);
  }

  private static boolean holds(KeyPredicate.Form form, int order) {
    return switch (form) {
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case EQUAL, IN -> order == 0;
    };
  }

  /** The share of the histogram below a value, its ends never being quite all or nothing. */
  private static double below(ColumnStatistics statistics, Object value) {
    List<Object> bounds = statistics.bounds();
    PgType type = statistics.type();
    int parts = bounds.size() - 1;
    int low = 0;
    int high = bounds.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(type, bounds.get(middle), value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    double least = 0.01 / parts;
    if (low == 0) {
      return compare(type, bounds.getFirst(), value) == 0 ? 0 : least;
    }
    if (low > parts) {
      return 1 - least;
    }
    double within = Interpolation.within(bounds.get(low - 1), bounds.get(low), value);
    return Math.clamp((low - 1 + within) / parts, least, 1 - least);
  }

  /** Two ends are what both let through together. */
  private double range(List<Comparison> comparisons) {
    Double lower = null;
    Double upper = null;
    boolean guessed = false;
    for (Comparison comparison : comparisons) {
      Double known = knownInequality(comparison);
      guessed |= known == null;
      double share = known == null ? INEQUALITY : known;
      if (comparison.isLower()) {
        lower = lower == null ? share : Math.min(lower, share);
      } else {
        upper = upper == null ? share : Math.min(upper, share);
      }
    }
    if (lower == null || upper == null) {
      return lower == null ? upper : lower;
    }
    if (guessed) {
      return RANGE;
    }
    Variable variable = fields.apply(comparisons.getFirst().field);
    double both = lower + upper + variable.statistics().nullFraction() - 1;
    return both > 0 ? both : both < -0.01 ? RANGE : 1e-10;
  }

  /**
   * What conditions on one field make of the values that ANALYZE kept; null when that tells
   * nothing.
   */
  private Double tried(List<RexNode> conditions) {
    int field = onlyField(conditions.getFirst());
    Variable variable = field < 0 ? null : fields.apply(field);
    ColumnStatistics statistics = variable == null ? null : variable.statistics();
    if (statistics == null) {
      return null;
    }
    double rest = 1 - statistics.nullFraction() - statistics.commonFraction();
    boolean telling = statistics.bounds().size() >= TELLING_BOUNDS;
    if (rest > 0.01 && !telling) {
      return null;
    }
    boolean[] common = matches(conditions, field, statistics.type(), statistics.commonValues());
    boolean[] others =
        telling ? matches(conditions, field, statistics.type(), statistics.bounds()) : NOTHING;
    if (common == null || others == null) {
      return null;
    }
    double result = 0;
    for (int i = 0; i < common.length; i++) {
      result += common[i] ? statistics.commonFrequencies().get(i) : 0;
    }
    if (telling && rest > 0) {
      int count = 0;
      for (boolean matches : others) {
        count += matches ? 1 : 0;
      }
      double share = (double) count / others.length;
      double least = 0.5 / others.length;
      result += rest * Math.clamp(share, least, 1 - least);
    }
    return result;
  }

  /** Which values meet all conditions; null when only the run can tell. */
  private boolean[] matches(List<RexNode> conditions, int field, PgType type, List<Object> values) {
    boolean[] all = null;
    for (RexNode condition : conditions) {
      boolean[] each = samples.matches(condition, field, type, values);
      if (each == null) {
        return null;
      }
      if (all == null) {
        all = each;
      }
      for (int i = 0; i < all.length; i++) {
        all[i] &= each[i];
      }
    }
    return all;
  }

  private static final boolean[] NOTHING = new boolean[0];

  /** Two fields that are equal, or an expression of them. */
  private double equalFields(RexCall call) {
    double most = 0;
    for (RexNode operand : call.getOperands()) {
      int field = KeyPredicate.field(operand);
      Variable variable = field < 0 ? null : fields.apply(field);
      if (variable != null) {
        most = Math.max(most, variable.distinct());
      }
    }
    return most == 0 ? EQUAL : 1 / most;
  }

  /** By PostgreSQL's eqjoinsel: of all pairs, those with equal values. */
  static double equalPairs(Variable left, Variable right) {
    if (left == null || right == null) {
      Variable known = left == null ? right : left;
      return known == null ? EQUAL : 1 / Math.max(1, known.distinct());
    }
    double leftNulls = left.nullFraction();
    double rightNulls = right.nullFraction();
    ColumnStatistics l = left.statistics();
    ColumnStatistics r = right.statistics();
    double leftDistinct = Math.max(1, left.distinct());
    double rightDistinct = Math.max(1, right.distinct());
    if (l == null
        || r == null
        || l.commonValues().isEmpty()
        || r.commonValues().isEmpty()
        || l.type().oid() != r.type().oid()) {
      return (1 - leftNulls) * (1 - rightNulls) / Math.max(leftDistinct, rightDistinct);
    }
    double product = 0;
    double leftMatched = 0;
    double rightMatched = 0;
    int matches = 0;
    Map<Integer, List<Integer>> byHash = new HashMap<>();
    for (int j = 0; j < r.commonValues().size(); j++) {
      int hash = r.type().hash(r.commonValues().get(j));
      byHash.computeIfAbsent(hash, any -> new ArrayList<>()).add(j);
    }
    for (int i = 0; i < l.commonValues().size(); i++) {
      Object value = l.commonValues().get(i);
      for (int j : byHash.getOrDefault(l.type().hash(value), Collections.emptyList())) {
        if (l.type().equal(value, r.commonValues().get(j))) {
          product += l.commonFrequencies().get(i) * r.commonFrequencies().get(j);
          leftMatched += l.commonFrequencies().get(i);
          rightMatched += r.commonFrequencies().get(j);
          matches++;
          break;
        }
      }
    }
    double leftUnmatched = Math.max(0, l.commonFraction() - leftMatched);
    double rightUnmatched = Math.max(0, r.commonFraction() - rightMatched);
    double leftOther = Math.max(0, 1 - leftNulls - l.commonFraction());
    double rightOther = Math.max(0, 1 - rightNulls - r.commonFraction());
    double fromLeft = product;
    if (rightDistinct > r.commonValues().size()) {
      fromLeft += leftUnmatched * rightOther / (rightDistinct - r.commonValues().size());
    }
    if (rightDistinct > matches) {
      fromLeft += leftOther * (rightOther + rightUnmatched) / (rightDistinct - matches);
    }
    double fromRight = product;
    if (leftDistinct > l.commonValues().size()) {
      fromRight += rightUnmatched * leftOther / (leftDistinct - l.commonValues().size());
    }
    if (leftDistinct > matches) {
      fromRight += rightOther * (leftOther + leftUnmatched) / (leftDistinct - matches);
    }
    return Math.min(fromLeft, fromRight);
  }
}
