package org.heapgres.planner.catalog;

/**
 * Whose a root of free objects is, and what privileges are on: its name may mean a relation of
 * schema {@code heap}. A root without an entry belongs to the bootstrap superuser, and nothing was
 * granted on it.
 *
 * @param oid 0 while the catalog keeps no record of it
 * @param schema the one that the root is in
 */
public record RootEntry(int oid, int schema, String name, int owner) implements CatalogObject {
  /** Of a root that the catalog keeps no record of. */
  public static RootEntry unrecorded(int schema, String name) {
    return new RootEntry(0, schema, name, Role.BOOTSTRAP);
  }

  public RootEntry withOid(int newOid) {
    return new RootEntry(newOid, schema, name, owner);
  }

  public RootEntry withOwner(int newOwner) {
    return new RootEntry(oid, schema, name, newOwner);
  }

  @Override
  public String comment() {
    return null;
  }
}
