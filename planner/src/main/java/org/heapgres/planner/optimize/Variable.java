package org.heapgres.planner.optimize;

import org.heapgres.planner.rel.PgTable;
import org.heapgres.planner.statistics.ColumnStatistics;

/**
 * What is known of the values of a field.
 *
 * @param statistics of the table's column that it comes from; null for none
 * @param distinct how many values differ, in the whole table
 * @param unique whether no two rows of its table have the same
 * @param table the scan's table that it is a column of; null for none
 * @param attnum its number there
 */
record Variable(
    ColumnStatistics statistics, double distinct, boolean unique, PgTable table, int attnum) {
  Variable(ColumnStatistics statistics, double distinct, boolean unique) {
    this(statistics, distinct, unique, null, 0);
  }

  Variable notUnique() {
    return unique ? new Variable(statistics, distinct, false, table, attnum) : this;
  }

  double nullFraction() {
    return statistics == null ? 0 : statistics.nullFraction();
  }
}
