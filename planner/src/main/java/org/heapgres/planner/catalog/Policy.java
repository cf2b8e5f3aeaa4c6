package org.heapgres.planner.catalog;

import java.util.List;

/**
 * A row security policy of a table.
 *
 * @param command pg_policy.polcmd: r SELECT, a INSERT, w UPDATE, d DELETE, * all
 * @param roles oids of those it is for; {@link AclItem#PUBLIC} for everybody
 * @param using SQL text with qualified names; null for none
 * @param withCheck SQL text with qualified names; null for none
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
    String comment)
    implements CatalogObject {
  public Policy {
    roles = List.copyOf(roles);
  }

  /** Whether it is for whoever has these rights. */
  public boolean isFor(Rights rights) {
    return roles.stream().anyMatch(role -> role == AclItem.PUBLIC || rights.hasPrivilegesOf(role));
  }

  /** What is asked of a row that is written; null for nothing. */
  public String written() {
    return withCheck == null ? using : withCheck;
  }

  @Override
  public int owner() {
    return 0;
  }

  public Policy withName(String newName) {
    return new Policy(oid, newName, table, command, permissive, roles, using, withCheck, comment);
  }

  public Policy withRoles(List<Integer> newRoles) {
    return new Policy(oid, name, table, command, permissive, newRoles, using, withCheck, comment);
  }

  public Policy withConditions(String newUsing, String newCheck) {
    return new Policy(oid, name, table, command, permissive, roles, newUsing, newCheck, comment);
  }

  public Policy withComment(String newComment) {
    return new Policy(oid, name, table, command, permissive, roles, using, withCheck, newComment);
  }
}
