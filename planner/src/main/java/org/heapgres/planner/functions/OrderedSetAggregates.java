package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.List;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.PgArray;

/** percentile_cont, percentile_disc and mode; rows arrive in the order of WITHIN GROUP. */
final class OrderedSetAggregates {
  private OrderedSetAggregates() {}

  /** How a value lies between two others: {@code fraction} of the way. */
  interface Interpolation {
    Object between(Object low, Object high, double fraction);
  }

  static final Interpolation DOUBLES =
      (low, high, fraction) -> (Double) low + fraction * ((Double) high - (Double) low);

  static final Interpolation INTERVALS =
      (low, high, fraction) ->
          IntervalFunctions.intervalPl(
              (Interval) low,
              IntervalFunctions.intervalMul(
                  IntervalFunctions.intervalMi((Interval) high, (Interval) low), fraction));

  /** One percentile, or an array of them; null interpolation for a value of the set. */
  static final class Percentile implements Accumulator {
    private final CallTypes types;
    private final Interpolation interpolation;
    private final List<Object> values = new ArrayList<>();
    private Object fractions;

    Percentile(CallTypes types, Interpolation interpolation) {
      this.types = types;
      this.interpolation = interpolation;
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      fractions = arguments[0];
      if (arguments[1] != null) {
        values.add(arguments[1]);
      }
    }

    @Override
    public Object result(CallContext context) {
      if (fractions == null || values.isEmpty()) {
        return null;
      }
      if (!(fractions instanceof PgArray array)) {
        return at((Double) fractions);
      }
      Object[] results = new Object[array.size()];
      for (int i = 0; i < results.length; i++) {
        Object fraction = array.elements()[i];
        results[i] = fraction == null ? null : at((Double) fraction);
      }
      return new PgArray(types.argument(1).oid(), results, array.dimensions(), array.lowerBounds());
    }

    private Object at(double fraction) {
      if (Double.isNaN(fraction) || fraction < 0 || fraction > 1) {
        throw new PgException(
            SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
            "percentile value " + shortest(fraction) + " is not between 0 and 1");
      }
      if (interpolation == null) {
        int row = (int) Math.ceil(fraction * values.size());
        return values.get(Math.max(row, 1) - 1);
      }
      double place = fraction * (values.size() - 1);
      int low = (int) Math.floor(place);
      int high = (int) Math.ceil(place);
      return low == high
          ? values.get(low)
          : interpolation.between(values.get(low), values.get(high), place - low);
    }

    private static String shortest(double value) {
      return value == Math.rint(value) && Math.abs(value) < 1e6
          ? Long.toString((long) value)
          : Double.toString(value);
    }
  }

  /** The commonest value, the first of them in order. */
  static final class Mode implements Accumulator {
    private final PgType type;
    private Object current;
    private long count;
    private Object best;
    private long bestCount;

    Mode(CallTypes types) {
      this.type = types.argument(0);
    }

    @Override
    public void add(CallContext context, Object[] arguments) {
      Object value = arguments[0];
      if (value == null) {
        return;
      }
      count = current != null && type.equal(current, value) ? count + 1 : 1;
      current = value;
      if (count > bestCount) {
        best = current;
        bestCount = count;
      }
    }

    @Override
    public Object result(CallContext context) {
      return best;
    }
  }
}
