package org.heapgres.planner.exec.expression;

import java.util.Comparator;
import org.heapgres.planner.exec.Batch;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.Vector;
import org.heapgres.planner.exec.VectorKind;

/**
 * The six comparisons. Integers, floats and booleans run over arrays (NaN equals itself and is
 * above all other floats); other types use their comparator. Both sides have the same kind, or are
 * integers of any width.
 */
record Comparison(
    Operator operator, Expression left, Expression right, Comparator<Object> comparator)
    implements Expression {
  private static final int REMEMBERED = 32;

  enum Operator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    boolean holds(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case NOT_EQUAL -> comparison != 0;
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
      };
    }
  }

  @Override
  public VectorKind kind() {
    return VectorKind.BOOLEAN;
  }

  @Override
  public Vector evaluate(Execution run, Batch batch) {
    Vector a = left.evaluate(run, batch);
    Vector b = right.evaluate(run, batch);
    boolean[] out = new boolean[batch.extent()];
    if (a instanceof Vector.Objects x && b instanceof Vector.Objects y) {
      return objects(x, y, out, batch);
    }
    if (a.kind() == VectorKind.OBJECT) {
      return decimals(a, b, out, batch);
    }
    boolean[] nulls = Selections.union(a.nulls(), b.nulls(), batch.extent());
    if (a instanceof Vector.Ints x && b instanceof Vector.Ints y) {
      ints(x.values(), y.values(), out, batch);
    } else if (a instanceof Vector.Doubles x && b instanceof Vector.Doubles y) {
      doubles(x.values(), y.values(), out, batch);
    } else if (a instanceof Vector.Booleans x && b instanceof Vector.Booleans y) {
      for (int i = 0; i < batch.size(); i++) {
        int row = batch.row(i);
        out[row] = operator.holds(Boolean.compare(x.values()[row], y.values()[row]));
      }
    } else {
      longs(Widening.longs(a), Widening.longs(b), out, batch);
    }
    return new Vector.Booleans(out, nulls);
  }

  /** At least one of them is. */
  private Vector decimals(Vector a, Vector b, boolean[] out, Batch batch) {
    if (a instanceof Vector.Decimals x && b instanceof Vector.Decimals y) {
      int scale = Math.max(x.scale(), y.scale());
      long[] p = x.at(scale, batch);
      long[] q = y.at(scale, batch);
      if (p != null && q != null) {
        longs(p, q, out, batch);
        return new Vector.Booleans(out, Selections.union(a.nulls(), b.nulls(), batch.extent()));
      }
    }
    return objects(a, b, out, batch);
  }

  private Vector objects(Vector a, Vector b, boolean[] out, Batch batch) {
    if (a instanceof Vector.Objects x && Leaves.constantDatum(right) instanceof String text) {
      return strings(x.values(), text, out, batch);
    }
    boolean[] nulls = null;
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      Object p = a.datum(row);
      Object q = b.datum(row);
      if (p == null || q == null) {
        if (nulls == null) {
          nulls = new boolean[out.length];
        }
        nulls[row] = true;
      } else {
        out[row] = operator.holds(comparator.compare(p, q));
      }
    }
    return new Vector.Booleans(out, nulls);
  }

  /**
   * With a constant. Columns that are kept decoded have equal strings as one object, so the results
   * for the last few objects are remembered.
   */
  @SuppressWarnings("ReferenceEquality") // another object is compared as such
  private Vector strings(Object[] x, String constant, boolean[] out, Batch batch) {
    boolean[] nulls = null;
    Object[] seen = new Object[REMEMBERED];
    boolean[] results = new boolean[REMEMBERED];
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      Object datum = x[row];
      if (datum == null) {
        if (nulls == null) {
          nulls = new boolean[out.length];
        }
        nulls[row] = true;
        continue;
      }
      int place = datum.hashCode() & (REMEMBERED - 1);
      if (seen[place] != datum) {
        seen[place] = datum;
        results[place] = operator.holds(comparator.compare(datum, constant));
      }
      out[row] = results[place];
    }
    return new Vector.Booleans(out, nulls);
  }

  private void ints(int[] x, int[] y, boolean[] out, Batch batch) {
    int size = batch.size();
    int[] selection = batch.selection();
    if (selection != null) {
      for (int i = 0; i < size; i++) {
        int row = selection[i];
        out[row] = operator.holds(Integer.compare(x[row], y[row]));
      }
      return;
    }
    switch (operator) {
      case EQUAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] == y[i];
        }
      }
      case NOT_EQUAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] != y[i];
        }
      }
      case LESS -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] < y[i];
        }
      }
      case LESS_OR_EQUAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] <= y[i];
        }
      }
      case GREATER -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] > y[i];
        }
      }
      case GREATER_OR_EQUAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] >= y[i];
        }
      }
    }
  }

  private void longs(long[] x, long[] y, boolean[] out, Batch batch) {
    int size = batch.size();
    int[] selection = batch.selection();
    if (selection != null) {
      for (int i = 0; i < size; i++) {
        int row = selection[i];
        out[row] = operator.holds(Long.compare(x[row], y[row]));
      }
      return;
    }
    switch (operator) {
      case EQUAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] == y[i];
        }
      }
      case NOT_EQUAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] != y[i];
        }
      }
      case LESS -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] < y[i];
        }
      }
      case LESS_OR_EQUAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] <= y[i];
        }
      }
      case GREATER -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] > y[i];
        }
      }
      case GREATER_OR_EQUAL -> {
        for (int i = 0; i < size; i++) {
          out[i] = x[i] >= y[i];
        }
      }
    }
  }

  private void doubles(double[] x, double[] y, boolean[] out, Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      int row = batch.row(i);
      double p = x[row];
      double q = y[row];
      boolean less = p < q || (Double.isNaN(q) && !Double.isNaN(p));
      boolean equal = p == q || (Double.isNaN(p) && Double.isNaN(q));
      out[row] =
          switch (operator) {
            case EQUAL -> equal;
            case NOT_EQUAL -> !equal;
            case LESS -> less;
            case LESS_OR_EQUAL -> less || equal;
            case GREATER -> !less && !equal;
            case GREATER_OR_EQUAL -> !less;
          };
    }
  }
}
