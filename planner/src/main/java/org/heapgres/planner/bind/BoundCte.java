package org.heapgres.planner.bind;

/**
 * A WITH query that is evaluated once for the whole statement, and whose rows {@link
 * org.heapgres.planner.rel.PgCteScan}s of the same number read. A data change is carried out in
 * full even when nothing reads it; all parts of the statement see the same snapshot.
 */
public record BoundCte(int number, String name, BoundStatement statement) {}
