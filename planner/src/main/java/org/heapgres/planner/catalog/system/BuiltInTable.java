package org.heapgres.planner.catalog.system;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.heapgres.planner.catalog.Column;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;

/**
 * The rows that a system relation has in every database, as datums of its columns. Made when the
 * relation is first read. Immutable; the rows must not be written to.
 */
final class BuiltInTable {
  private static final Map<String, BuiltInTable> LOADED = new ConcurrentHashMap<>();

  private final List<Object[]> rows;

  /** By the value of the column that rows are found by; of the others there is none. */
  private final Map<Object, List<Object[]>> byKey = new HashMap<>();

  /** Name and position of that column. */
  private final String key;

  private final int keyPosition;

  private BuiltInTable(String name) {
    List<Column> columns =
        SystemCatalog.INSTANCE.relation(Schema.PG_CATALOG, name).orElseThrow().columns();
    CatalogTable table = CatalogTable.of(name);
    int[] places = new int[columns.size()];
    for (int c = 0; c < places.length; c++) {
      places[c] = table.columns().indexOf(columns.get(c).name());
    }
    rows = table.rows().stream().map(row -> datums(columns, places, table, row)).toList();
    key = Lookups.of(name).keySet().stream().findFirst().orElse(null);
    keyPosition = key == null ? -1 : table.columns().indexOf(key);
    for (Object[] row : key == null ? List.<Object[]>of() : rows) {
      byKey.computeIfAbsent(row[keyPosition], any -> new ArrayList<>(1)).add(row);
    }
  }

  static BuiltInTable of(String name) {
    BuiltInTable known = LOADED.get(name);
    return known != null ? known : LOADED.computeIfAbsent(name, BuiltInTable::new);
  }

  private static Object[] datums(
      List<Column> columns, int[] places, CatalogTable table, String[] row) {
    Object[] datums = new Object[columns.size()];
    for (int c = 0; c < datums.length; c++) {
      PgType type = columns.get(c).type();
      String text = places[c] < 0 ? null : row[places[c]];
      if (text != null) {
        datums[c] = Datum.of(type, parsed(table.columnTypes().get(places[c]), text));
      } else if (places[c] < 0 && columns.get(c).notNull()) {
        datums[c] = Datum.zero(type);
      }
    }
    return datums;
  }

  private static Object parsed(String typeName, String text) {
    PgType type = Types.find(typeName);
    return type == null || type.category() == 'Z' || type.category() == 'S'
        ? text
        : type.name().startsWith("reg") && !type.isArray()
            ? (Object) Integer.parseUnsignedInt(text)
            : type.parseText(text, -1, FormatSettings.DEFAULT);
  }

  /** The oid that rows are found by. */
  int oid(Object[] row) {
    return Lookups.oid(row[keyPosition]);
  }

  /** Those that may be among the rows that are asked for. */
  Collection<Object[]> wanted(RowSet asked) {
    Collection<Object> values = key == null ? null : asked.values(key);
    return values == null
        ? rows
        : values.stream().flatMap(value -> byKey.getOrDefault(value, List.of()).stream()).toList();
  }
}
