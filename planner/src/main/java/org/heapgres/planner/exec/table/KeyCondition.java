package org.heapgres.planner.exec.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heapgres.planner.exec.Execution;
import org.heapgres.planner.exec.expression.Expression;
import org.heapgres.planner.exec.operator.ValuesNode;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.row.KeyCodec;
import org.heapgres.storage.row.KeyWriter;
import org.heapgres.storage.value.PgArray;

/**
 * What a query says about the leading columns of a key: equal values for the first ones, perhaps a
 * list of values or a range for the next. Values are expressions without input. Immutable.
 *
 * @param types of the key's columns
 * @param list the alternatives of an IN for the column after the equal ones: arrays or single
 *     values; empty for none
 * @param lower null for none
 * @param upper null for none
 */
public record KeyCondition(
    KeyCodec codec,
    List<PgType> types,
    List<Expression> equal,
    List<Expression> list,
    Bound lower,
    Bound upper) {
  /** One end of a range. */
  public record Bound(Expression value, boolean inclusive) {}

  /**
   * Keys from {@code from} (inclusive) to {@code to} (exclusive; null for the end).
   *
   * @param exact the one key that the range is about, when all columns are given
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Range(byte[] from, byte[] to, byte[] exact) {}

  public KeyCondition {
    types = List.copyOf(types);
    equal = List.copyOf(equal);
    list = List.copyOf(list);
  }

  /** Whether it gives single keys, not ranges. */
  public boolean isExact() {
    return equal.size() + (list.isEmpty() ? 0 : 1) == types.size();
  }

  /** In key order, without overlap; empty when nothing can match. */
  public List<Range> ranges(Execution run) {
    KeyWriter prefix = new KeyWriter();
    for (int k = 0; k < equal.size(); k++) {
      Object datum = value(run, equal.get(k), k);
      if (datum == null || datum instanceof OutOfRange) {
        return List.of();
      }
      codec.append(prefix, k, datum);
    }
    byte[] start = prefix.toByteArray();
    if (!list.isEmpty()) {
      return listRanges(run, start);
    }
    if (lower == null && upper == null) {
      return List.of(range(start, types.size() == equal.size()));
    }
    return boundedRange(run, start);
  }

  private static Range range(byte[] prefix, boolean exact) {
    return new Range(prefix, KeyCodec.successor(prefix), exact ? prefix : null);
  }

  private List<Range> listRanges(Execution run, byte[] start) {
    int column = equal.size();
    List<byte[]> prefixes = new ArrayList<>();
    for (Expression alternative : list) {
      Object datum = alternative.evaluateRow(run, ValuesNode.oneEmptyRow());
      if (datum instanceof PgArray array && !types.get(column).isArray()) {
        for (Object element : array.elements()) {
          addPrefix(prefixes, start, column, element);
        }
      } else {
        addPrefix(prefixes, start, column, datum);
      }
    }
    prefixes.sort(Arrays::compareUnsigned);
    List<Range> ranges = new ArrayList<>(prefixes.size());
    byte[] last = null;
    for (byte[] prefix : prefixes) {
      if (last == null || !Arrays.equals(last, prefix)) {
        ranges.add(range(prefix, column + 1 == types.size()));
      }
      last = prefix;
    }
    return ranges;
  }

  private void addPrefix(List<byte[]> prefixes, byte[] start, int column, Object datum) {
    Object fitted = fit(datum, column);
    if (fitted != null && !(fitted instanceof OutOfRange)) {
      prefixes.add(extend(start, column, fitted));
    }
  }

  private byte[] extend(byte[] start, int column, Object datum) {
    KeyWriter writer = new KeyWriter();
    codec.append(writer, column, datum);
    byte[] tail = writer.toByteArray();
    byte[] key = Arrays.copyOf(start, start.length + tail.length);
    System.arraycopy(tail, 0, key, start.length, tail.length);
    return key;
  }

  private List<Range> boundedRange(Execution run, byte[] start) {
    int column = equal.size();
    KeyCodec.Column definition = codec.columns().get(column);
    byte[] nulls = extend(start, column, null);
    byte[] from = definition.nullsFirst() ? KeyCodec.successor(nulls) : start;
    byte[] to = definition.nullsFirst() ? KeyCodec.successor(start) : nulls;
    if (lower != null) {
      Object datum = value(run, lower.value(), column);
      if (datum == null || datum == OutOfRange.ABOVE) {
        return List.of();
      }
      if (datum != OutOfRange.BELOW) {
        byte[] edge = extend(start, column, datum);
        if (definition.descending()) {
          to = lower.inclusive() ? KeyCodec.successor(edge) : edge;
        } else {
          from = lower.inclusive() ? edge : KeyCodec.successor(edge);
        }
      }
    }
    if (upper != null) {
      Object datum = value(run, upper.value(), column);
      if (datum == null || datum == OutOfRange.BELOW) {
        return List.of();
      }
      if (datum != OutOfRange.ABOVE) {
        byte[] edge = extend(start, column, datum);
        if (definition.descending()) {
          from = upper.inclusive() ? edge : KeyCodec.successor(edge);
        } else {
          to = upper.inclusive() ? KeyCodec.successor(edge) : edge;
        }
      }
    }
    return to != null && Arrays.compareUnsigned(from, to) >= 0
        ? List.of()
        : List.of(new Range(from, to, null));
  }

  /** A number that the column's type cannot hold. */
  private enum OutOfRange {
    BELOW,
    ABOVE
  }

  private Object value(Execution run, Expression expression, int column) {
    return fit(expression.evaluateRow(run, ValuesNode.oneEmptyRow()), column);
  }

  /** The datum as the column's type has it: integers of another width are converted. */
  private Object fit(Object datum, int column) {
    if (datum == null) {
      return null;
    }
    return switch (codec.columns().get(column).type()) {
      case INT2 -> fit(datum, Short.MIN_VALUE, Short.MAX_VALUE);
      case INT4 -> fit(datum, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT8 -> ((Number) datum).longValue();
      default -> TableFormat.keyForm(types.get(column), datum);
    };
  }

  private static Object fit(Object datum, int least, int greatest) {
    long value = ((Number) datum).longValue();
    if (value < least) {
      return OutOfRange.BELOW;
    } else if (value > greatest) {
      return OutOfRange.ABOVE;
    }
    return least == Short.MIN_VALUE ? (Object) (short) value : (Object) (int) value;
  }
}
