package org.heapgres.planner.functions;

import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;

/**
 * The state transitions and final functions of PostgreSQL's own aggregates, as far as users' CREATE
 * AGGREGATE can name them. The built-in aggregates do not go through them.
 */
final class AggregateSteps {
  private AggregateSteps() {}

  static boolean boolandStatefunc(boolean a, boolean b) {
    return a && b;
  }

  static boolean boolorStatefunc(boolean a, boolean b) {
    return a || b;
  }

  static long int8incAny(long count, Object ignored) {
    return IntegerFunctions.int8inc(count);
  }

  static Long int2Sum(Long sum, Short value) {
    return plus(sum, value);
  }

  static Long int4Sum(Long sum, Integer value) {
    return plus(sum, value);
  }

  private static Long plus(Long sum, Number value) {
    return value == null ? sum : (Long) (value.longValue() + (sum == null ? 0 : sum));
  }

  static Numeric int8Sum(Numeric sum, Long value) {
    if (value == null) {
      return sum;
    }
    return sum == null ? Numeric.of(value) : NumericFunctions.numericAdd(sum, Numeric.of(value));
  }

  // Count and sum as two int8

  private static PgArray counted(PgArray state, long count, long value) {
    Object[] pair = pair(state);
    return PgArray.of(
        Types.INT8.oid(), new Object[] {(Long) pair[0] + count, (Long) pair[1] + value});
  }

  private static Object[] pair(PgArray state) {
    if (state.size() != 2 || state.elements()[0] == null || state.elements()[1] == null) {
      throw new PgException(SqlState.INTERNAL_ERROR, "expected 2-element int8 array");
    }
    return state.elements();
  }

  static PgArray int2AvgAccum(PgArray state, int value) {
    return counted(state, 1, value);
  }

  static PgArray int4AvgAccum(PgArray state, int value) {
    return counted(state, 1, value);
  }

  static PgArray int2AvgAccumInv(PgArray state, int value) {
    return counted(state, -1, -value);
  }

  static PgArray int4AvgAccumInv(PgArray state, int value) {
    return counted(state, -1, -(long) value);
  }

  static PgArray int4AvgCombine(PgArray a, PgArray b) {
    return counted(a, (Long) pair(b)[0], (Long) pair(b)[1]);
  }

  static Numeric int8Avg(PgArray state) {
    Object[] pair = pair(state);
    return (Long) pair[0] == 0
        ? null
        : NumericFunctions.numericDiv(Numeric.of((Long) pair[1]), Numeric.of((Long) pair[0]));
  }

  static Long int2int4Sum(PgArray state) {
    return (Long) pair(state)[0] == 0 ? null : (Long) pair(state)[1];
  }

  // Count, sum and sum of squared differences as three float8 (Youngs and Cramer)

  private static double[] three(String function, PgArray state) {
    return numbers(function, state, 3);
  }

  private static double[] numbers(String function, PgArray state, int count) {
    if (state.size() != count || java.util.Arrays.asList(state.elements()).contains(null)) {
      throw new PgException(
          SqlState.INTERNAL_ERROR, function + ": expected " + count + "-element float8 array");
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (Double) state.elements()[i];
    }
    return values;
  }

  private static PgArray state(double count, double sum, double squares) {
    return PgArray.of(Types.FLOAT8.oid(), new Object[] {count, sum, squares});
  }

  static PgArray float4Accum(PgArray state, double value) {
    return accumulated(three("float4_accum", state), value);
  }

  static PgArray float8Accum(PgArray state, double value) {
    return accumulated(three("float8_accum", state), value);
  }

  private static PgArray accumulated(double[] before, double value) {
    double count = before[0] + 1;
    double sum = before[1] + value;
    double squares = before[2];
    if (before[0] > 0) {
      double difference = value * count - sum;
      squares += difference * difference / (count * before[0]);
      if (Double.isInfinite(sum) || Double.isInfinite(squares)) {
        if (!Double.isInfinite(before[1]) && !Double.isInfinite(value)) {
          throw Errors.overflow();
        }
        squares = Double.NaN;
      }
    } else if (Double.isNaN(value) || Double.isInfinite(value)) {
      squares = Double.NaN;
    }
    return state(count, sum, squares);
  }

  static PgArray float8Combine(PgArray first, PgArray second) {
    double[] a = three("float8_combine", first);
    double[] b = three("float8_combine", second);
    if (a[0] == 0) {
      return state(b[0], b[1], b[2]);
    }
    if (b[0] == 0) {
      return state(a[0], a[1], a[2]);
    }
    double count = a[0] + b[0];
    double difference = a[1] / a[0] - b[1] / b[0];
    return state(count, a[1] + b[1], a[2] + b[2] + a[0] * b[0] * difference * difference / count);
  }

  // Count, sum and squares of X, of Y, and the products of both, as six float8

  static PgArray float8RegrAccum(PgArray state, double y, double x) {
    double[] s = numbers("float8_regr_accum", state, 6);
    PgArray ofX = accumulated(new double[] {s[0], s[1], s[2]}, x);
    PgArray ofY = accumulated(new double[] {s[0], s[3], s[4]}, y);
    double count = s[0] + 1;
    double[] newX = three("float8_regr_accum", ofX);
    double[] newY = three("float8_regr_accum", ofY);
    double products = s[5];
    if (s[0] > 0) {
      products += (x * count - newX[1]) * (y * count - newY[1]) / (count * s[0]);
      if (Double.isInfinite(products)) {
        boolean infinite =
            Double.isInfinite(s[1])
                || Double.isInfinite(s[3])
                || Double.isInfinite(x)
                || Double.isInfinite(y);
        if (!infinite) {
          throw Errors.overflow();
        }
        products = Double.NaN;
      }
    } else if (!Double.isFinite(x) || !Double.isFinite(y)) {
      products = Double.NaN;
    }
    return regression(count, newX, newY, products);
  }

  static PgArray float8RegrCombine(PgArray first, PgArray second) {
    double[] a = numbers("float8_regr_combine", first, 6);
    double[] b = numbers("float8_regr_combine", second, 6);
    if (a[0] == 0) {
      return second;
    }
    if (b[0] == 0) {
      return first;
    }
    double count = a[0] + b[0];
    double differenceX = a[1] / a[0] - b[1] / b[0];
    double differenceY = a[3] / a[0] - b[3] / b[0];
    double weight = a[0] * b[0] / count;
    return regression(
        count,
        new double[] {count, a[1] + b[1], a[2] + b[2] + weight * differenceX * differenceX},
        new double[] {count, a[3] + b[3], a[4] + b[4] + weight * differenceY * differenceY},
        a[5] + b[5] + weight * differenceX * differenceY);
  }

  private static PgArray regression(double count, double[] x, double[] y, double products) {
    return PgArray.of(Types.FLOAT8.oid(), new Object[] {count, x[1], x[2], y[1], y[2], products});
  }

  static Double float8Avg(PgArray state) {
    double[] s = three("float8_avg", state);
    return s[0] == 0 ? null : (Double) (s[1] / s[0]);
  }

  static Double float8VarPop(PgArray state) {
    double[] s = three("float8_var_pop", state);
    return s[0] == 0 ? null : (Double) (s[2] / s[0]);
  }

  static Double float8VarSamp(PgArray state) {
    double[] s = three("float8_var_samp", state);
    return s[0] <= 1 ? null : (Double) (s[2] / (s[0] - 1));
  }

  static Double float8StddevPop(PgArray state) {
    double[] s = three("float8_stddev_pop", state);
    return s[0] == 0 ? null : (Double) Math.sqrt(s[2] / s[0]);
  }

  static Double float8StddevSamp(PgArray state) {
    double[] s = three("float8_stddev_samp", state);
    return s[0] <= 1 ? null : (Double) Math.sqrt(s[2] / (s[0] - 1));
  }
}
