package org.heapgres.planner.bind;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableBitSet;
import org.heapgres.planner.parse.tree.Clause.GroupingSet;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.RowExpr;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** GROUP BY and the aggregation of one SELECT (manual, 7.2.3 and 7.2.4). */
final class GroupingBinder {
  private static final int MAX_SETS = 4096;

  /**
   * The aggregation and what the expressions above it have become.
   *
   * @param correlation what their sub-queries call the aggregation's row; null when none does
   */
  record Grouped(RelNode rel, List<RexNode> nodes, CorrelationId correlation) {}

  private final Binding binding;
  private final Scope scope;
  private final List<Target> targets;
  private final List<RexNode> keys = new ArrayList<>();

  /**
   * By targets' positions: with grouping sets, two targets are two keys though they are equal,
   * since one may become NULL without the other.
   */
  private final Map<Integer, Integer> keysOfTargets = new HashMap<>();

  private List<Set<Integer>> sets = List.of(Set.of());
  private boolean grouped;
  private boolean inSets;

  GroupingBinder(Binding binding, Scope scope, List<Target> targets) {
    this.binding = binding;
    this.scope = scope;
    this.targets = targets;
  }

  boolean isGrouped() {
    return grouped;
  }

  /** {@code distinct}: equal grouping sets count once. */
  void bind(List<Expression> items, boolean distinct) {
    grouped = !items.isEmpty();
    inSets = items.stream().anyMatch(GroupingSet.class::isInstance);
    for (Expression item : items) {
      sets = product(sets, setsOf(item));
      if (sets.size() > MAX_SETS) {
        throw Errors.at(
            Locations.of(item),
            SqlState.STATEMENT_TOO_COMPLEX,
            "too many grouping sets present (maximum " + MAX_SETS + ")");
      }
    }
    if (distinct) {
      sets = List.copyOf(new LinkedHashSet<>(sets));
    }
  }

  private static List<Set<Integer>> product(List<Set<Integer>> left, List<Set<Integer>> right) {
    List<Set<Integer>> result = new ArrayList<>();
    for (Set<Integer> l : left) {
      for (Set<Integer> r : right) {
        Set<Integer> both = new TreeSet<>(l);
        both.addAll(r);
        result.add(both);
      }
    }
    return result;
  }

  private List<Set<Integer>> setsOf(Expression item) {
    if (!(item instanceof GroupingSet set)) {
      return List.of(keysOf(item));
    }
    List<Set<Integer>> result = new ArrayList<>();
    switch (set.kind()) {
      case GROUPING_SET_EMPTY -> result.add(Set.of());
      case GROUPING_SET_SIMPLE -> {
        Set<Integer> all = new TreeSet<>();
        set.content().forEach(content -> all.addAll(keysOf(content)));
        result.add(all);
      }
      case GROUPING_SET_ROLLUP -> {
        List<Set<Integer>> parts = set.content().stream().map(this::keysOf).toList();
        for (int length = parts.size(); length >= 0; length--) {
          Set<Integer> prefix = new TreeSet<>();
          parts.subList(0, length).forEach(prefix::addAll);
          result.add(prefix);
        }
      }
      case GROUPING_SET_CUBE -> {
        List<Set<Integer>> parts = set.content().stream().map(this::keysOf).toList();
        if (parts.size() > 12) {
          throw Errors.at(
              set.location(), SqlState.TOO_MANY_COLUMNS, "CUBE is limited to 12 elements");
        }
        for (int bits = (1 << parts.size()) - 1; bits >= 0; bits--) {
          Set<Integer> subset = new TreeSet<>();
          for (int i = 0; i < parts.size(); i++) {
            if ((bits >> (parts.size() - 1 - i) & 1) != 0) {
              subset.addAll(parts.get(i));
            }
          }
          result.add(subset);
        }
      }
      case GROUPING_SET_SETS -> set.content().forEach(content -> result.addAll(setsOf(content)));
    }
    return result;
  }

  /** The keys of one item, made if they are new; {@code (a, b)} is two. */
  private Set<Integer> keysOf(Expression item) {
    Set<Integer> result = new TreeSet<>();
    if (item instanceof RowExpr row) {
      row.args().forEach(field -> result.addAll(keysOf(field)));
      return result;
    }
    if (item instanceof GroupingSet nested) {
      setsOf(nested).forEach(result::addAll);
      return result;
    }
    OrderBinder names = new OrderBinder(binding, scope, targets);
    int before = targets.size();
    int target = names.target(item, ExpressionKind.GROUP_BY);
    RexNode node =
        binding
            .coercion()
            .settleUnknown(targets.get(target).node(), targets.get(target).location());
    boolean shown = targets.size() == before;
    if (shown) {
      targets.set(target, targets.get(target).withNode(node));
    } else {
      targets.removeLast();
    }
    rejectAggregates(node, Locations.of(item));
    SortOrder.requireEquality(Coercion.typeOf(node), Locations.of(item), binding);
    result.add(
        shown && inSets
            ? keysOfTargets.computeIfAbsent(target, _ -> newKey(node))
            : keys.contains(node) ? keys.indexOf(node) : newKey(node));
    return result;
  }

  private int newKey(RexNode node) {
    keys.add(node);
    return keys.size() - 1;
  }

  private void rejectAggregates(RexNode node, int location) {
    node.accept(
        new RexVisitorImpl<Void>(true) {
          @Override
          public Void visitCall(RexCall call) {
            if (call.getOperator() instanceof AggregateUse.Placeholder placeholder
                && placeholder.level() == scope.level()) {
              throw Errors.at(
                  scope.level().aggregates().get(placeholder.index()).location(),
                  SqlState.GROUPING_ERROR,
                  "aggregate functions are not allowed in GROUP BY");
            }
            return super.visitCall(call);
          }
        });
    if (org.apache.calcite.rex.RexOver.containsOver(node)) {
      throw Errors.at(
          location, SqlState.WINDOWING_ERROR, "window functions are not allowed in GROUP BY");
    }
  }

  /**
   * Puts the aggregation on {@code rel}; {@code nodes} are what SELECT, ORDER BY, HAVING say, first
   * of all the targets.
   */
  Grouped build(RelNode rel, List<RexNode> nodes, List<RangeEntry> entries) {
    int declared = keys.size();
    Dependencies dependencies = new Dependencies(entries, keys, sets);
    GroupRewriter finder = new GroupRewriter(binding, scope, keys, dependencies);
    finder.collect(nodes);
    Set<Integer> extra = new TreeSet<>();
    for (int i = declared; i < keys.size(); i++) {
      extra.add(i);
    }
    List<RexNode> inputs = new ArrayList<>(keys);
    List<CallInputs> calls = new ArrayList<>();
    for (AggregateUse use : scope.level().aggregates()) {
      calls.add(inputs(use, inputs));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      names.add("$" + i);
    }
    RelNode projected = LogicalProject.create(rel, List.of(), inputs, names, scope.variables());
    ImmutableBitSet group = ImmutableBitSet.range(keys.size());
    List<ImmutableBitSet> groupSets = new ArrayList<>();
    for (Set<Integer> set : sets) {
      groupSets.add(ImmutableBitSet.of(product(List.of(set), List.of(extra)).getFirst()));
    }
    List<AggregateCall> aggregateCalls = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      aggregateCalls.add(calls.get(i).call(scope.level().aggregates().get(i), i));
    }
    List<RelNode> aggregates = new ArrayList<>();
    while (!groupSets.isEmpty()) {
      ImmutableList<ImmutableBitSet> different =
          ImmutableBitSet.ORDERING.immutableSortedCopy(new LinkedHashSet<>(groupSets));
      different.forEach(groupSets::remove);
      boolean simple = different.size() == 1 && different.getFirst().equals(group);
      aggregates.add(
          LogicalAggregate.create(
              projected, List.of(), group, simple ? null : different, aggregateCalls));
    }
    RelNode aggregate =
        aggregates.size() == 1 ? aggregates.getFirst() : LogicalUnion.create(aggregates, true);
    Grouped result = finder.rewrite(nodes, aggregate, keys.size());
    keysOfTargets.forEach(
        (target, key) -> result.nodes.set(target, RexInputRef.of(key, aggregate.getRowType())));
    return result;
  }

  private record CallInputs(List<Integer> arguments, int filter, RelCollation order) {
    AggregateCall call(AggregateUse use, int number) {
      return AggregateCall.create(
          SqlParserPos.ZERO,
          use.function(),
          use.distinct(),
          false,
          false,
          List.of(),
          arguments,
          filter,
          null,
          order,
          use.type(),
          "$agg" + number);
    }
  }

  private CallInputs inputs(AggregateUse use, List<RexNode> inputs) {
    List<Integer> arguments = new ArrayList<>();
    for (RexNode argument : use.direct()) {
      if (RowUse.of(List.of(argument)).local() && !keys.contains(argument)) {
        throw Errors.at(
            use.location(),
            SqlState.GROUPING_ERROR,
            "direct arguments of an ordered-set aggregate must use only grouped columns");
      }
      arguments.add(index(argument, inputs));
    }
    use.arguments().forEach(argument -> arguments.add(index(argument, inputs)));
    int filter =
        use.filter() == null
            ? -1
            : index(binding.expressions().test(SqlStdOperatorTable.IS_TRUE, use.filter()), inputs);
    List<RelFieldCollation> order = new ArrayList<>();
    for (SortKey key : use.order()) {
      order.add(key.collation(index(key.expression(), inputs)));
    }
    return new CallInputs(arguments, filter, RelCollations.of(order));
  }

  private static int index(RexNode node, List<RexNode> inputs) {
    int index = inputs.indexOf(node);
    if (index < 0) {
      index = inputs.size();
      inputs.add(node);
    }
    return index;
  }

  /** GROUPING(...): a placeholder aggregate of Calcite's GROUPING over the keys. */
  static RexNode grouping(List<RexNode> arguments, int location, Scope scope, Binding binding) {
    if (!scope.kind().aggregates()) {
      throw Errors.at(
          location,
          SqlState.GROUPING_ERROR,
          "grouping operations are not allowed in " + scope.kind().place());
    }
    PgRelType type = PgTypeFactory.INSTANCE.type(Types.INT8, PgRelType.NO_TYPMOD, false);
    QueryLevel level = scope.level();
    level
        .aggregates()
        .add(
            new AggregateUse(
                SqlStdOperatorTable.GROUPING,
                List.of(),
                arguments,
                false,
                List.of(),
                null,
                type,
                location));
    RexNode placeholder =
        binding
            .rex()
            .makeCall(
                type,
                new AggregateUse.Placeholder(level, level.aggregates().size() - 1),
                List.of());
    return binding.coercion().to(placeholder, Types.INT4, -1, CoercionContext.EXPLICIT, location);
  }
}
