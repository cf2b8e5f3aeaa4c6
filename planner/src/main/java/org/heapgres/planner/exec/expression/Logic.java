package org.heapgres.planner.exec.expression;

import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;

/** AND, OR, NOT and the IS tests, in three-valued logic. */
final class Logic {
  private Logic() {}

  private interface Condition extends Expression {
    @Override
    default VectorKind kind() {
      return VectorKind.BOOLEAN;
    }
  }

  /**
   * AND ({@code decisive} false) or OR ({@code decisive} true): an operand is evaluated only for
   * the rows that the operands to its left did not decide.
   */
  private record Junction(List<Expression> operands, boolean decisive) implements Condition {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      int extent = batch.extent();
      boolean[] values = new boolean[extent];
      boolean[] nulls = null;
      Batch open = batch;
      for (Expression operand : operands) {
        Vector.Booleans result = (Vector.Booleans) operand.evaluate(run, open);
        int[] undecided = new int[open.size()];
        int count = 0;
        for (int i = 0; i < open.size(); i++) {
          int row = open.row(i);
          if (result.isNull(row)) {
            if (nulls == null) {
              nulls = new boolean[extent];
            }
            nulls[row] = true;
            undecided[count++] = row;
          } else if (result.values()[row] == decisive) {
            values[row] = decisive;
            if (nulls != null) {
              nulls[row] = false;
            }
          } else {
            values[row] = !decisive;
            undecided[count++] = row;
          }
        }
        if (count == 0) {
          break;
        }
        open = count == open.size() ? open : open.select(undecided, count);
      }
      return new Vector.Booleans(values, nulls);
    }

    @Override
    public Batch select(Execution run, Batch batch) {
      if (decisive) {
        return Condition.super.select(run, batch);
      }
      Batch rest = batch;
      for (Expression operand : operands) {
        rest = operand.select(run, rest);
        if (rest == null) {
          return null;
        }
      }
      return rest;
    }
  }

  static Expression and(List<Expression> operands) {
    return new Junction(operands, false);
  }

  static Expression or(List<Expression> operands) {
    return new Junction(operands, true);
  }

  private record Not(Expression operand) implements Condition {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector.Booleans input = (Vector.Booleans) operand.evaluate(run, batch);
      boolean[] values = new boolean[batch.extent()];
      for (int i = 0; i < values.length; i++) {
        values[i] = !input.values()[i];
      }
      return new Vector.Booleans(values, input.nulls());
    }
  }

  static Expression not(Expression operand) {
    return new Not(operand);
  }

  private record NullTest(Expression operand, boolean wantNull) implements Condition {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector input = operand.evaluate(run, batch);
      boolean[] values = new boolean[batch.extent()];
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        values[row] = input.isNull(row) == wantNull;
      }
      return new Vector.Booleans(values, null);
    }
  }

  static Expression isNull(Expression operand) {
    return new NullTest(operand, true);
  }

  static Expression isNotNull(Expression operand) {
    return new NullTest(operand, false);
  }

  private record TruthTest(Expression operand, boolean wanted, boolean negated)
      implements Condition {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector.Booleans input = (Vector.Booleans) operand.evaluate(run, batch);
      boolean[] values = new boolean[batch.extent()];
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        values[row] = (!input.isNull(row) && input.values()[row] == wanted) != negated;
      }
      return new Vector.Booleans(values, null);
    }
  }

  /** IS TRUE, IS FALSE; {@code negated} for IS NOT. */
  static Expression isTruth(Expression operand, boolean wanted, boolean negated) {
    return new TruthTest(operand, wanted, negated);
  }
}
