package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.heapgres.planner.catalog.Index;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.operator.TableScanNode;
import org.heapgres.planner.exec.table.IndexDecoder;
import org.heapgres.planner.exec.table.IndexFormat;
import org.heapgres.planner.exec.table.KeyCondition;
import org.heapgres.planner.exec.table.TableFormat;
import org.heapgres.planner.types.PgType;

/** Chooses how to find a table's rows under given conditions. */
final class AccessPaths {
  /** A row read by its key's range, or from a table whose columns are not kept decoded. */
  private static final double STORED_ROW = 2.5;

  /** Above every column's position. */
  private static final int FIRST_EXPRESSION = 1 << 20;

  /** A plan outlives the size that its table had: small tables grow. */
  private static final double FEWEST_ROWS = 1000;

  /**
   * The choice.
   *
   * @param path null for a full scan
   * @param rest conditions that the path does not ensure
   * @param ordered whether rows come in the order asked for
   */
  record Choice(TableScanNode.Path path, List<RexNode> rest, boolean ordered) {}

  /**
   * What is read, as far as it decides between paths.
   *
   * @param stored whether rows are read as they are stored, for their keys' sake
   * @param columns positions of those that are read
   * @param selectivity the share of rows that meet some of the conditions
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reading(
      double rows, boolean stored, int[] columns, ToDoubleFunction<List<RexNode>> selectivity) {}

  /** One column of an order that is asked for. */
  record OrderKey(int column, boolean descending, boolean nullsFirst) {}

  private final TableFormat format;
  private final Table table;
  private final Reading reading;
  private final ExpressionCompiler compiler;
  private final Deparser deparser;
  private final List<RexNode> conditions;
  private final CatalogExpressions expressions;
  private final List<KeyPredicate> predicates = new ArrayList<>();

  /** What indexes are over beside columns; their places follow {@link #FIRST_EXPRESSION}. */
  private final List<RexNode> indexed = new ArrayList<>();

  private final Map<String, Integer> indexedByText = new HashMap<>();

  /** {@code compiler} for expressions without input. */
  AccessPaths(
      TableFormat format,
      Reading reading,
      List<RexNode> conditions,
      Set<CorrelationId> variables,
      ExpressionCompiler compiler,
      CatalogExpressions expressions,
      Deparser deparser) {
    this.format = format;
    this.table = format.table();
    this.reading = reading;
    this.compiler = compiler;
    this.deparser = deparser;
    this.conditions = conditions;
    this.expressions = expressions;
    if (!conditions.isEmpty()) {
      bindIndexed();
    }
    for (RexNode condition : conditions) {
      KeyPredicate predicate = KeyPredicate.of(condition, this::column, variables);
      if (predicate != null) {
        predicates.add(predicate);
      }
    }
  }

  private void bindIndexed() {
    for (Index index : table.indexes()) {
      for (Index.Key key : index.keys()) {
        if (key.attnum() == 0 && !indexedByText.containsKey(key.expression())) {
          indexedByText.put(key.expression(), FIRST_EXPRESSION + indexed.size());
          indexed.add(expressions.indexKey(table, key.expression()));
        }
      }
    }
  }

  /** The position of a column, or the number of an indexed expression; -1 for anything else. */
  private int column(RexNode node) {
    int field = KeyPredicate.field(node);
    if (field >= 0) {
      return field < table.columns().size() ? field : -1;
    }
    int expression = indexed.indexOf(node);
    return expression < 0 ? -1 : FIRST_EXPRESSION + expression;
  }

  private int column(Index.Key key) {
    return key.attnum() == 0
        ? indexedByText.getOrDefault(key.expression(), -1)
        : table.columnIndex(key.attnum());
  }

  /** Whether every row that the conditions let through is in the index. */
  private boolean covers(Index index) {
    return index.valid()
        && index.ordered()
        && (index.predicate() == null
            || predicate(index).stream().allMatch(condition -> isImplied(condition)));
  }

  private List<RexNode> predicate(Index index) {
    return Conditions.conjuncts(expressions.indexPredicate(table, index.predicate()));
  }

  /** By a condition that is the same, or one on the column that no NULL fulfils. */
  private boolean isImplied(RexNode condition) {
    return conditions.contains(condition)
        || (condition.getKind() == SqlKind.IS_NOT_NULL
            && predicates.stream()
                .anyMatch(
                    predicate ->
                        predicate.column()
                            == column(((RexCall) condition).getOperands().getFirst())));
  }

  private boolean isEnum(int column) {
    return column < FIRST_EXPRESSION && table.columns().get(column).type().kind() == 'e';
  }

  /** What one index makes of the conditions. */
  private static final class Candidate {
    final Index index;
    final List<KeyPredicate> equal = new ArrayList<>();
    KeyPredicate list;
    KeyPredicate lower;
    KeyPredicate upper;
    boolean ordered;
    boolean reverse;

    Candidate(Index index) {
      this.index = index;
    }

    boolean isUseful() {
      return !equal.isEmpty() || list != null || lower != null || upper != null;
    }

    boolean isExact() {
      return equal.size() + (list == null ? 0 : 1) == index.keys().size();
    }

    List<RexNode> conditions() {
      List<RexNode> result = new ArrayList<>();
      equal.forEach(predicate -> result.add(predicate.source()));
      for (KeyPredicate predicate : new KeyPredicate[] {list, lower, upper}) {
        if (predicate != null) {
          result.add(predicate.source());
        }
      }
      return result;
    }
  }

  /** What is wanted of the rows' entries in the index; null when it takes the rows themselves. */
  private IndexDecoder entries(Index index) {
    return index.primary() || reading.stored
        ? null
        : IndexDecoder.of(format, format.index(index), reading.columns);
  }

  /** What the rows behind a candidate cost. */
  private double cost(Candidate candidate) {
    double all = Math.max(reading.rows, FEWEST_ROWS);
    double rows =
        candidate.isExact() && candidate.index.unique() && candidate.list == null
            ? 1
            : Math.max(1, all * reading.selectivity.applyAsDouble(candidate.conditions()));
    if (candidate.isExact() && candidate.index.unique()) {
      return Math.min(rows * Costs.search(true, candidate.index.primary(), 1), all);
    }
    if (candidate.index.primary()) {
      return Costs.LOOKUP + rows * STORED_ROW;
    }
    return entries(candidate.index) == null
        ? Costs.search(false, false, rows)
        : Costs.RANGE + rows * Costs.KEY_ROW;
  }

  /**
   * @param order wanted; empty for any
   * @param limited whether only the first rows will be read, so that order is worth lookups
   */
  Choice choose(List<OrderKey> order, boolean limited) {
    Candidate best = null;
    double bestCost = Math.max(reading.rows, FEWEST_ROWS) * (reading.stored ? STORED_ROW : 1);
    for (Index index : table.indexes()) {
      if (!covers(index)) {
        continue;
      }
      Candidate candidate = candidate(index);
      candidate.ordered = !order.isEmpty() && ordered(candidate, order);
      double cost = cost(candidate);
      boolean forOrder = candidate.ordered && (limited || index.primary());
      if (!candidate.isUseful() && !forOrder) {
        continue;
      }
      if (candidate.ordered && limited) {
        cost /= 100;
      } else if (candidate.ordered) {
        cost *= 0.9;
      }
      if (cost < bestCost || (cost == bestCost && best == null)) {
        best = candidate;
        bestCost = cost;
      }
    }
    return best == null ? new Choice(null, conditions, false) : choice(best);
  }

  private Candidate candidate(Index index) {
    Candidate candidate = new Candidate(index);
    for (Index.Key key : index.keys()) {
      int column = column(key);
      if (column < 0) {
        break;
      }
      KeyPredicate equal = find(column, KeyPredicate.Form.EQUAL);
      if (equal != null) {
        candidate.equal.add(equal);
        continue;
      }
      candidate.list = find(column, KeyPredicate.Form.IN);
      if (candidate.list == null && !isEnum(column)) {
        candidate.lower =
            first(
                find(column, KeyPredicate.Form.GREATER_OR_EQUAL),
                find(column, KeyPredicate.Form.GREATER));
        candidate.upper =
            first(
                find(column, KeyPredicate.Form.LESS_OR_EQUAL),
                find(column, KeyPredicate.Form.LESS));
      }
      break;
    }
    return candidate;
  }

  private static KeyPredicate first(KeyPredicate one, KeyPredicate other) {
    return one != null ? one : other;
  }

  private KeyPredicate find(int column, KeyPredicate.Form form) {
    for (KeyPredicate predicate : predicates) {
      if (predicate.column() == column && predicate.form() == form) {
        return predicate;
      }
    }
    return null;
  }

  /** Whether the index's order after its equal columns begins with {@code order}. */
  private boolean ordered(Candidate candidate, List<OrderKey> order) {
    if (candidate.list != null) {
      return false;
    }
    List<Index.Key> keys = candidate.index.keys();
    int at = candidate.equal.size();
    Boolean reverse = null;
    for (OrderKey wanted : order) {
      if (isEqual(candidate, wanted.column())) {
        continue;
      }
      if (at == keys.size()) {
        return candidate.index.unique() && reverse != null && allNotNull(keys);
      }
      Index.Key key = keys.get(at++);
      int column = key.attnum() == 0 ? -1 : table.columnIndex(key.attnum());
      if (column != wanted.column()) {
        return false;
      }
      boolean backwards = key.descending() != wanted.descending();
      boolean nullsFit = (key.nullsFirst() != backwards) == wanted.nullsFirst();
      if ((!nullsFit && !table.hasNoNulls(table.columns().get(column)))
          || (reverse != null && reverse != backwards)) {
        return false;
      }
      reverse = backwards;
    }
    candidate.reverse = reverse != null && reverse;
    return true;
  }

  private boolean allNotNull(List<Index.Key> keys) {
    return keys.stream()
        .allMatch(
            key ->
                key.attnum() != 0
                    && table.hasNoNulls(table.columns().get(table.columnIndex(key.attnum()))));
  }

  private static boolean isEqual(Candidate candidate, int column) {
    return candidate.equal.stream().anyMatch(predicate -> predicate.column() == column);
  }

  private Choice choice(Candidate candidate) {
    IndexFormat index = candidate.index.primary() ? null : format.index(candidate.index);
    List<RexNode> used = new ArrayList<>();
    KeyCondition condition = null;
    if (candidate.isUseful()) {
      List<Expression> equal = new ArrayList<>();
      for (KeyPredicate predicate : candidate.equal) {
        equal.add(compiler.compile(predicate.values().getFirst()));
        used.add(predicate.source());
      }
      List<Expression> list = List.of();
      if (candidate.list != null) {
        list = compiler.compileAll(candidate.list.values());
        used.add(candidate.list.source());
      }
      condition =
          new KeyCondition(
              index == null ? format.keys() : index.keys(),
              keyTypes(candidate.index),
              equal,
              list,
              bound(candidate.lower, KeyPredicate.Form.GREATER_OR_EQUAL, used),
              bound(candidate.upper, KeyPredicate.Form.LESS_OR_EQUAL, used));
    }
    List<RexNode> rest = new ArrayList<>(conditions);
    rest.removeAll(used);
    if (candidate.index.predicate() != null) {
      rest.removeAll(predicate(candidate.index));
    }
    String text = used.isEmpty() ? null : deparser.ofIndex(used);
    return new Choice(
        new TableScanNode.Path(
            index,
            entries(candidate.index),
            condition,
            candidate.ordered && candidate.reverse,
            text),
        rest,
        candidate.ordered);
  }

  private KeyCondition.Bound bound(
      KeyPredicate predicate, KeyPredicate.Form inclusive, List<RexNode> used) {
    if (predicate == null) {
      return null;
    }
    used.add(predicate.source());
    return new KeyCondition.Bound(
        compiler.compile(predicate.values().getFirst()), predicate.form() == inclusive);
  }

  private List<PgType> keyTypes(Index index) {
    List<PgType> types = new ArrayList<>();
    for (int k = 0; k < index.keys().size(); k++) {
      int attnum = index.keys().get(k).attnum();
      types.add(
          attnum == 0
              ? index.columns().get(k).type()
              : table.columns().get(table.columnIndex(attnum)).type());
    }
    return types;
  }
}
