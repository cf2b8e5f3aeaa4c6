package org.heapgres.planner.catalog;

import java.util.Map;

/**
 * Settings that a session begins with: ALTER ROLE ... SET and ALTER DATABASE ... SET; shared by all
 * databases.
 *
 * @param database oid; 0 for all
 * @param role oid; 0 for all
 * @param values by name
 */
public record RoleSettings(int oid, int database, int role, Map<String, String> values)
    implements CatalogObject {
  public RoleSettings {
    values = Map.copyOf(values);
  }

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
