package org.heapgres.planner.catalog;

/**
 * A database, shared by all databases.
 *
 * @param storageId the heap's number for it
 * @param connectionLimit -1 for none
 */
public record DatabaseEntry(
    int oid,
    String name,
    int owner,
    int storageId,
    boolean template,
    boolean allowConnections,
    int connectionLimit,
    String comment)
    implements CatalogObject {
  public static final int TEMPLATE1 = 1;
  public static final int TEMPLATE0 = 4;
  public static final int POSTGRES = 5;

  public DatabaseEntry withOwner(int owner) {
    return new DatabaseEntry(
        oid, name, owner, storageId, template, allowConnections, connectionLimit, comment);
  }

  public DatabaseEntry withComment(String comment) {
    return new DatabaseEntry(
        oid, name, owner, storageId, template, allowConnections, connectionLimit, comment);
  }
}
