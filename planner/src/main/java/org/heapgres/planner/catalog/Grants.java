package org.heapgres.planner.catalog;

import java.util.Map;
import java.util.TreeMap;

/**
 * The privileges on one object, kept apart from it, since built-in objects have no record of their
 * own. Goes with its object.
 *
 * @param oid the object's
 * @param acl null when there are only privileges on columns
 * @param columns by attnum
 */
public record Grants(int oid, Securable kind, Acl acl, Map<Integer, Acl> columns)
    implements CatalogObject {
  public Grants {
    columns = Map.copyOf(columns);
  }

  public static Grants none(int oid, Securable kind) {
    return new Grants(oid, kind, null, Map.of());
  }

  @Override
  public String name() {
    return "";
  }

  @Override
  public int owner() {
    return 0;
  }

  @Override
  public String comment() {
    return null;
  }

  public boolean isEmpty() {
    return acl == null && columns.isEmpty();
  }

  public Grants withAcl(Acl newAcl) {
    return new Grants(oid, kind, newAcl, columns);
  }

  /** {@code columnAcl} empty for none. */
  public Grants withColumn(int attnum, Acl columnAcl) {
    Map<Integer, Acl> changed = new TreeMap<>(columns);
    if (columnAcl.items().isEmpty()) {
      changed.remove(attnum);
    } else {
      changed.put(attnum, columnAcl);
    }
    return new Grants(oid, kind, acl, changed);
  }

  public boolean mentions(int role) {
    return (acl != null && acl.mentions(role))
        || columns.values().stream().anyMatch(column -> column.mentions(role));
  }
}
