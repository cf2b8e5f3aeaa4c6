package org.heapgres.planner.catalog;

import java.util.List;

/**
 * A row security policy of a table.
 *
 * @param command pg_policy.polcmd: r SELECT, a INSERT, w UPDATE, d DELETE, * all
 * @param roles oids of those it is for; {@link AclItem#PUBLIC} for everybody
 * @param using SQL text; null for none
 * @param withCheck SQL text; null for none
 * @param searchPath what the names in the expressions were looked up in
 */
public record Policy(
    int oid,
    String name,
    int table,
    char command,
    boolean permissive,
    List<Integer> roles,
    String using,
    String withCheck,
    List<String> searchPath,
    String comment)
    implements CatalogObject {
  public Policy {
    roles = List.copyOf(roles);
    searchPath = List.copyOf(searchPath);
  }

  @Override
  public int owner() {
    return 0;
  }

  public Policy withName(String newName) {
    return new Policy(
        oid, newName, table, command, permissive, roles, using, withCheck, searchPath, comment);
  }

  public Policy withRoles(List<Integer> newRoles) {
    return new Policy(
        oid, name, table, command, permissive, newRoles, using, withCheck, searchPath, comment);
  }

  public Policy withComment(String newComment) {
    return new Policy(
        oid, name, table, command, permissive, roles, using, withCheck, searchPath, newComment);
  }
}
