package org.heapgres.planner.optimize;

import java.util.Arrays;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Kinds;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.Vectors;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.expression.ExpressionCompiler;
import org.heapgres.planner.exec.expression.Leaves;
import org.heapgres.planner.functions.NoSession;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.storage.PgException;

/** Evaluates what does not depend on the run while the plan is made. Used by one thread. */
final class SampleConditions {
  private final TypeRegistry types;

  SampleConditions(TypeRegistry types) {
    this.types = types;
  }

  private ExpressionCompiler compiler(int[] columns) {
    return new ExpressionCompiler(
        columns,
        (query, around) -> {
          throw new IllegalStateException("a sub-query is no constant");
        },
        types);
  }

  /** The value of an expression without input; null when it is NULL or only the run can tell. */
  Object constant(RexNode node) {
    if (!isPure(node)) {
      return null;
    }
    try {
      return Leaves.constantDatum(compiler(null).compile(node));
    } catch (PgException | NoSession e) {
      // the run raises it, if it comes so far
      return null;
    }
  }

  /** For which values of {@code field} the condition is true; null when only the run can tell. */
  boolean[] matches(RexNode condition, int field, PgType type, List<Object> values) {
    Vector column = Vectors.ofDatums(Kinds.of(type), values.toArray());
    return matches(condition, new int[field + 1], new Batch(new Vector[] {column}, values.size()));
  }

  /**
   * As above, of rows.
   *
   * @param columns by field: where the batch has it
   */
  boolean[] matches(RexNode condition, int[] columns, Batch batch) {
    if (!isPure(condition)) {
      return null;
    }
    boolean[] result = new boolean[batch.size()];
    if (result.length == 0) {
      return result;
    }
    try {
      Expression compiled = compiler(columns).compile(condition);
      Execution run = new Execution(new DetachedContext());
      Batch selected = compiled.select(run, batch);
      if (selected != null && selected.selection() == null) {
        Arrays.fill(result, true);
      } else if (selected != null) {
        for (int i = 0; i < selected.size(); i++) {
          result[selected.row(i)] = true;
        }
      }
      return result;
    } catch (PgException | NoSession e) {
      return null;
    }
  }

  /** Whether it reads nothing but its input, and has the same value at any time. */
  private static boolean isPure(RexNode node) {
    boolean[] pure = {true};
    node.accept(
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            if (call.getOperator() instanceof PgFunctionOperator function) {
              pure[0] &= function.proc().isImmutable() && !function.proc().isUserDefined();
            }
            return super.visitCall(call);
          }

          @Override
          public RexNode visitSubQuery(RexSubQuery query) {
            pure[0] = false;
            return query;
          }

          @Override
          public RexNode visitDynamicParam(RexDynamicParam parameter) {
            pure[0] = false;
            return parameter;
          }

          @Override
          public RexNode visitCorrelVariable(RexCorrelVariable variable) {
            pure[0] = false;
            return variable;
          }
        });
    return pure[0];
  }
}
