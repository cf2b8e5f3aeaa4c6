package org.heapgres.planner.functions;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;

/** count, sum, avg, the variances and the regressions. */
final class NumberAggregates {
  static final Moments.Finish MEAN = (n, sum, squares) -> n == 0 ? null : sum / n;

  private NumberAggregates() {}

  /** Rows, or values that are not NULL when there is an argument. */
  static final class Count implements Accumulator {
    private long count;

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments.length == 0 || arguments[0] != null) {
        count++;
      }
    }

    @Override
    public void addLong(long value) {
      count++;
    }

    @Override
    public Object result(CallContext context) {
      return count;
    }
  }

  /** sum of int2 and int4 in an int8; NULL without values. */
  static final class LongSum implements Accumulator {
    private long sum;
    private boolean any;

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] != null) {
        addLong(((Number) arguments[0]).longValue());
      }
    }

    @Override
    public void addLong(long value) {
      sum += value;
      any = true;
    }

    @Override
    public Object result(CallContext context) {
      return any ? sum : null;
    }
  }

  /** An exact sum of longs: in a long until it no longer fits. */
  private static final class WideSum {
    private long low;
    private BigInteger high = BigInteger.ZERO;

    void add(long value) {
      long next = low + value;
      if (((low ^ next) & (value ^ next)) < 0) {
        high = high.add(BigInteger.valueOf(low));
        next = value;
      }
      low = next;
    }

    Numeric numeric() {
      return Numeric.of(high.add(BigInteger.valueOf(low)));
    }
  }

  /** sum of int8 in a numeric. */
  static final class BigSum implements Accumulator {
    private final WideSum sum = new WideSum();
    private boolean any;

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] != null) {
        addLong((Long) arguments[0]);
      }
    }

    @Override
    public void addLong(long value) {
      sum.add(value);
      any = true;
    }

    @Override
    public Object result(CallContext context) {
      return any ? sum.numeric() : null;
    }
  }

  /** avg of integers, as numeric division gives it. */
  static final class LongAverage implements Accumulator {
    private final WideSum sum = new WideSum();
    private long count;

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] != null) {
        addLong(((Number) arguments[0]).longValue());
      }
    }

    @Override
    public void addLong(long value) {
      sum.add(value);
      count++;
    }

    @Override
    public Object result(CallContext context) {
      return count == 0 ? null : NumericFunctions.numericDiv(sum.numeric(), Numeric.of(count));
    }
  }

  /** sum or avg of numeric. */
  static final class NumericSum implements Accumulator {
    private final boolean average;
    private Numeric sum;
    private long count;

    NumericSum(boolean average) {
      this.average = average;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      Numeric value = (Numeric) arguments[0];
      if (value != null) {
        sum = sum == null ? value : NumericFunctions.numericAdd(sum, value);
        count++;
      }
    }

    @Override
    public Object result(CallContext context) {
      return sum == null || !average ? sum : NumericFunctions.numericDiv(sum, Numeric.of(count));
    }
  }

  static final class FloatSum implements Accumulator {
    private float sum;
    private boolean any;

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] != null) {
        addDouble((Float) arguments[0]);
      }
    }

    @Override
    public void addDouble(double value) {
      sum = any ? FloatFunctions.float4pl(sum, value) : (float) value;
      any = true;
    }

    @Override
    public Object result(CallContext context) {
      return any ? sum : null;
    }
  }

  static final class DoubleSum implements Accumulator {
    private double sum;
    private boolean any;

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] != null) {
        addDouble((Double) arguments[0]);
      }
    }

    @Override
    public void addDouble(double value) {
      sum = any ? FloatFunctions.float8pl(sum, value) : value;
      any = true;
    }

    @Override
    public Object result(CallContext context) {
      return any ? sum : null;
    }
  }

  /** sum or avg of intervals. */
  static final class IntervalSum implements Accumulator {
    private final boolean average;
    private Interval sum;
    private long count;

    IntervalSum(boolean average) {
      this.average = average;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      Interval value = (Interval) arguments[0];
      if (value != null) {
        sum = sum == null ? value : IntervalFunctions.intervalPl(sum, value);
        count++;
      }
    }

    @Override
    public Object result(CallContext context) {
      return sum == null || !average ? sum : IntervalFunctions.intervalDiv(sum, (double) count);
    }
  }

  /** The four variances and deviations; stddev and variance are the samples'. */
  enum Spread {
    VAR_POP,
    VAR_SAMP,
    VARIANCE,
    STDDEV_POP,
    STDDEV_SAMP,
    STDDEV;

    String sqlName() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean sample() {
      return this != VAR_POP && this != STDDEV_POP;
    }

    boolean root() {
      return this == STDDEV_POP || this == STDDEV_SAMP || this == STDDEV;
    }

    Moments.Finish ofMoments() {
      return (n, sum, squares) -> {
        if (n < (sample() ? 2 : 1)) {
          return null;
        }
        double variance = squares / (sample() ? n - 1 : n);
        return root() ? Math.sqrt(variance) : variance;
      };
    }
  }

  /** Count, sum and sum of squared deviations of floats, updated as Youngs and Cramer do. */
  static final class Moments implements Accumulator {
    interface Finish {
      Double of(double n, double sum, double squares);
    }

    private final Finish finish;
    private double n;
    private double sum;
    private double squares;

    Moments(Finish finish) {
      this.finish = finish;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] != null) {
        addDouble(((Number) arguments[0]).doubleValue());
      }
    }

    @Override
    public void addDouble(double value) {
      double before = n;
      double sumBefore = sum;
      n += 1;
      sum += value;
      if (before > 0) {
        double deviation = value * n - sum;
        squares += deviation * deviation / (n * before);
        if (Double.isInfinite(sum) || Double.isInfinite(squares)) {
          if (!Double.isInfinite(sumBefore) && !Double.isInfinite(value)) {
            throw Errors.overflow();
          }
          squares = Double.NaN;
        }
      } else if (!Double.isFinite(value)) {
        squares = Double.NaN;
      }
    }

    @Override
    public Object result(CallContext context) {
      return finish.of(n, sum, squares);
    }
  }

  /** Exact moments of integers and numerics. */
  static final class NumericMoments implements Accumulator {
    private final Spread spread;
    private BigDecimal sum = BigDecimal.ZERO;
    private BigDecimal squares = BigDecimal.ZERO;
    private long n;
    private boolean special;

    NumericMoments(Spread spread) {
      this.spread = spread;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      Object argument = arguments[0];
      if (argument == null) {
        return;
      }
      n++;
      if (argument instanceof Numeric numeric) {
        if (!numeric.isFinite()) {
          special = true;
          return;
        }
        addDecimal(numeric.toBigDecimal());
      } else {
        addDecimal(BigDecimal.valueOf(((Number) argument).longValue()));
      }
    }

    private void addDecimal(BigDecimal value) {
      sum = sum.add(value);
      squares = squares.add(value.multiply(value));
    }

    @Override
    public Object result(CallContext context) {
      if (n < (spread.sample() ? 2 : 1)) {
        return null;
      }
      if (special) {
        return Numeric.NAN;
      }
      BigDecimal count = BigDecimal.valueOf(n);
      BigDecimal numerator = count.multiply(squares).subtract(sum.multiply(sum));
      if (numerator.signum() <= 0) {
        return Numeric.ZERO;
      }
      BigDecimal denominator =
          count.multiply(spread.sample() ? count.subtract(BigDecimal.ONE) : count);
      int scale = NumericMath.divisionScale(numerator, denominator);
      BigDecimal variance = numerator.divide(denominator, scale, RoundingMode.HALF_UP);
      return Numeric.of(spread.root() ? NumericMath.sqrt(variance, scale) : variance);
    }
  }

  /** The aggregates over pairs (y, x). */
  enum Regression {
    REGR_COUNT,
    REGR_SXX,
    REGR_SYY,
    REGR_SXY,
    REGR_AVGX,
    REGR_AVGY,
    REGR_R2,
    REGR_SLOPE,
    REGR_INTERCEPT,
    COVAR_POP,
    COVAR_SAMP,
    CORR;

    String sqlName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final class TwoMoments implements Accumulator {
    private final Regression kind;
    private double n;
    private double sumX;
    private double sxx;
    private double sumY;
    private double syy;
    private double sxy;

    TwoMoments(Regression kind) {
      this.kind = kind;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      if (arguments[0] == null || arguments[1] == null) {
        return;
      }
      double y = (Double) arguments[0];
      double x = (Double) arguments[1];
      double before = n;
      n += 1;
      sumX += x;
      sumY += y;
      if (before > 0) {
        double dx = x * n - sumX;
        double dy = y * n - sumY;
        double scale = 1 / (n * before);
        sxx += dx * dx * scale;
        syy += dy * dy * scale;
        sxy += dx * dy * scale;
      } else {
        if (!Double.isFinite(x)) {
          sxx = Double.NaN;
          sxy = Double.NaN;
        }
        if (!Double.isFinite(y)) {
          syy = Double.NaN;
          sxy = Double.NaN;
        }
      }
    }

    @Override
    public Object result(CallContext context) {
      if (kind == Regression.REGR_COUNT) {
        return (long) n;
      }
      if (n < (kind == Regression.COVAR_SAMP ? 2 : 1)) {
        return null;
      }
      return switch (kind) {
        case REGR_COUNT -> (long) n;
        case REGR_SXX -> sxx;
        case REGR_SYY -> syy;
        case REGR_SXY -> sxy;
        case REGR_AVGX -> sumX / n;
        case REGR_AVGY -> sumY / n;
        case REGR_R2 ->
            sxx == 0 ? null : syy == 0 ? (Double) 1.0 : (Double) (sxy * sxy / (sxx * syy));
        case REGR_SLOPE -> sxx == 0 ? null : (Double) (sxy / sxx);
        case REGR_INTERCEPT -> sxx == 0 ? null : (Double) ((sumY - sumX * sxy / sxx) / n);
        case COVAR_POP -> sxy / n;
        case COVAR_SAMP -> sxy / (n - 1);
        case CORR -> sxx == 0 || syy == 0 ? null : (Double) (sxy / Math.sqrt(sxx * syy));
      };
    }
  }
}
