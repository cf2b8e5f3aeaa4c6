package org.heapgres.planner.bind;

import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.statistics.TableStatistics;

/** What is known of the rows of relations, for the optimiser. Thread-safe. */
@FunctionalInterface
public interface TableSizes {
  /** How many rows to expect. */
  double rows(Relation relation);

  /** What ANALYZE has left. */
  default TableStatistics statistics(Table table) {
    return TableStatistics.NONE;
  }
}
