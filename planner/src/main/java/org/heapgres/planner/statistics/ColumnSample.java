package org.heapgres.planner.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * Makes statistics of one column from a sample of its table's rows, as PostgreSQL's
 * compute_scalar_stats does (src/backend/commands/analyze.c): the estimator of Haas and Stokes
 * ("Sampling-based estimation of the number of distinct values", 1998) for the number of distinct
 * values, and a list of most common values that keeps those which are more common than the rest on
 * average. Used by one thread, for one column.
 */
public final class ColumnSample {
  /** Longer values are not kept, as in PostgreSQL, and each counts as distinct. */
  private static final int WIDE = 1024;

  private final PgType type;
  private final int sampleRows;
  private final double totalRows;
  private final int target;

  private final List<Value> values = new ArrayList<>();
  private int nulls;
  private int wide;
  private long width;

  /** A value and its place among those that are not null. */
  private record Value(Object datum, int place) {}

  /** Equal values, next to each other once they are sorted. */
  private record Run(int first, int count) {}

  /**
   * @param target how many common values and parts of the histogram there may be
   */
  public ColumnSample(PgType type, int sampleRows, double totalRows, int target) {
    this.type = type;
    this.sampleRows = sampleRows;
    this.totalRows = Math.max(totalRows, sampleRows);
    this.target = target;
  }

  /** The next row's value, in the order of rows; {@code bytes} long. */
  public void add(Object datum, int bytes) {
    if (datum == null) {
      nulls++;
      return;
    }
    width += bytes;
    if (type.length() < 0 && bytes > WIDE) {
      wide++;
    } else {
      values.add(new Value(datum, values.size()));
    }
  }

  /** What the values added say; there was at least one row. */
  public ColumnStatistics result() {
    int present = values.size() + wide;
    double nullFraction = (double) nulls / sampleRows;
    int averageWidth = present == 0 ? 0 : (int) (width / present);
    if (values.isEmpty() || !type.codec().comparable()) {
      double distinct = present == 0 ? 0 : wide > 0 ? -(1 - nullFraction) : 0;
      return new ColumnStatistics(
          type, nullFraction, averageWidth, distinct, List.of(), List.of(), List.of(), null);
    }
    values.sort(Comparator.comparing(Value::datum, type::compare));
    List<Run> runs = runs();
    long multiple = runs.stream().filter(run -> run.count > 1).count();
    double distinct = distinct(nullFraction, runs.size(), (int) multiple);
    List<Run> common = common(runs, distinct, nullFraction);
    return new ColumnStatistics(
        type,
        nullFraction,
        averageWidth,
        distinct,
        common.stream().map(run -> values.get(run.first).datum).toList(),
        common.stream().map(run -> (double) run.count / sampleRows).toList(),
        bounds(common, runs.size()),
        correlation());
  }

  private List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= values.size(); i++) {
      if (i == values.size() || type.compare(values.get(i).datum, values.get(first).datum) != 0) {
        runs.add(new Run(first, i - first));
        first = i;
      }
    }
    return runs;
  }

  private double distinct(double nullFraction, int different, int multiple) {
    if (multiple == 0) {
      return -(1 - nullFraction);
    }
    double estimate;
    if (wide == 0 && multiple == different) {
      estimate = different;
    } else {
      double once = different - multiple + wide;
      double known = once + multiple;
      double sample = sampleRows - nulls;
      double population = totalRows * (1 - nullFraction);
      estimate =
          population <= 0 ? 0 : sample * known / (sample - once + once * sample / population);
      estimate = Math.floor(Math.clamp(estimate, known, Math.max(known, population)) + 0.5);
    }
    return estimate > 0.1 * totalRows ? -(estimate / totalRows) : estimate;
  }

  private List<Run> common(List<Run> runs, double distinct, double nullFraction) {
    List<Run> repeated =
        new ArrayList<>(
            runs.stream()
                .filter(run -> run.count > 1)
                .sorted(Comparator.comparingInt(Run::count).reversed())
                .limit(target)
                .toList());
    boolean all = repeated.size() == runs.size() && wide == 0 && distinct > 0;
    if (!all) {
      int kept = worthKeeping(repeated, distinct, nullFraction);
      repeated.subList(kept, repeated.size()).clear();
    }
    return repeated;
  }

  /** PostgreSQL's analyze_mcv_list: drops those not surely more common than an average value. */
  private int worthKeeping(List<Run> repeated, double distinct, double nullFraction) {
    if (sampleRows >= totalRows || totalRows <= 1) {
      return repeated.size();
    }
    double inTable = distinct < 0 ? -distinct * totalRows : distinct;
    double above = 0;
    for (int i = 0; i < repeated.size() - 1; i++) {
      above += repeated.get(i).count;
    }
    int kept = repeated.size();
    while (kept > 0) {
      double others = Math.clamp(1 - above / sampleRows - nullFraction, 0.0, 1.0);
      double otherDistinct = inTable - (kept - 1);
      if (otherDistinct > 1) {
        others /= otherDistinct;
      }
      double count = repeated.get(kept - 1).count;
      double matching = totalRows * count / sampleRows;
      double variance =
          sampleRows
              * matching
              * (totalRows - matching)
              * (totalRows - sampleRows)
              / (totalRows * totalRows * (totalRows - 1));
      if (count > others * sampleRows + 2 * Math.sqrt(variance) + 0.5) {
        break;
      }
      kept--;
      if (kept > 0) {
        above -= repeated.get(kept - 1).count;
      }
    }
    return kept;
  }

  private List<Object> bounds(List<Run> common, int different) {
    int count = Math.min(different - common.size(), target + 1);
    if (count < 2) {
      return List.of();
    }
    boolean[] isCommon = new boolean[values.size()];
    for (Run run : common) {
      Arrays.fill(isCommon, run.first, run.first + run.count, true);
    }
    List<Object> rest = new ArrayList<>();
    for (int i = 0; i < isCommon.length; i++) {
      if (!isCommon[i]) {
        rest.add(values.get(i).datum);
      }
    }
    List<Object> bounds = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      bounds.add(rest.get((int) ((long) i * (rest.size() - 1) / (count - 1))));
    }
    return bounds;
  }

  private Double correlation() {
    double n = values.size();
    if (n < 2) {
      return null;
    }
    double products = 0;
    for (int i = 0; i < values.size(); i++) {
      products += (double) i * values.get(i).place;
    }
    double sum = (n - 1) * n / 2;
    double squares = (n - 1) * n * (2 * n - 1) / 6;
    return (n * products - sum * sum) / (n * squares - sum * sum);
  }
}
