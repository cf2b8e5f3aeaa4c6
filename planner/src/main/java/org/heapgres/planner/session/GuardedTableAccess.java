package org.heapgres.planner.session;

import java.util.Map;
import org.heapgres.planner.TableAccess;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Table;

/**
 * A table for a procedural language, with the privileges that its user has on it: whole rows are
 * read, so that it takes SELECT on all columns. Used by the transaction's thread.
 */
final class GuardedTableAccess implements TableAccess {
  private final TableAccess access;
  private final Table table;
  private final Rights rights;
  private final int privileges;

  GuardedTableAccess(TableAccess access, Table table, Rights rights) {
    this.access = access;
    this.table = table;
    this.rights = rights;
    privileges = rights.privileges(table);
  }

  private TableAccess allowed(Privilege privilege) {
    if ((privileges & privilege.bit()) == 0 && !onAllColumns(privilege)) {
      throw Permissions.denied(table);
    }
    return access;
  }

  private boolean onAllColumns(Privilege privilege) {
    return table.columns().stream()
        .allMatch(c -> (rights.columnPrivileges(table, c.attnum()) & privilege.bit()) != 0);
  }

  @Override
  public Row find(Object... key) {
    return allowed(Privilege.SELECT).find(key);
  }

  @Override
  public Rows scan(Object[] from, Object[] to, boolean reverse) {
    return allowed(Privilege.SELECT).scan(from, to, reverse);
  }

  @Override
  public Rows where(String column, Object value) {
    return allowed(Privilege.SELECT).where(column, value);
  }

  @Override
  public Row insert(Map<String, Object> values) {
    return allowed(Privilege.INSERT).insert(values);
  }

  @Override
  public Row update(Row read, Map<String, Object> changes) {
    return allowed(Privilege.UPDATE).update(read, changes);
  }

  @Override
  public boolean delete(Object... key) {
    return allowed(Privilege.DELETE).delete(key);
  }

  @Override
  public long count() {
    return allowed(Privilege.SELECT).count();
  }
}
