package org.heapgres.planner.types;

/** The catalogs behind the reg... types; names are those of the types. */
public enum RegisteredKind {
  REGPROC,
  REGPROCEDURE,
  REGOPER,
  REGOPERATOR,
  REGCLASS,
  REGTYPE,
  REGROLE,
  REGNAMESPACE,
  REGCOLLATION,
  REGCONFIG,
  REGDICTIONARY,
  REGDATABASE;

  public String typeName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
