package org.heapgres.planner.functions;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.value.Interval;
import org.heapgres.storage.value.Numeric;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;

/** generate_series, generate_subscripts, unnest. Rows are made as they are asked for. */
final class SeriesFunctions {
  private SeriesFunctions() {}

  private static void checkStep(boolean zero) {
    if (zero) {
      throw Errors.invalidParameter("step size cannot equal zero");
    }
  }

  static Iterator<?> generateSeriesInt4(int from, int to) {
    return ints(from, to, 1);
  }

  static Iterator<?> generateSeriesStepInt4(int from, int to, int step) {
    return ints(from, to, step);
  }

  private static Iterator<Integer> ints(int from, int to, int step) {
    checkStep(step == 0);
    return new Iterator<>() {
      private long next = from;

      @Override
      public boolean hasNext() {
        return step > 0 ? next <= to : next >= to;
      }

      @Override
      public Integer next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int value = (int) next;
        next += step;
        return value;
      }
    };
  }

  static Iterator<?> generateSeriesInt8(long from, long to) {
    return longs(from, to, 1);
  }

  static Iterator<?> generateSeriesStepInt8(long from, long to, long step) {
    return longs(from, to, step);
  }

  private static Iterator<Long> longs(long from, long to, long step) {
    checkStep(step == 0);
    return new Iterator<>() {
      private long next = from;
      private boolean more = step > 0 ? from <= to : from >= to;

      @Override
      public boolean hasNext() {
        return more;
      }

      @Override
      public Long next() {
        if (!more) {
          throw new NoSuchElementException();
        }
        long value = next;
        next += step;
        boolean wrapped = step > 0 ? next < value : next > value;
        more = !wrapped && (step > 0 ? next <= to : next >= to);
        return value;
      }
    };
  }

  static Iterator<?> generateSeriesNumeric(Numeric from, Numeric to) {
    return generateSeriesStepNumeric(from, to, Numeric.ONE);
  }

  static Iterator<?> generateSeriesStepNumeric(Numeric from, Numeric to, Numeric step) {
    checkSpecial(from, "start");
    checkSpecial(to, "stop");
    checkSpecial(step, "step");
    checkStep(step.signum() == 0);
    BigDecimal increment = step.toBigDecimal();
    BigDecimal last = to.toBigDecimal();
    return series(
        from.toBigDecimal(),
        value -> value.add(increment),
        value -> step.signum() > 0 ? value.compareTo(last) <= 0 : value.compareTo(last) >= 0,
        Numeric::of);
  }

  private static void checkSpecial(Numeric value, String name) {
    if (!value.isFinite()) {
      String what = name.equals("step") ? "step size" : name + " value";
      throw Errors.invalidParameter(what + " cannot be " + (value.isNaN() ? "NaN" : "infinity"));
    }
  }

  static Iterator<?> generateSeriesTimestamp(long from, long to, Interval step) {
    return timestamps(from, to, step, value -> DateTimeFunctions.timestampPlInterval(value, step));
  }

  static Iterator<?> generateSeriesTimestamptz(
      CallContext context, long from, long to, Interval step) {
    return inZone(from, to, step, context.formats().zone());
  }

  static Iterator<?> generateSeriesTimestamptzAtZone(
      long from, long to, Interval step, String zone) {
    return inZone(from, to, step, ZoneFunctions.zone(zone));
  }

  private static Iterator<?> inZone(long from, long to, Interval step, ZoneId zone) {
    return timestamps(from, to, step, value -> DateTimeFunctions.plusInZone(value, step, zone));
  }

  private static Iterator<?> timestamps(
      long from, long to, Interval step, UnaryOperator<Long> advance) {
    int sign = step.compareTo(Interval.ZERO);
    checkStep(sign == 0);
    if (!step.isFinite()) {
      throw Errors.invalidParameter("step size cannot be infinite");
    }
    return series(from, advance, value -> sign > 0 ? value <= to : value >= to, value -> value);
  }

  private interface Condition<T> {
    boolean holds(T value);
  }

  private static <T, R> Iterator<R> series(
      T first,
      UnaryOperator<T> advance,
      Condition<T> condition,
      java.util.function.Function<T, R> result) {
    return new Iterator<>() {
      private T current = first;
      private boolean advanced = true;

      @Override
      public boolean hasNext() {
        if (!advanced) {
          current = advance.apply(current);
          advanced = true;
        }
        return condition.holds(current);
      }

      @Override
      public R next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        advanced = false;
        return result.apply(current);
      }
    };
  }

  static Iterator<?> arrayUnnest(PgArray array) {
    return java.util.Arrays.asList(array.elements()).iterator();
  }

  /** {@code information_schema._pg_expandarray}: the elements with their numbers from 1. */
  static Iterator<?> pgExpandarrayAnyarray(PgArray array) {
    int[] types = {array.elementOid(), Types.INT4.oid()};
    Object[] elements = array.elements();
    return IntStream.range(0, elements.length)
        .mapToObj(i -> new PgRecord(types, new Object[] {elements[i], i + 1}))
        .iterator();
  }

  static Iterator<?> generateSubscriptsNodir(PgArray array, int dimension) {
    return generateSubscripts(array, dimension, false);
  }

  static Iterator<?> generateSubscripts(PgArray array, int dimension, boolean reverse) {
    if (dimension < 1 || dimension > array.dimensions().length) {
      return Collections.emptyIterator();
    }
    int lower = array.lowerBounds()[dimension - 1];
    int size = array.dimensions()[dimension - 1];
    return IntStream.range(0, size)
        .map(i -> lower + (reverse ? size - 1 - i : i))
        .boxed()
        .iterator();
  }
}
