package org.heapgres.planner.catalog;

/**
 * REPLICA IDENTITY: what a logical replication would identify rows by.
 *
 * @param type pg_class.relreplident: d default, n nothing, f full, i index
 * @param index oid of the index, or 0
 */
public record ReplicaIdentity(char type, int index) {
  public static final ReplicaIdentity DEFAULT = new ReplicaIdentity('d', 0);
}
