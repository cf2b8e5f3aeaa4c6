package org.heapgres.runtime;

import org.heapgres.planner.types.PgType;

/** Arguments of a snippet: datums and their types. */
@SuppressWarnings("ArrayRecordComponent")
record Arguments(Object[] datums, PgType[] types) {
  static final Arguments NONE = new Arguments(new Object[0], new PgType[0]);
}
