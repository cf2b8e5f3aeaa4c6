package org.heapgres.planner.catalog;

/**
 * A role, shared by all databases.
 *
 * @param verifier SCRAM-SHA-256 verifier; null for no password
 * @param connectionLimit -1 for none
 * @param validUntil microseconds since 2000-01-01 UTC; null for ever
 */
public record Role(
    int oid,
    String name,
    boolean superuser,
    boolean inherit,
    boolean createRole,
    boolean createDatabase,
    boolean login,
    boolean replication,
    boolean bypassRowSecurity,
    int connectionLimit,
    String verifier,
    Long validUntil,
    String comment)
    implements CatalogObject {
  /** The bootstrap superuser's oid. */
  public static final int BOOTSTRAP = 10;

  @Override
  public int owner() {
    return oid;
  }

  public Role withVerifier(String verifier) {
    return new Role(
        oid,
        name,
        superuser,
        inherit,
        createRole,
        createDatabase,
        login,
        replication,
        bypassRowSecurity,
        connectionLimit,
        verifier,
        validUntil,
        comment);
  }

  public Role withName(String name) {
    return new Role(
        oid,
        name,
        superuser,
        inherit,
        createRole,
        createDatabase,
        login,
        replication,
        bypassRowSecurity,
        connectionLimit,
        verifier,
        validUntil,
        comment);
  }

  public Role withComment(String comment) {
    return new Role(
        oid,
        name,
        superuser,
        inherit,
        createRole,
        createDatabase,
        login,
        replication,
        bypassRowSecurity,
        connectionLimit,
        verifier,
        validUntil,
        comment);
  }
}
