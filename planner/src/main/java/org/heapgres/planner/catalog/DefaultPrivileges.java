package org.heapgres.planner.catalog;

/**
 * What ALTER DEFAULT PRIVILEGES has set: the privileges on objects that a role creates.
 *
 * @param role oid of the creator
 * @param schema 0 for all schemas: {@code acl} is then all there is; else what comes on top
 */
public record DefaultPrivileges(int oid, int role, int schema, Securable kind, Acl acl)
    implements CatalogObject {
  @Override
  public String name() {
    return "";
  }

  @Override
  public int owner() {
    return role;
  }

  @Override
  public String comment() {
    return null;
  }
}
