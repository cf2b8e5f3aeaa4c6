package org.heapgres.planner.types;

import org.heapgres.storage.PgException;

/** What reading and writing values needs to know of the session around it. */
public interface TypeEnvironment {
  TypeRegistry types();

  /**
   * Checks a value, null too, against a domain's constraints.
   *
   * @throws PgException 23502 or 23514
   */
  void checkDomain(int domain, Object datum);

  /** As format_type shows the type: qualified where the search path does not lead to it. */
  default String typeName(PgType type, int typmod) {
    return TypeNames.format(type, typmod, types());
  }

  /** Microseconds since 2000-01-01 UTC; what the literal 'now' stands for. */
  long transactionTimestamp();

  /**
   * The text of a reg... value, quoted and qualified as needed; null when no object has the oid.
   */
  String objectName(RegisteredKind kind, long oid);

  /**
   * The oid that a reg... type's input names (numeric input never arrives here).
   *
   * @throws PgException as PostgreSQL, for example 42P01 {@code relation "x" does not exist}
   */
  long objectOid(RegisteredKind kind, String name);
}
