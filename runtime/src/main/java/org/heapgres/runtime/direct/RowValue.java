package org.heapgres.runtime.direct;

import org.heapgres.planner.TableAccess;
import org.heapgres.runtime.TableShape;

/** A row that was found. */
record RowValue(TableValue table, TableAccess.Row row) {
  TableShape shape() {
    return table.shape();
  }
}
