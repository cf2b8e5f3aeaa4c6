package org.heapgres.planner.catalog;

import java.util.Set;
import org.heapgres.planner.catalog.Memberships.Way;

/**
 * What a role may do in one database: its own privileges, those of the roles it inherits from, and
 * those of the predefined roles (manual, chapter 21). Immutable.
 */
public record Rights(Catalog catalog, Role role) {
  private static final int DATABASE_OWNER = 6171;
  private static final int READ_ALL_DATA = 6181;
  private static final int WRITE_ALL_DATA = 6182;
  private static final int MAINTAIN = 6337;

  private static final int WRITES =
      Privilege.INSERT.bit() | Privilege.UPDATE.bit() | Privilege.DELETE.bit();

  public boolean superuser() {
    return role.superuser();
  }

  private boolean is(int other, Way way) {
    Memberships memberships = catalog.shared().memberships();
    return memberships.is(role.oid(), other, way) || throughOwnership(other, way);
  }

  /** The database's owner, and who has his rights, is a member of pg_database_owner. */
  private boolean throughOwnership(int other, Way way) {
    Memberships memberships = catalog.shared().memberships();
    return memberships.is(role.oid(), catalog.database().owner(), way)
        && memberships.is(DATABASE_OWNER, other, way);
  }

  /** Whether it acts with the other role's privileges at all times. */
  public boolean hasPrivilegesOf(int other) {
    return superuser() || is(other, Way.INHERIT);
  }

  public boolean maySetRole(int other) {
    return superuser() || is(other, Way.SET);
  }

  public boolean isMemberOf(int other) {
    return superuser() || is(other, Way.MEMBER);
  }

  /** As {@link #isMemberOf}, superusers being nothing special: for pg_hba.conf and the like. */
  public boolean isPlainMemberOf(int other) {
    return is(other, Way.MEMBER);
  }

  /** Whether it may grant membership of the other. */
  public boolean isAdminOf(int other) {
    return superuser() || catalog.shared().memberships().isAdmin(role.oid(), other);
  }

  /** The acl that was granted or that initdb gave; null where the defaults hold. */
  public static Acl explicit(Catalog catalog, Securable kind, int oid) {
    Acl granted = catalog.grants(kind, oid).map(Grants::acl).orElse(null);
    return granted != null ? granted : InitialGrants.of(oid, kind, catalog);
  }

  public static Acl acl(Catalog catalog, Securable kind, int oid, int owner) {
    Acl explicit = explicit(catalog, kind, oid);
    return explicit != null ? explicit : Acl.defaults(kind, owner);
  }

  /** The privileges that the role has on an object. */
  public int privileges(Securable kind, int oid, int owner) {
    if (superuser()) {
      return kind.all();
    }
    int granted = acl(catalog, kind, oid, owner).privileges(this::hasPrivilegesOf);
    return granted | predefined(kind, oid);
  }

  private int predefined(Securable kind, int oid) {
    Set<Integer> roles = catalog.shared().memberships().of(role.oid(), Way.INHERIT);
    int set = 0;
    switch (kind) {
      case RELATION, SEQUENCE, LARGE_OBJECT -> {
        if (roles.contains(READ_ALL_DATA)) {
          set |= Privilege.SELECT.bit();
        }
        if (roles.contains(WRITE_ALL_DATA) && catalog.systemRelations().relation(oid).isEmpty()) {
          set |= kind == Securable.LARGE_OBJECT ? Privilege.UPDATE.bit() : WRITES;
        }
        if (roles.contains(MAINTAIN) && kind == Securable.RELATION) {
          set |= Privilege.MAINTAIN.bit();
        }
      }
      case SCHEMA -> {
        if (roles.contains(READ_ALL_DATA) || roles.contains(WRITE_ALL_DATA)) {
          set |= Privilege.USAGE.bit();
        }
      }
      default -> {}
    }
    return set;
  }

  public int privileges(Relation relation) {
    return privileges(Securable.of(relation), relation.oid(), relation.owner());
  }

  /** Those on the column alone, without those on its relation. */
  public int columnPrivileges(Relation relation, int attnum) {
    return catalog
        .grants(relation.oid())
        .map(grants -> grants.columns().get(attnum))
        .map(acl -> acl.privileges(this::hasPrivilegesOf))
        .orElse(0);
  }

  /** Whether some column has the privilege. */
  public boolean onAnyColumn(Relation relation, Privilege privilege) {
    return relation.columns().stream()
        .anyMatch(column -> (columnPrivileges(relation, column.attnum()) & privilege.bit()) != 0);
  }

  public boolean has(Relation relation, Privilege privilege) {
    return (privileges(relation) & privilege.bit()) != 0;
  }

  public boolean has(Schema schema, Privilege privilege) {
    return (privileges(Securable.SCHEMA, schema.oid(), schema.owner()) & privilege.bit()) != 0;
  }

  public boolean has(DatabaseEntry database, Privilege privilege) {
    return (privileges(Securable.DATABASE, database.oid(), database.owner()) & privilege.bit())
        != 0;
  }

  /** EXECUTE on a function; one that nothing was granted on is everybody's. */
  public boolean mayExecute(int function) {
    if (superuser() || explicit(catalog, Securable.FUNCTION, function) == null) {
      return true;
    }
    int owner = catalog.object(function).map(CatalogObject::owner).orElse(Role.BOOTSTRAP);
    return (privileges(Securable.FUNCTION, function, owner) & Privilege.EXECUTE.bit()) != 0;
  }

  public boolean owns(CatalogObject object) {
    return hasPrivilegesOf(object.owner());
  }
}
