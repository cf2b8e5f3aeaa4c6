package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.RowOrder;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.aggregate.AggregateCall;
import org.heapgres.planner.exec.aggregate.AggregateKind;
import org.heapgres.planner.exec.aggregate.AggregateKinds;
import org.heapgres.planner.exec.aggregate.NumberAggregates;
import org.heapgres.planner.exec.aggregate.SingleValue;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.expression.FunctionCalls;
import org.heapgres.planner.exec.expression.Leaves;
import org.heapgres.planner.exec.operator.AggregateNode;
import org.heapgres.planner.exec.operator.ProjectNode;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.rel.PgAggregateFunction;
import org.heapgres.planner.types.PgType;

/** GROUP BY and aggregates. */
final class AggregateBuilder {
  private AggregateBuilder() {}

  static PlanNode build(PhysicalBuilder builder, Aggregate aggregate) {
    PlanNode input = builder.build(aggregate.getInput());
    int[] keys = aggregate.getGroupSet().toArray();
    if (aggregate.getAggCallList().isEmpty()
        && aggregate.getGroupType() == Aggregate.Group.SIMPLE
        && keys.length > 0) {
      return PhysicalBuilder.distinct(keysOnly(input, keys), builder.texts().names(aggregate));
    }
    List<int[]> sets = new ArrayList<>();
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      sets.add(set.asList().stream().mapToInt(aggregate.getGroupSet()::indexOf).toArray());
    }
    List<AggregateCall> calls = new ArrayList<>();
    List<AggregateNode.Grouping> groupings = new ArrayList<>();
    List<PgType> rowTypes = PhysicalBuilder.types(aggregate.getRowType());
    List<Integer> places = new ArrayList<>();
    for (var call : aggregate.getAggCallList()) {
      PgType type = ExpressionCompiler.type(call.getType());
      if (isGrouping(call)) {
        places.add(-1 - groupings.size());
        groupings.add(grouping(aggregate, call, type));
      } else {
        places.add(calls.size());
        calls.add(call(call, type, aggregate, input));
      }
    }
    List<PgType> types = new ArrayList<>(rowTypes.subList(0, keys.length));
    calls.forEach(call -> types.add(call.type()));
    for (int a = 0; a < places.size(); a++) {
      if (places.get(a) < 0) {
        types.add(rowTypes.get(keys.length + a));
      }
    }
    PlanNode node =
        new AggregateNode(
            input,
            keys,
            sets,
            calls,
            groupings,
            types,
            keyNames(builder, aggregate),
            builder.rows(aggregate));
    return groupings.isEmpty() ? node : reorder(node, keys.length, places, calls.size(), rowTypes);
  }

  private static PlanNode keysOnly(PlanNode input, int[] keys) {
    List<Expression> columns = new ArrayList<>();
    List<PgType> types = new ArrayList<>();
    for (int key : keys) {
      columns.add(Leaves.column(input.kind(key), key));
      types.add(input.types().get(key));
    }
    return new ProjectNode(input, columns, types);
  }

  private static boolean isGrouping(org.apache.calcite.rel.core.AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.GROUPING;
  }

  private static AggregateNode.Grouping grouping(
      Aggregate aggregate, org.apache.calcite.rel.core.AggregateCall call, PgType type) {
    List<Integer> columns =
        call.getArgList().stream().map(aggregate.getGroupSet()::indexOf).toList();
    return new AggregateNode.Grouping(
        columns, type.name().equals("int8") ? VectorKind.LONG : VectorKind.INT);
  }

  private static AggregateCall call(
      org.apache.calcite.rel.core.AggregateCall call,
      PgType type,
      Aggregate aggregate,
      PlanNode input) {
    List<PgType> argumentTypes = new ArrayList<>();
    for (int argument : call.getArgList()) {
      argumentTypes.add(
          aggregate.getInput() instanceof Project project
              ? FunctionCalls.namedRow(project.getProjects().get(argument))
              : input.types().get(argument));
    }
    RowOrder order =
        call.getCollation().getFieldCollations().isEmpty()
            ? null
            : SortBuilder.order(call.getCollation().getFieldCollations(), input.types());
    return new AggregateCall(
        kind(call, argumentTypes, type),
        call.getArgList(),
        argumentTypes,
        type,
        call.filterArg,
        call.isDistinct(),
        order,
        call.toString());
  }

  private static AggregateKind kind(
      org.apache.calcite.rel.core.AggregateCall call, List<PgType> argumentTypes, PgType type) {
    if (call.getAggregation() instanceof PgAggregateFunction function) {
      return AggregateKinds.of(function.proc(), new CallTypes(argumentTypes, type, false));
    }
    return switch (call.getAggregation().getKind()) {
      case COUNT -> NumberAggregates.COUNT;
      case SINGLE_VALUE -> SingleValue::new;
      case MIN, ANY_VALUE -> NumberAggregates.MINIMUM;
      case MAX -> NumberAggregates.MAXIMUM;
      default -> throw new IllegalStateException("no aggregate for " + call);
    };
  }

  private static List<String> keyNames(PhysicalBuilder builder, Aggregate aggregate) {
    List<String> names = builder.texts().names(aggregate.getInput());
    return aggregate.getGroupSet().asList().stream().map(names::get).toList();
  }

  /** Puts GROUPING among the aggregates, where the query has it. */
  private static PlanNode reorder(
      PlanNode node, int keyCount, List<Integer> places, int callCount, List<PgType> rowTypes) {
    List<Expression> columns = new ArrayList<>();
    for (int key = 0; key < keyCount; key++) {
      columns.add(Leaves.column(node.kind(key), key));
    }
    for (int place : places) {
      int column = keyCount + (place >= 0 ? place : callCount - 1 - place);
      columns.add(Leaves.column(node.kind(column), column));
    }
    return new ProjectNode(node, columns, rowTypes);
  }
}
