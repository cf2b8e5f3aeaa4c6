package org.heapgres.planner.plpgsql;

import java.util.List;
import org.heapgres.planner.Routine;
import org.heapgres.storage.value.PgRecord;

/** The value of a composite variable: a row with its columns. Not changed once made. */
@SuppressWarnings("ArrayRecordComponent")
record PlRow(List<Routine.Column> columns, Object[] values) {
  PgRecord datum() {
    return new PgRecord(
        columns.stream().mapToInt(column -> column.type().oid()).toArray(), values.clone());
  }

  /** -1 for none. */
  int index(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  PlRow with(int index, Object value) {
    Object[] changed = values.clone();
    changed[index] = value;
    return new PlRow(columns, changed);
  }
}
