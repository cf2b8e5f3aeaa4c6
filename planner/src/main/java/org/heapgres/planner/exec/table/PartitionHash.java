package org.heapgres.planner.exec.table;

import java.util.List;
import org.heapgres.planner.functions.Hashes;
import org.heapgres.planner.types.PgType;

/**
 * PostgreSQL's hash of partition keys, so that the rows of a partition dumped there belong to the
 * partition of the same remainder here.
 */
final class PartitionHash {
  private static final long SEED = 0x7A5B22367996DCFDL;
  private static final long COMBINE = 0x49a0f4dd15e5a8e3L;

  private PartitionHash() {}

  /** The hash of a whole key; NULLs count for nothing. */
  static long of(List<PgType> types, Object[] values) {
    long hash = 0;
    for (int k = 0; k < values.length; k++) {
      if (values[k] != null) {
        long value = Hashes.of(types.get(k), values[k], SEED);
        hash ^= value + COMBINE + (hash << 54) + (hash >>> 7);
      }
    }
    return hash;
  }
}
