package org.heapgres.planner.statistics;

import java.util.List;
import org.heapgres.planner.types.PgType;

/**
 * A row of pg_statistic: what is known of the values of one column. Immutable.
 *
 * @param nullFraction of all rows
 * @param averageWidth bytes of a value that is not null
 * @param distinct how many values differ; negative: their share of all rows; 0: not known
 * @param commonValues the most common first; empty for none
 * @param commonFrequencies of {@code commonValues}, as shares of all rows
 * @param bounds values that cut those not among the common ones into parts of the same size, in
 *     ascending order; empty for none
 * @param correlation between the order of rows and that of values, from -1 to 1; null when the type
 *     has no order
 */
public record ColumnStatistics(
    PgType type,
    double nullFraction,
    int averageWidth,
    double distinct,
    List<Object> commonValues,
    List<Double> commonFrequencies,
    List<Object> bounds,
    Double correlation) {
  public ColumnStatistics {
    commonValues = List.copyOf(commonValues);
    commonFrequencies = List.copyOf(commonFrequencies);
    bounds = List.copyOf(bounds);
  }

  /** How many values differ in a table of {@code rows}; 0 when that is not known. */
  public double distinct(double rows) {
    return distinct < 0 ? -distinct * rows : distinct;
  }

  /** The share of rows whose value is among the common ones. */
  public double commonFraction() {
    double sum = 0;
    for (double frequency : commonFrequencies) {
      sum += frequency;
    }
    return sum;
  }
}
