package org.heapgres.planner.exec.table;

import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.exec.Execution;

/**
 * What a partition's bound asks of its rows.
 *
 * @param router that of the partitioned table
 * @param fromPartition where that table's columns are in the partition's rows
 * @param above the same for the partitioned table, if it is a partition itself; else null
 */
@SuppressWarnings("ArrayRecordComponent")
public record PartitionCheck(
    Table partition, PartitionRouter router, int[] fromPartition, PartitionCheck above) {
  /** Whether the row may be in the partition. */
  boolean accepts(Execution run, Object[] row) {
    Object[] seen = new Object[fromPartition.length];
    for (int c = 0; c < seen.length; c++) {
      seen[c] = row[fromPartition[c]];
    }
    Table found = router.bounds().find(router.key(run, TableWriter.oneRow(router.table(), seen)));
    return found != null
        && found.oid() == partition.oid()
        && (above == null || above.accepts(run, seen));
  }
}
