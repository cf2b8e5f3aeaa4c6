package org.heapgres.planner.bind;

import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexNode;

/** One item of an ORDER BY. */
record SortKey(RexNode expression, boolean descending, boolean nullsFirst) {
  RelFieldCollation collation(int field) {
    return new RelFieldCollation(
        field,
        descending ? RelFieldCollation.Direction.DESCENDING : RelFieldCollation.Direction.ASCENDING,
        nullsFirst ? RelFieldCollation.NullDirection.FIRST : RelFieldCollation.NullDirection.LAST);
  }
}
