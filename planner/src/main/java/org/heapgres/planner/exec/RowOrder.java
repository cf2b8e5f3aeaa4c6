package org.heapgres.planner.exec;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * An ORDER BY over columns of a row. Immutable.
 *
 * <p>Sorting is stable, and by merging, so equal rows keep the order of their arrival.
 */
public record RowOrder(List<Key> keys) {
  /** One column of the order. */
  public record Key(int column, boolean descending, boolean nullsFirst, PgType type) {}

  public RowOrder {
    keys = List.copyOf(keys);
  }

  /** Compares rows of one batch by row index. */
  @FunctionalInterface
  public interface RowComparator {
    int compare(int left, int right);
  }

  /** Compares whole rows, which need not be of one batch. */
  public int compare(Object[] left, Object[] right) {
    for (Key key : keys) {
      Object l = left[key.column()];
      Object r = right[key.column()];
      int result;
      if (l == null || r == null) {
        result = l == r ? 0 : (l == null) == key.nullsFirst() ? -1 : 1;
      } else {
        int values = Integer.signum(key.type().compare(l, r));
        result = key.descending() ? -values : values;
      }
      if (result != 0) {
        return result;
      }
    }
    return 0;
  }

  public RowComparator over(Vector[] columns) {
    if (keys.size() == 1) {
      return comparator(keys.getFirst(), columns);
    }
    RowComparator[] parts = new RowComparator[keys.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = comparator(keys.get(i), columns);
    }
    return (left, right) -> {
      for (RowComparator part : parts) {
        int result = part.compare(left, right);
        if (result != 0) {
          return result;
        }
      }
      return 0;
    };
  }

  private static RowComparator comparator(Key key, Vector[] columns) {
    Vector vector = columns[key.column()];
    int sign = key.descending() ? -1 : 1;
    RowComparator values =
        switch (vector) {
          case Vector.Ints v -> {
            int[] x = v.values();
            yield (l, r) -> sign * Integer.compare(x[l], x[r]);
          }
          case Vector.Longs v -> {
            long[] x = v.values();
            yield (l, r) -> sign * Long.compare(x[l], x[r]);
          }
          case Vector.Decimals v -> {
            long[] x = v.values();
            yield (l, r) -> sign * Long.compare(x[l], x[r]);
          }
          case Vector.Doubles v -> {
            double[] x = v.values();
            yield (l, r) -> sign * (x[l] == x[r] ? 0 : Double.compare(x[l], x[r]));
          }
          case Vector.Booleans v -> {
            boolean[] x = v.values();
            yield (l, r) -> sign * Boolean.compare(x[l], x[r]);
          }
          case Vector.Objects v -> {
            Object[] x = v.values();
            PgType type = key.type();
            yield (l, r) -> Integer.signum(type.compare(x[l], x[r])) * sign;
          }
        };
    boolean[] nulls = vector.nulls();
    if (nulls == null) {
      return values;
    }
    int nullSide = key.nullsFirst() ? -1 : 1;
    return (l, r) -> {
      if (nulls[l] || nulls[r]) {
        return nulls[l] == nulls[r] ? 0 : nulls[l] ? nullSide : -nullSide;
      }
      return values.compare(l, r);
    };
  }

  /**
   * The rows that the first key does not put behind the last row of {@code best}; null when there
   * is none.
   */
  public Batch notBehind(Batch batch, Batch best) {
    if (best.size() == 0) {
      return batch;
    }
    Key key = keys.getFirst();
    Vector last = best.column(key.column()).gather(new int[] {best.row(best.size() - 1)}, 1);
    Vector column = batch.column(key.column());
    if (last.isNull(0) || column.nulls() != null) {
      return batch;
    }
    int sign = key.descending() ? -1 : 1;
    int[] kept = new int[batch.size()];
    int count = 0;
    switch (column) {
      case Vector.Ints v -> {
        int bound = ((Vector.Ints) last).values()[0];
        for (int i = 0; i < kept.length; i++) {
          int row = batch.row(i);
          kept[count] = row;
          count += Integer.compare(v.values()[row], bound) * sign <= 0 ? 1 : 0;
        }
      }
      case Vector.Longs v -> {
        long bound = ((Vector.Longs) last).values()[0];
        for (int i = 0; i < kept.length; i++) {
          int row = batch.row(i);
          kept[count] = row;
          count += Long.compare(v.values()[row], bound) * sign <= 0 ? 1 : 0;
        }
      }
      case Vector.Doubles v -> {
        double bound = ((Vector.Doubles) last).values()[0];
        for (int i = 0; i < kept.length; i++) {
          int row = batch.row(i);
          double value = v.values()[row];
          kept[count] = row;
          count += value == bound || Double.compare(value, bound) * sign <= 0 ? 1 : 0;
        }
      }
      case Vector.Booleans _, Vector.Decimals _, Vector.Objects _ -> {
        Object bound = last.datum(0);
        for (int i = 0; i < kept.length; i++) {
          int row = batch.row(i);
          kept[count] = row;
          count += Integer.signum(key.type().compare(column.datum(row), bound)) * sign <= 0 ? 1 : 0;
        }
      }
    }
    return count == kept.length ? batch : count == 0 ? null : batch.select(kept, count);
  }

  /** The batch's row indexes in this order. */
  public int[] sort(Batch batch) {
    int size = batch.size();
    int[] rows = new int[size];
    for (int i = 0; i < size; i++) {
      rows[i] = batch.row(i);
    }
    mergeSort(rows.clone(), rows, 0, size, over(batch.columns()));
    return rows;
  }

  private static void mergeSort(int[] from, int[] to, int start, int end, RowComparator order) {
    if (end - start < 8) {
      for (int i = start + 1; i < end; i++) {
        int row = to[i];
        int at = i;
        while (at > start && order.compare(to[at - 1], row) > 0) {
          to[at] = to[at - 1];
          at--;
        }
        to[at] = row;
      }
      return;
    }
    int middle = (start + end) >>> 1;
    mergeSort(to, from, start, middle, order);
    mergeSort(to, from, middle, end, order);
    if (order.compare(from[middle - 1], from[middle]) <= 0) {
      System.arraycopy(from, start, to, start, end - start);
      return;
    }
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      if (right >= end || (left < middle && order.compare(from[left], from[right]) <= 0)) {
        to[i] = from[left++];
      } else {
        to[i] = from[right++];
      }
    }
  }
}
