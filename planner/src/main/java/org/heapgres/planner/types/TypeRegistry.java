package org.heapgres.planner.types;

/** Finds a type by its oid: the built-in ones ({@link Types}), and those of a database. */
public interface TypeRegistry {
  /** Null when there is no such type. */
  PgType type(int oid);

  default PgType require(int oid) {
    PgType type = type(oid);
    if (type == null) {
      throw new org.heapgres.storage.PgException(
          org.heapgres.storage.SqlState.UNDEFINED_OBJECT,
          "type with OID " + oid + " does not exist");
    }
    return type;
  }
}
