package org.heapgres.planner.bind;

import java.util.List;
import org.apache.calcite.rel.RelNode;

/**
 * A bound query.
 *
 * @param rel gives exactly the columns
 */
record Query(RelNode rel, List<Column> columns) {
  /** A result column; table and number when it is a table's column unchanged, else 0. */
  record Column(String name, int tableOid, short attnum) {}

  Query {
    columns = List.copyOf(columns);
  }

  Query withRel(RelNode newRel) {
    return new Query(newRel, columns);
  }
}
