package org.heapgres.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.PlanNode;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.expression.Leaves;
import org.heapgres.planner.exec.expression.SubPlan;
import org.heapgres.planner.types.PgType;

/** Sub-queries that stay expressions. */
final class SubQueryBuilder {
  private final PhysicalBuilder builder;
  private final Set<CorrelationId> variables;
  private final int inputWidth;
  private boolean remembered;

  SubQueryBuilder(PhysicalBuilder builder, Set<CorrelationId> variables, int inputWidth) {
    this.builder = builder;
    this.variables = variables;
    this.inputWidth = inputWidth;
  }

  Expression build(RexSubQuery query, ExpressionCompiler around) {
    RelNode rel = builder.optimize(query.rel);
    Map<Integer, NavigableSet<Integer>> outer = CorrelatedFields.of(rel);
    PlanNode plan = outer.isEmpty() ? builder.build(rel) : builder.buildRepeated(rel);
    builder.texts().met(query, plan, outer.isEmpty());
    PgType type = ExpressionCompiler.type(query);
    remembered = !Volatile.in(rel);
    List<Expression> left = around.compileAll(query.getOperands());
    return switch (query.getKind()) {
      case EXISTS -> subPlan(SubPlan.Form.EXISTS, plan, outer, around, left, null, type);
      case SCALAR_QUERY -> subPlan(SubPlan.Form.SCALAR, plan, outer, around, left, null, type);
      case ARRAY_QUERY_CONSTRUCTOR ->
          subPlan(SubPlan.Form.ARRAY, plan, outer, around, left, null, type);
      case IN -> subPlan(SubPlan.Form.IN, plan, outer, around, left, null, type);
      case SOME ->
          subPlan(SubPlan.Form.ANY, plan, outer, around, left, comparison(query, left, plan), type);
      default -> throw new IllegalStateException("cannot plan " + query);
    };
  }

  private Expression subPlan(
      SubPlan.Form form,
      PlanNode plan,
      Map<Integer, NavigableSet<Integer>> outer,
      ExpressionCompiler around,
      List<Expression> left,
      Expression comparison,
      PgType type) {
    return new SubPlan(
        form,
        plan,
        link(outer, around, remembered),
        outer.isEmpty(),
        left,
        comparison,
        type,
        Kinds.of(type));
  }

  private SubPlan.Link link(
      Map<Integer, NavigableSet<Integer>> outer, ExpressionCompiler around, boolean remembered) {
    for (CorrelationId variable : variables) {
      NavigableSet<Integer> used = outer.get(variable.getId());
      if (used != null) {
        int[] fields = used.stream().mapToInt(Integer::intValue).toArray();
        int[] columns = new int[fields.length];
        for (int f = 0; f < fields.length; f++) {
          columns[f] = around.column(fields[f]);
        }
        return new SubPlan.Link(
            variable.getId(), fields, columns, inputWidth, remembered && outer.size() == 1);
      }
    }
    return new SubPlan.Link(-1, new int[0], new int[0], 0, false);
  }

  private Expression comparison(RexSubQuery query, List<Expression> left, PlanNode plan) {
    SqlOperator operator = operator((SqlQuantifyOperator) query.getOperator());
    List<Expression> compared = new ArrayList<>();
    for (int l = 0; l < left.size(); l++) {
      RexNode operand = query.getOperands().get(l);
      compared.add(
          builder
              .freeCompiler()
              .compare(
                  operator,
                  Leaves.column(left.get(l).kind(), l),
                  ExpressionCompiler.type(operand),
                  Leaves.column(plan.kind(l), left.size() + l),
                  plan.types().get(l)));
    }
    if (compared.size() > 1) {
      throw new IllegalStateException("a row comparison with a sub-query: " + query);
    }
    return compared.getFirst();
  }

  private static SqlOperator operator(SqlQuantifyOperator operator) {
    return switch (operator.comparisonKind) {
      case EQUALS -> SqlStdOperatorTable.EQUALS;
      case NOT_EQUALS -> SqlStdOperatorTable.NOT_EQUALS;
      case LESS_THAN -> SqlStdOperatorTable.LESS_THAN;
      case LESS_THAN_OR_EQUAL -> SqlStdOperatorTable.LESS_THAN_OR_EQUAL;
      case GREATER_THAN -> SqlStdOperatorTable.GREATER_THAN;
      case GREATER_THAN_OR_EQUAL -> SqlStdOperatorTable.GREATER_THAN_OR_EQUAL;
      default -> throw new IllegalStateException("no operator: " + operator);
    };
  }
}
