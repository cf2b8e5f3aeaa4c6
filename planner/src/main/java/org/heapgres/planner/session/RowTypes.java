package org.heapgres.planner.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.planner.types.Types;

/** The built-in types and the row types of one catalog's tables. Used by the session's thread. */
final class RowTypes implements TypeRegistry {
  private final Catalog catalog;
  private Map<Integer, PgType> byOid;

  RowTypes(Catalog catalog) {
    this.catalog = catalog;
  }

  Catalog catalog() {
    return catalog;
  }

  @Override
  public PgType type(int oid) {
    PgType builtIn = Types.byOid(oid);
    if (builtIn != null) {
      return builtIn;
    }
    if (byOid == null) {
      byOid = new HashMap<>();
      for (Relation relation : catalog.relations()) {
        if (relation instanceof Table table) {
          byOid.put(table.rowType(), rowType(table));
        }
      }
    }
    return byOid.get(oid);
  }

  private static PgType rowType(Table table) {
    List<PgType.Field> fields =
        table.columns().stream()
            .map(column -> new PgType.Field(column.name(), column.type().oid(), column.typmod()))
            .toList();
    return PgType.compositeType(
        table.rowType(), table.name(), table.schema(), table.oid(), 0, fields);
  }
}
