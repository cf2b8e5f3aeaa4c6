package org.heapgres.planner.bind;

import org.apache.calcite.rel.RelFieldCollation;

/** ORDER BY by a column of the select list, hidden ones included. */
record OrderItem(int target, boolean descending, boolean nullsFirst) {
  RelFieldCollation collation() {
    return new SortKey(null, descending, nullsFirst).collation(target);
  }
}
