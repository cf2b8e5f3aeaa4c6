package org.heapgres.planner.catalog;

/**
 * Whether policies apply to a table's rows (manual, 5.9).
 *
 * @param forced to its owner too
 */
public record RowSecurity(boolean enabled, boolean forced) {
  public static final RowSecurity NONE = new RowSecurity(false, false);

  public RowSecurity withEnabled(boolean value) {
    return new RowSecurity(value, forced);
  }

  public RowSecurity withForced(boolean value) {
    return new RowSecurity(enabled, value);
  }

  /** Whether whoever has these rights sees only what the policies let him see. */
  public static boolean applies(Table table, Rights rights) {
    RowSecurity security = table.rowSecurity();
    return security.enabled
        && !rights.superuser()
        && !rights.role().bypassRowSecurity()
        && (security.forced || !rights.owns(table));
  }
}
