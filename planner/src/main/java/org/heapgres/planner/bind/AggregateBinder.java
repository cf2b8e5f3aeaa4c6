package org.heapgres.planner.bind;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgAggregate;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.tree.Clause.SortBy;
import org.heapgres.planner.parse.tree.Clause.WindowDef;
import org.heapgres.planner.parse.tree.Expression;
import org.heapgres.planner.parse.tree.Expression.FuncCall;
import org.heapgres.planner.rel.PgAggregateFunction;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.rel.PgWindowFunction;
import org.heapgres.planner.rel.PgWindowFunction.FrameMode;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.SqlState;

/** Calls of aggregates and window functions (manual, 4.2.7 and 4.2.8). */
final class AggregateBinder {
  private final Binding binding;
  private final FunctionBinder functions;

  AggregateBinder(Binding binding, FunctionBinder functions) {
    this.binding = binding;
    this.functions = functions;
  }

  static String signature(PgProc proc, List<PgType> types) {
    return types.stream()
        .map(type -> type.formatted(-1))
        .collect(Collectors.joining(", ", proc.name() + "(", ")"));
  }

  /** The sort keys of WITHIN GROUP, which count as arguments; empty without. */
  List<SortKey> withinGroup(FuncCall call, List<RexNode> arguments, Scope scope) {
    return call.aggWithinGroup() ? sortKeys(call.aggOrder(), scope) : List.of();
  }

  private List<SortKey> sortKeys(List<SortBy> items, Scope scope) {
    List<SortKey> keys = new ArrayList<>();
    for (SortBy item : items) {
      RexNode node = binding.expressions().bind(item.node(), scope);
      node = binding.coercion().settleUnknown(node, Locations.of(item.node()));
      keys.add(SortOrder.key(node, item, binding));
    }
    return keys;
  }

  /** {@code aggregatesBefore} and {@code windowsBefore}: the level's when the arguments began. */
  RexNode bind(
      FuncCall call,
      FunctionResolver.Candidate candidate,
      List<RexNode> arguments,
      List<SortKey> withinGroup,
      Scope scope,
      int aggregatesBefore,
      boolean windowsBefore) {
    PgProc proc = candidate.proc();
    check(call, proc);
    List<RexNode> all = new ArrayList<>(arguments);
    withinGroup.forEach(key -> all.add(key.expression()));
    PgAggregate aggregate = BuiltInFunctions.aggregate(proc.oid());
    if (aggregate != null && aggregate.kind() == 'h') {
      unifyHypothetical(call, all, arguments.size(), candidate);
    }
    FunctionBinder.Prepared prepared =
        functions.prepare(candidate, all, call.funcVariadic(), call.location());
    PgRelType type = resultType(proc, prepared.result());
    if (call.over() != null) {
      return over(call, proc, prepared.operands(), type, scope);
    }
    int direct = withinGroup.isEmpty() ? 0 : arguments.size();
    List<SortKey> order = order(call, withinGroup, arguments, prepared.operands(), scope);
    RexNode filter =
        call.aggFilter() == null
            ? null
            : binding
                .expressions()
                .condition(call.aggFilter(), scope.as(ExpressionKind.FILTER), "FILTER");
    List<RexNode> aggregated =
        new ArrayList<>(prepared.operands().subList(direct, prepared.operands().size()));
    order.forEach(key -> aggregated.add(key.expression()));
    if (filter != null) {
      aggregated.add(filter);
    }
    Scope owner = Correlations.owner(aggregated, scope);
    if (owner != scope) {
      return functions.bind(call, owner);
    }
    if (!scope.kind().aggregates()) {
      throw Errors.at(
          call.location(), SqlState.GROUPING_ERROR, notAllowed("aggregate functions", scope));
    }
    QueryLevel level = scope.level();
    if (level.aggregates().size() > aggregatesBefore) {
      throw Errors.at(
          level.aggregates().get(aggregatesBefore).location(),
          SqlState.GROUPING_ERROR,
          "aggregate function calls cannot be nested");
    }
    if (level.hasWindowFunctions() && !windowsBefore) {
      throw Errors.at(
          call.location(),
          SqlState.GROUPING_ERROR,
          "aggregate function calls cannot contain window function calls");
    }
    AggregateUse use =
        new AggregateUse(
            function(proc, type),
            prepared.operands().subList(0, direct),
            prepared.operands().subList(direct, prepared.operands().size()),
            call.aggDistinct(),
            order,
            filter,
            type,
            call.location());
    level.aggregates().add(use);
    return binding
        .rex()
        .makeCall(
            type, new AggregateUse.Placeholder(level, level.aggregates().size() - 1), List.of());
  }

  /** Gives each hypothetical argument and the ordering column it stands for one type. */
  private void unifyHypothetical(
      FuncCall call, List<RexNode> all, int direct, FunctionResolver.Candidate candidate) {
    int columns = all.size() - direct;
    if (direct != columns) {
      throw Errors.at(
              call.location(),
              SqlState.UNDEFINED_FUNCTION,
              "function "
                  + signature(candidate.proc(), all.stream().map(Coercion::typeOf).toList())
                  + " does not exist")
          .withHint(
              "To use the hypothetical-set aggregate "
                  + candidate.proc().name()
                  + ", the number of hypothetical direct arguments (here "
                  + direct
                  + ") must match the number of ordering columns (here "
                  + columns
                  + ").");
    }
    for (int i = 0; i < direct; i++) {
      PgType column = Coercion.typeOf(all.get(direct + i));
      PgType given = Coercion.typeOf(all.get(i));
      boolean widen =
          given.oid() != Types.UNKNOWN.oid()
              && !binding.coercion().can(given, column, CoercionContext.IMPLICIT);
      int changed = widen ? direct + i : i;
      all.set(
          changed,
          binding
              .coercion()
              .toSpecific(
                  all.get(changed), widen ? given : column, "WITHIN GROUP", call.location()));
    }
  }

  static String notAllowed(String what, Scope scope) {
    return what + " are not allowed in " + scope.kind().place();
  }

  private static void check(FuncCall call, PgProc proc) {
    String name = String.join(".", call.funcname());
    PgAggregate aggregate = BuiltInFunctions.aggregate(proc.oid());
    boolean orderedSet = aggregate != null && aggregate.kind() != 'n';
    if (call.args().isEmpty() && !call.aggStar() && !call.aggWithinGroup()) {
      throw Errors.at(
          call.location(),
          SqlState.WRONG_OBJECT_TYPE,
          name + "(*) must be used to call a parameterless aggregate function");
    }
    if (orderedSet && !call.aggWithinGroup()) {
      throw Errors.at(
          call.location(),
          SqlState.WRONG_OBJECT_TYPE,
          "WITHIN GROUP is required for ordered-set aggregate " + name);
    }
    if (orderedSet && call.over() != null) {
      throw Errors.at(
          call.location(),
          SqlState.FEATURE_NOT_SUPPORTED,
          "OVER is not supported for ordered-set aggregate " + name);
    }
    if (!orderedSet && call.aggWithinGroup()) {
      throw Errors.at(
          call.location(),
          SqlState.WRONG_OBJECT_TYPE,
          name + " is not an ordered-set aggregate, so it cannot have WITHIN GROUP");
    }
  }

  /** count is never NULL, and is Calcite's own. */
  private static PgRelType resultType(PgProc proc, PgType result) {
    return PgTypeFactory.INSTANCE.type(result, PgRelType.NO_TYPMOD, !isCount(proc));
  }

  private static boolean isCount(PgProc proc) {
    return proc.name().equals("count") && proc.namespace() == Types.PG_CATALOG;
  }

  private static SqlAggFunction function(PgProc proc, PgRelType type) {
    return isCount(proc) ? SqlStdOperatorTable.COUNT : new PgAggregateFunction(proc, type);
  }

  private List<SortKey> order(
      FuncCall call,
      List<SortKey> withinGroup,
      List<RexNode> arguments,
      List<RexNode> operands,
      Scope scope) {
    if (!withinGroup.isEmpty()) {
      List<SortKey> converted = new ArrayList<>();
      for (int i = 0; i < withinGroup.size(); i++) {
        SortKey key = withinGroup.get(i);
        RexNode operand = operands.get(arguments.size() + i);
        converted.add(new SortKey(operand, key.descending(), key.nullsFirst()));
      }
      return converted;
    }
    List<SortKey> order = sortKeys(call.aggOrder(), scope);
    if (call.aggDistinct()) {
      for (int i = 0; i < order.size(); i++) {
        SortKey key = order.get(i);
        // an argument that was converted is still the same argument
        int argument = arguments.indexOf(key.expression());
        if (argument >= 0 && argument < operands.size()) {
          RexNode operand = operands.get(argument);
          order.set(i, new SortKey(operand, key.descending(), key.nullsFirst()));
        } else if (!operands.contains(key.expression())) {
          throw Errors.at(
              Locations.of(call.aggOrder().get(i).node()),
              SqlState.INVALID_COLUMN_REFERENCE,
              "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list");
        }
      }
    }
    return order;
  }

  RexNode bindWindow(
      FuncCall call, FunctionResolver.Candidate candidate, List<RexNode> arguments, Scope scope) {
    PgProc proc = candidate.proc();
    if (call.over() == null) {
      throw Errors.at(
          call.location(),
          SqlState.WRONG_OBJECT_TYPE,
          "window function " + String.join(".", call.funcname()) + " requires an OVER clause");
    }
    FunctionBinder.Prepared prepared =
        functions.prepare(candidate, arguments, call.funcVariadic(), call.location());
    return over(
        call, proc, prepared.operands(), PgTypeFactory.INSTANCE.type(prepared.result()), scope);
  }

  private RexNode over(
      FuncCall call, PgProc proc, List<RexNode> operands, PgRelType type, Scope scope) {
    if (call.aggDistinct()) {
      throw Errors.at(
          call.location(),
          SqlState.FEATURE_NOT_SUPPORTED,
          "DISTINCT is not implemented for window functions");
    }
    if (!call.aggOrder().isEmpty()) {
      throw Errors.at(
          call.location(),
          SqlState.FEATURE_NOT_SUPPORTED,
          "aggregate ORDER BY is not implemented for window functions");
    }
    if (call.aggFilter() != null && proc.kind() == 'w') {
      throw Errors.at(
          call.location(),
          SqlState.FEATURE_NOT_SUPPORTED,
          "FILTER is not implemented for non-aggregate window functions");
    }
    if (!scope.kind().windows()) {
      throw Errors.at(
          call.location(), SqlState.WINDOWING_ERROR, notAllowed("window functions", scope));
    }
    List<RexNode> all = operands;
    if (call.aggFilter() != null) {
      all = new ArrayList<>(operands);
      all.add(
          binding
              .expressions()
              .condition(call.aggFilter(), scope.as(ExpressionKind.FILTER), "FILTER"));
    }
    scope.level().addWindowFunction();
    WindowDef window = scope.level().windows().complete(call.over());
    List<RexNode> partition = new ArrayList<>();
    Scope partitionScope = scope.as(ExpressionKind.WINDOW_PARTITION);
    for (Expression key : window.partitionClause()) {
      RexNode node = binding.expressions().bind(key, partitionScope);
      partition.add(binding.coercion().settleUnknown(node, Locations.of(key)));
    }
    List<RexFieldCollation> order = new ArrayList<>();
    for (SortKey key : sortKeys(window.orderClause(), scope.as(ExpressionKind.WINDOW_ORDER))) {
      Set<SqlKind> directions = EnumSet.noneOf(SqlKind.class);
      if (key.descending()) {
        directions.add(SqlKind.DESCENDING);
      }
      directions.add(key.nullsFirst() ? SqlKind.NULLS_FIRST : SqlKind.NULLS_LAST);
      order.add(new RexFieldCollation(key.expression(), directions));
    }
    FrameBinder frame = new FrameBinder(binding, window, order, scope);
    RexWindowBound start = frame.start();
    RexWindowBound end = frame.end();
    SqlAggFunction over =
        new PgWindowFunction(
            function(proc, type), type, frame.mode(), frame.inRange(), call.aggFilter() != null);
    return binding
        .rex()
        .makeOver(
            type,
            over,
            all,
            partition,
            ImmutableList.copyOf(order),
            start,
            end,
            frame.exclusion(),
            frame.mode() != FrameMode.RANGE,
            true,
            false,
            false,
            false);
  }
}
