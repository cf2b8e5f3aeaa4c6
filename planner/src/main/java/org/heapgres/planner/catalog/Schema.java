package org.heapgres.planner.catalog;

/** A namespace of relations and functions. */
public record Schema(int oid, String name, int owner, String comment) implements CatalogObject {
  public static final int PG_CATALOG = 11;
  public static final int INFORMATION_SCHEMA = 13144;
  public static final int PUBLIC = 2200;

  /** Roots of free objects; ours, so its oid is none of PostgreSQL's. */
  public static final int HEAP = 9000;

  /** Whether users may neither change nor drop it. */
  public boolean system() {
    return oid == PG_CATALOG || oid == INFORMATION_SCHEMA || oid == HEAP;
  }

  public Schema withName(String name) {
    return new Schema(oid, name, owner, comment);
  }

  public Schema withOwner(int owner) {
    return new Schema(oid, name, owner, comment);
  }

  public Schema withComment(String comment) {
    return new Schema(oid, name, owner, comment);
  }
}
