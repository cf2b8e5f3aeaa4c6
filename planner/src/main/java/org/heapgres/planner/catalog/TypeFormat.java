package org.heapgres.planner.catalog;

import java.util.List;
import org.heapgres.planner.functions.Quoting;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TypeNames;
import org.heapgres.planner.types.Types;

/** The names of types as format_type gives them: qualified where the search path does not lead. */
public final class TypeFormat {
  private TypeFormat() {}

  /** {@code path} holds the schemas that are searched, pg_catalog included. */
  public static String format(PgType type, int typmod, Catalog catalog, List<String> path) {
    PgType now = catalog.types().type(type.oid());
    PgType shown = now == null ? type : now;
    if (shown.isArray()) {
      PgType element = catalog.types().type(shown.element());
      if (element != null) {
        return format(element, typmod, catalog, path) + "[]";
      }
    }
    if (shown.namespace() == Types.PG_CATALOG) {
      return TypeNames.format(shown, typmod, catalog.types());
    }
    String name = Quoting.identifier(shown.name());
    return isVisible(shown, catalog, path)
        ? name
        : Quoting.identifier(catalog.schemaName(shown.namespace())) + "." + name;
  }

  /** Whether the type is what its name alone means. */
  public static boolean isVisible(PgType type, Catalog catalog, List<String> path) {
    for (String schema : path) {
      PgType found = named(schema, type.name(), catalog);
      if (found != null) {
        return found.oid() == type.oid();
      }
    }
    return false;
  }

  private static PgType named(String schema, String name, Catalog catalog) {
    return schema.equals("pg_catalog")
        ? Types.find(name)
        : catalog.schema(schema).map(found -> catalog.type(found.oid(), name)).orElse(null);
  }
}
