package org.heapgres.planner.optimize;

import org.heapgres.planner.statistics.ColumnStatistics;

/**
 * What is known of the values of a field.
 *
 * @param statistics of the table's column that it comes from; null for none
 * @param distinct how many values differ, in the whole table
 * @param unique whether no two rows of its table have the same
 */
record Variable(ColumnStatistics statistics, double distinct, boolean unique) {
  double nullFraction() {
    return statistics == null ? 0 : statistics.nullFraction();
  }
}
