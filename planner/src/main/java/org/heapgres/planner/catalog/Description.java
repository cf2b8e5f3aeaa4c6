package org.heapgres.planner.catalog;

/**
 * COMMENT ON what has no record of its own, such as a table's constraint.
 *
 * @param catalog oid of the system catalog that the object is in
 * @param object oid of the object
 */
public record Description(int oid, int catalog, int object, int owner, String comment)
    implements CatalogObject {
  /** Oid of pg_constraint. */
  public static final int PG_CONSTRAINT = 2606;

  /** Oid of pg_largeobject. */
  public static final int PG_LARGEOBJECT = 2613;

  @Override
  public String name() {
    return "comment";
  }
}
