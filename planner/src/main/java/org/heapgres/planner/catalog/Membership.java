package org.heapgres.planner.catalog;

/**
 * That one role is a member of another; shared by all databases.
 *
 * @param role the one that was granted
 * @param admin whether the member may grant it in turn
 * @param inherit whether the member has its privileges without SET ROLE
 * @param set whether the member may SET ROLE to it
 */
public record Membership(
    int oid, int role, int member, int grantor, boolean admin, boolean inherit, boolean set)
    implements CatalogObject {
  @Override
  public String name() {
    return "";
  }

  @Override
  public int owner() {
    return grantor;
  }

  @Override
  public String comment() {
    return null;
  }
}
