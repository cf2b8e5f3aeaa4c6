package org.heapgres.planner.exec.expression;

import java.util.Comparator;
import java.util.List;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;
import org.heapgres.planner.exec.Vectors;

/** CASE, COALESCE, NULLIF's kin: a branch is evaluated only for the rows that take it. */
final class Conditionals {
  private Conditionals() {}

  /** Values by row index, written by several branches. */
  private static final class Merge {
    private final VectorKind kind;
    private final Object[] values;

    Merge(VectorKind kind, int extent) {
      this.kind = kind;
      this.values = new Object[extent];
    }

    void take(Vector source, Batch rows) {
      for (int i = 0; i < rows.size(); i++) {
        int row = rows.row(i);
        values[row] = source.datum(row);
      }
    }

    Vector vector() {
      return Vectors.ofDatums(kind, values);
    }
  }

  private record Case(
      VectorKind kind, List<Expression> conditions, List<Expression> results, Expression otherwise)
      implements Expression {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Merge merge = new Merge(kind, batch.extent());
      Batch rest = batch;
      for (int i = 0; i < conditions.size() && rest != null; i++) {
        Vector.Booleans condition = (Vector.Booleans) conditions.get(i).evaluate(run, rest);
        Batch taken = Selections.whereTrue(rest, condition);
        if (taken != null) {
          merge.take(results.get(i).evaluate(run, taken), taken);
          rest = taken == rest ? null : Selections.whereNotTrue(rest, condition);
        }
      }
      if (rest != null) {
        if (rest == batch) {
          return otherwise.evaluate(run, rest);
        }
        merge.take(otherwise.evaluate(run, rest), rest);
      }
      return merge.vector();
    }
  }

  static Expression searchedCase(
      VectorKind kind,
      List<Expression> conditions,
      List<Expression> results,
      Expression otherwise) {
    return new Case(kind, conditions, results, otherwise);
  }

  private record Coalesce(VectorKind kind, List<Expression> operands) implements Expression {
    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector first = operands.getFirst().evaluate(run, batch);
      Batch rest = whereNull(batch, first);
      if (rest == null) {
        return first;
      }
      Merge merge = new Merge(kind, batch.extent());
      merge.take(first, batch);
      for (int i = 1; i < operands.size() && rest != null; i++) {
        Vector next = operands.get(i).evaluate(run, rest);
        merge.take(next, rest);
        rest = whereNull(rest, next);
      }
      return merge.vector();
    }

    private static Batch whereNull(Batch batch, Vector vector) {
      int[] rows = new int[batch.size()];
      int count = 0;
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        if (vector.isNull(row)) {
          rows[count++] = row;
        }
      }
      return count == 0 ? null : batch.select(rows, count);
    }
  }

  static Expression coalesce(VectorKind kind, List<Expression> operands) {
    return new Coalesce(kind, operands);
  }

  private record Distinct(
      Expression left, Expression right, Comparator<Object> comparator, boolean negated)
      implements Expression {
    @Override
    public VectorKind kind() {
      return VectorKind.BOOLEAN;
    }

    @Override
    public Vector evaluate(Execution run, Batch batch) {
      Vector a = left.evaluate(run, batch);
      Vector b = right.evaluate(run, batch);
      boolean[] out = new boolean[batch.extent()];
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        Object x = a.datum(row);
        Object y = b.datum(row);
        boolean distinct = (x == null || y == null) ? x != y : comparator.compare(x, y) != 0;
        out[row] = distinct != negated;
      }
      return new Vector.Booleans(out, null);
    }
  }

  /** IS DISTINCT FROM; {@code negated} for IS NOT DISTINCT FROM. */
  static Expression isDistinct(
      Expression left, Expression right, Comparator<Object> comparator, boolean negated) {
    return new Distinct(left, right, comparator, negated);
  }
}
