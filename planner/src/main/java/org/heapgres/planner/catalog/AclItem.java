package org.heapgres.planner.catalog;

import java.util.function.IntFunction;

/**
 * What one role has granted to another: PostgreSQL's aclitem.
 *
 * @param grantee oid; {@link #PUBLIC} for everybody
 * @param privileges a set of {@link Privilege} bits
 * @param grantable those that the grantee may grant in turn
 */
public record AclItem(int grantee, int grantor, int privileges, int grantable) {
  public static final int PUBLIC = 0;

  boolean isEmpty() {
    return privileges == 0 && grantable == 0;
  }

  /** As aclitem shows it. */
  public String text(SharedCatalog shared) {
    return text(
        oid -> shared.role(oid).map(r -> quoted(r.name())).orElse(Integer.toUnsignedString(oid)));
  }

  private static String quoted(String name) {
    boolean plain = name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  private String text(IntFunction<String> names) {
    StringBuilder out = new StringBuilder();
    if (grantee != PUBLIC) {
      out.append(names.apply(grantee));
    }
    out.append('=');
    for (Privilege privilege : Privilege.values()) {
      if ((privileges & privilege.bit()) != 0) {
        out.append(privilege.letter());
      }
      if ((grantable & privilege.bit()) != 0) {
        out.append('*');
      }
    }
    return out.append('/').append(names.apply(grantor)).toString();
  }
}
