package org.heapgres.planner.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * Makes statistics of several columns together from a sample of rows, as PostgreSQL does
 * (src/backend/statistics, manual 14.2.2 and 69.2). Values are taken by their ranks among those of
 * their column, so that combinations are compared as integers. Used by one thread, for one object.
 */
public final class ExtendedSample {
  private final List<Object[]> rows;
  private final double totalRows;
  private final int width;

  /** By column, then by row; NULL is the last. */
  private final int[][] ranks;

  /** Equal combinations: one of the rows, and how many there are. */
  private record Group(int row, int count) {}

  /**
   * @param rows values by column, null for NULL; at least one row
   */
  public ExtendedSample(List<Object[]> rows, List<PgType> types, double totalRows) {
    this.rows = rows;
    this.totalRows = Math.max(totalRows, rows.size());
    this.width = types.size();
    ranks = new int[width][];
    for (int column = 0; column < width; column++) {
      ranks[column] = ranks(column, types.get(column));
    }
  }

  private int[] ranks(int column, PgType type) {
    Integer[] order = new Integer[rows.size()];
    Arrays.setAll(order, row -> row);
    Comparator<Integer> byValue =
        Comparator.comparing(row -> rows.get(row)[column], Comparator.nullsLast(type::compare));
    Arrays.sort(order, byValue);
    int[] result = new int[order.length];
    int rank = 0;
    for (int i = 0; i < order.length; i++) {
      if (i > 0 && byValue.compare(order[i - 1], order[i]) != 0) {
        rank++;
      }
      result[order[i]] = rank;
    }
    return result;
  }

  private int compare(int left, int right, List<Integer> columns) {
    for (int column : columns) {
      int order = Integer.compare(ranks[column][left], ranks[column][right]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private Integer[] sorted(List<Integer> columns) {
    Integer[] order = new Integer[rows.size()];
    Arrays.setAll(order, row -> row);
    Arrays.sort(order, (left, right) -> compare(left, right, columns));
    return order;
  }

  /** Of the rows in that order. */
  private List<Group> groups(Integer[] order, List<Integer> columns) {
    List<Group> groups = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= order.length; i++) {
      if (i == order.length || compare(order[first], order[i], columns) != 0) {
        groups.add(new Group(order[first], i - first));
        first = i;
      }
    }
    return groups;
  }

  /** All combinations of {@code size} columns, in lexicographic order. */
  private List<List<Integer>> combinations(int size) {
    List<List<Integer>> result = new ArrayList<>();
    combine(0, size, new ArrayList<>(), result);
    return result;
  }

  private void combine(int from, int left, List<Integer> chosen, List<List<Integer>> into) {
    if (left == 0) {
      into.add(List.copyOf(chosen));
      return;
    }
    for (int column = from; column < width; column++) {
      chosen.add(column);
      combine(column + 1, left - 1, chosen, into);
      chosen.removeLast();
    }
  }

  public List<ExtendedValues.Distinct> distinct() {
    List<ExtendedValues.Distinct> result = new ArrayList<>();
    for (int size = 2; size <= width; size++) {
      for (List<Integer> columns : combinations(size)) {
        result.add(new ExtendedValues.Distinct(columns, distinct(columns)));
      }
    }
    return result;
  }

  /** The Duj1 estimator of Haas and Stokes, as for one column. */
  private double distinct(List<Integer> columns) {
    List<Group> groups = groups(sorted(columns), columns);
    double sample = rows.size();
    double once = groups.stream().filter(group -> group.count == 1).count();
    double estimate = sample * groups.size() / (sample - once + once * sample / totalRows);
    return Math.floor(Math.clamp(estimate, groups.size(), totalRows) + 0.5);
  }

  public List<ExtendedValues.Dependency> dependencies() {
    List<ExtendedValues.Dependency> result = new ArrayList<>();
    for (int size = 1; size < width; size++) {
      for (List<Integer> from : combinations(size)) {
        for (int to = 0; to < width; to++) {
          double degree = from.contains(to) ? 0 : degree(from, to);
          if (degree > 0) {
            result.add(new ExtendedValues.Dependency(from, to, degree));
          }
        }
      }
    }
    return result;
  }

  /** The share of rows that are in a group with a single value at {@code to}. */
  private double degree(List<Integer> from, int to) {
    List<Integer> all = new ArrayList<>(from);
    all.add(to);
    Integer[] order = sorted(all);
    int supporting = 0;
    int first = 0;
    boolean single = true;
    for (int i = 1; i <= order.length; i++) {
      if (i == order.length || compare(order[first], order[i], from) != 0) {
        supporting += single ? i - first : 0;
        first = i;
        single = true;
      } else {
        single &= ranks[to][order[first]] == ranks[to][order[i]];
      }
    }
    return (double) supporting / rows.size();
  }

  /** At most {@code target} combinations, and none that the sample has too seldom to tell. */
  public List<ExtendedValues.Common> common(int target) {
    List<Integer> all = new ArrayList<>();
    int[][] counts = new int[width][];
    for (int column = 0; column < width; column++) {
      all.add(column);
      counts[column] = new int[rows.size()];
      for (int rank : ranks[column]) {
        counts[column][rank]++;
      }
    }
    double least = leastCount();
    double sample = rows.size();
    return groups(sorted(all), all).stream()
        .sorted(Comparator.comparingInt(Group::count).reversed())
        .limit(target)
        .takeWhile(group -> group.count >= least)
        .map(
            group -> {
              double base = 1;
              for (int column = 0; column < width; column++) {
                base *= counts[column][ranks[column][group.row]] / sample;
              }
              return new ExtendedValues.Common(rows.get(group.row), group.count / sample, base);
            })
        .toList();
  }

  /**
   * The number of rows from which on the relative error of a frequency is below a fifth, as in
   * PostgreSQL's get_mincount_for_mcv_list.
   */
  private double leastCount() {
    double sample = rows.size();
    double above = sample * (totalRows - sample);
    double below = totalRows - sample + 0.04 * sample * (totalRows - 1);
    return below == 0 ? 0 : above / below;
  }
}
