package org.heapgres.planner.bind;

import java.util.List;
import java.util.Set;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.storage.SqlState;

/** Collations: text sorts by code point, so those that say so mean nothing more. */
final class Collations {
  private static final Set<String> CODE_POINT =
      Set.of("default", "C", "POSIX", "ucs_basic", "pg_c_utf8", "C.utf8", "C.UTF-8");

  private Collations() {}

  /** 42704 when there is no such collation, 0A000 when it sorts otherwise. */
  static void require(List<String> name, int location) {
    String last = name.getLast();
    if (CODE_POINT.contains(last)) {
      return;
    }
    CatalogTable table = CatalogTable.of("pg_collation");
    int column = table.column("collname");
    if (table.rows().stream().anyMatch(row -> row[column].equals(last))) {
      throw Errors.notSupported(location, "collation \"" + last + "\"");
    }
    throw Errors.at(
        location,
        SqlState.UNDEFINED_OBJECT,
        "collation \"" + String.join(".", name) + "\" for encoding \"UTF8\" does not exist");
  }
}
