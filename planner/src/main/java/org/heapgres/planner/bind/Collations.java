package org.heapgres.planner.bind;

import java.util.List;
import java.util.Set;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.storage.SqlState;

/** Collations: text sorts by code point, so those that say so mean nothing more. */
public final class Collations {
  private static final Set<String> CODE_POINT =
      Set.of("default", "C", "POSIX", "ucs_basic", "pg_c_utf8", "C.utf8", "C.UTF-8");

  private Collations() {}

  /** The collation's oid; 42704 when there is none, 0A000 when it sorts otherwise. */
  public static int require(List<String> name, int location) {
    String last = name.getLast();
    CatalogTable table = CatalogTable.of("pg_collation");
    for (String[] row : table.rows()) {
      if (row[table.column("collname")].equals(last)) {
        if (!CODE_POINT.contains(last)) {
          throw Errors.notSupported(location, "collation \"" + last + "\"");
        }
        return Integer.parseInt(row[table.column("oid")]);
      }
    }
    throw Errors.at(
        location,
        SqlState.UNDEFINED_OBJECT,
        "collation \"" + String.join(".", name) + "\" for encoding \"UTF8\" does not exist");
  }
}
